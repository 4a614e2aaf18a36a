// The Apex API over SOAP: executeAnonymous, which `sf apex run` uses.
import { executeAnonymous } from '../apex/anonymous.ts';
import type { SoapOperations } from './operation.ts';
import { childNamed, toXml } from './xml.ts';

export const apexOperations: SoapOperations = {
  's executeAnonymous': async ({ context, user, operation, version }) => {
    const source = childNamed(operation, 'apexcode', 'String')?.text ?? '';
    const { result, debugLog } = await executeAnonymous(context.org, user, source, version);
    const log = debugLog.map((line) => `USER_DEBUG|DEBUG|${line}`).join('\n');
    const fields = Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
    return { body: toXml({ result: fields }), header: toXml({ DebuggingInfo: { debugLog: log } }) };
  },
};
