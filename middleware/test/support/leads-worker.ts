// A process that takes leads in and writes them, as fast as it can, until it is killed. It says on standard output what it has
// promised a visitor: `accepted <request id>`. Its Salesforce is a file, one id a line; an id that is there is refused as Salesforce
// refuses one. Arguments: where the ledger is (JSON), the file, a seed.
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { createLeadInbox } from '../../src/ledger/leads.ts';
import { openLedger, type LedgerOptions } from '../../src/ledger/open-ledger.ts';
import { isDatabaseOutage } from '../../src/ledger/outage.ts';
import { createLeadWriter } from '../../src/leads/writer.ts';
import { createLog } from '../../src/log.ts';
import { paceFor } from '../../src/provisioning/pace.ts';
import { randomFrom } from './random.ts';

const place = JSON.parse(process.argv[2]!) as Omit<LedgerOptions, 'instanceId'>;
const org = process.argv[3]!;
const random = randomFrom(Number(process.argv[4]));
const say = (line: string): void => void writeSync(1, `${line}\n`);
const ledger = await openLedger({ ...place, instanceId: 'worker' });
const now = (): Date => new Date();

const known = new Set(existsSync(org) ? readFileSync(org, 'utf8').split('\n') : []);
const writer = createLeadWriter({
  ledger,
  salesforce: { run: (work) => work(), isUsable: () => true, pause: () => undefined },
  insert: (leads) =>
    Promise.resolve(
      leads.map(({ Request_Id__c }) => {
        const id = Request_Id__c as string;
        if (known.has(id)) return { code: 'DUPLICATE_VALUE', message: 'duplicate value found: Request_Id__c' };
        known.add(id);
        appendFileSync(org, `${id}\n`);
        return null;
      }),
    ),
  callsPerHour: 1_000_000,
  pace: () => paceFor(null, { slowPercent: 80, brakePercent: 95, flushMaxWaitMs: 0 }),
  now: () => new Date(Date.now() + 2000), // the first waits for nobody
  log: createLog('silent'),
  pollMs: 1,
});
writer.start();

const limits = { perAddressAndHour: 1e9, perEmailAndDay: 1e9, waiting: 1e9 };
const accept = createLeadInbox(ledger, limits, now);
say('ready');

async function visit(): Promise<void> {
  const id = `${process.pid}-${random().toString(36).slice(2)}`;
  const acceptance = await accept({
    ...{ requestId: id, contentHash: id, formNonce: id, addressHash: 'address', emailHash: 'email' },
    body: JSON.stringify({ LastName: id }),
  });
  if (acceptance === 'stored') say(`accepted ${id}`);
}

async function visitor(): Promise<never> {
  for (;;) {
    await visit().catch((error: unknown) => {
      if (!isDatabaseOutage(error)) throw error; // the visitor was told to come back
    });
    await new Promise((resolve) => setTimeout(resolve, 1 + random() * 5));
  }
}
await Promise.all(Array.from({ length: 8 }, visitor));
