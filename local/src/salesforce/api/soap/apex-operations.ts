// The Apex API over SOAP: executeAnonymous, which `sf apex run` uses.
import { runAnonymous } from '../apex/anonymous.ts';
import type { SoapOperations } from './operation.ts';
import { childNamed, toXml } from './xml.ts';

export const apexOperations: SoapOperations = {
  's executeAnonymous': async ({ context, user, operation, version }) => {
    const source = childNamed(operation, 'apexcode', 'String')?.text ?? '';
    const { result, log } = await runAnonymous(context, user, source, version);
    const fields = Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
    return { body: toXml({ result: fields }), header: toXml({ DebuggingInfo: { debugLog: log } }) };
  },
};
