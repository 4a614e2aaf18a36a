// Step 7: what Apex needs to ask the middleware: the secret that signs its requests, and where customers may be sent to pay.
import { randomBytes } from 'node:crypto';
import { ENV_PATH, openEnvFile, type EnvFile } from './env-file.ts';
import type { Org } from './org.ts';
import { recordsOf } from './records.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

const OBJECT = 'Middleware_Settings__c';
interface Settings {
  readonly Id: string;
  readonly Signing_Secret__c?: string | null;
}

const VARIABLE = 'SALESFORCE_SIGNING_SECRETS';

export const middlewareSettings: Step = {
  number: 7,
  name: 'middleware-settings',
  title: 'Settings for the middleware',
  does: [
    'Sets the organisation’s record of the custom setting Middleware Settings: the secret that signs payment requests (made if there',
    `is none, and written to ${ENV_PATH}, never to the screen) and WHMCS’s address. Says where the named credential points to.`,
  ].join('\n'),
  changes: `the custom setting; ${ENV_PATH} (git-ignored).`,
  needs: 'step 4.',
  options: {
    'whmcs-origin': {
      type: 'string',
      value: '<https://billing.example.com>',
      help: 'where customers’ browsers reach WHMCS; they are sent nowhere else to pay',
    },
  },
  run: async (context) => {
    const org = context.org();
    const { id } = await org.display();
    const file = await openEnvFile(context.root);
    const fields = 'Id, Signing_Secret__c, WHMCS_Origin__c';
    const [record] = await org.query<Settings>(`SELECT ${fields} FROM ${OBJECT} WHERE SetupOwnerId = '${id}'`);
    await setSecret(context, org, id, file, record);
    await setOrigin(context, org, id);
    await tellAddress(context, org);
  },
};

async function setSecret(context: StepContext, org: Org, orgId: string, file: EnvFile, record: Settings | undefined) {
  const { say, isDryRun } = context;
  const inOrg = record?.Signing_Secret__c || undefined;
  const inFile = file
    .get(VARIABLE)
    ?.split(',')
    .map((secret) => secret.trim());
  if (inOrg && inFile && !inFile.includes(inOrg)) {
    say(
      `look at        the org’s signing secret is not among ${VARIABLE} of ${ENV_PATH}: payment requests will be refused.`,
    );
    say(
      '               Put it there (Setup → Custom Settings → Middleware Settings → Manage), or clear one of the two and run this again.',
    );
    return;
  }
  const secret = inOrg ?? inFile?.[0] ?? `whsec_${randomBytes(32).toString('base64')}`;
  if (inOrg) say('there already  the signing secret');
  else if (isDryRun) return say('would set      the signing secret');
  else {
    await save(org, orgId, record, { Signing_Secret__c: secret }, 'the signing secret');
    say(`set            the signing secret${inFile ? ` of ${ENV_PATH}` : ', made now'}`);
  }
  if (isDryRun || !file.fill(VARIABLE, secret)) return;
  await file.save();
  say(`written        ${VARIABLE} to ${ENV_PATH}`);
}

function save(org: Org, orgId: string, record: Settings | undefined, values: object, what: string): Promise<unknown> {
  return record
    ? org.send('PATCH', `sobjects/${OBJECT}/${record.Id}`, values, `Setting ${what}`)
    : org.send('POST', `sobjects/${OBJECT}`, { SetupOwnerId: orgId, ...values }, `Setting ${what}`);
}

async function setOrigin(context: StepContext, org: Org, orgId: string): Promise<void> {
  const given = context.options['whmcs-origin'] ?? context.env.WHMCS_ORIGIN;
  const records = recordsOf(context, org);
  const record = await records.find(OBJECT, { SetupOwnerId: orgId }, ['WHMCS_Origin__c']);
  if (typeof given === 'string' && given !== '' && record) {
    await records.update(
      OBJECT,
      record,
      { WHMCS_Origin__c: new URL(given).origin },
      `WHMCS’s address ${new URL(given).origin}`,
    );
  } else if (record?.WHMCS_Origin__c) context.say(`there already  WHMCS’s address ${record.WHMCS_Origin__c as string}`);
  else context.say('look at        WHMCS’s address is not set: nobody can pay until it is (--whmcs-origin)');
}

/** The address came with the deployment (sfdx-project.json). @see Connect REST API, named-credentials/named-credential-setup */
async function tellAddress({ say, env }: StepContext, org: Org): Promise<void> {
  const asked = await org.tryGet<{ calloutUrl?: string }>(
    'named-credentials/named-credential-setup/Portway_Middleware',
  );
  if ('unasked' in asked) return say(`not asked      where the named credential points to: ${asked.unasked}`);
  const { calloutUrl } = asked.value;
  const wanted = env.PORTWAY_MIDDLEWARE_URL;
  if (!wanted || calloutUrl === wanted)
    return say(`there already  the named credential Portway Middleware: ${calloutUrl}`);
  say(
    `look at        the named credential points to ${calloutUrl}, PORTWAY_MIDDLEWARE_URL is ${wanted}: deploy again (step 4)`,
  );
}

await runAlone(import.meta.filename, middlewareSettings);
