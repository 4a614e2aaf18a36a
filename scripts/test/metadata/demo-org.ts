// An org made of this project's metadata, its configured users and its sample data.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOrg, type BuiltOrg } from '../../../local/src/salesforce/build-org.ts';
import { MemoryEventLog } from '../../../local/src/salesforce/events/memory-event-log.ts';
import type { Row, Value } from '../../../local/src/salesforce/schema/schema.ts';
import { loadSampleData } from '../../../local/src/salesforce/sample-data.ts';
import type { RunningUser } from '../../../local/src/salesforce/security/running-user.ts';
import type { UserSeed } from '../../../local/src/salesforce/security/user-seeds.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const AGENT = 'agent.sato@portway.example.test';
export const INTEGRATION = 'integration.user@portway.example.test';
/** When the tests take place. */
export const NOW = '2026-11-22T03:04:05.000Z';

type Values = Readonly<Record<string, Value>>;

export interface DemoOrg {
  readonly org: BuiltOrg;
  /** Record id by the reference id of the sample data. */
  readonly ids: ReadonlyMap<string, string>;
  user(username: string): RunningUser;
  row(type: string, id: string): Row;
  rows(type: string): Row[];
  /** Events published since the org was made. */
  events(): number;
  /** What was published of one kind of event, oldest first. */
  published(type: string): Readonly<Record<string, Value>>[];
  /** Moves the clock; it stands at NOW. */
  at(timeMs: number): void;
  /** Saves one record as a user would by REST; what went wrong as `CODE message [fields]`, or 'ok'. */
  update(username: string, type: string, id: string, values: Values): string;
  insert(username: string, type: string, values: Values): { said: string; id: string };
}

export async function demoOrg(): Promise<DemoOrg> {
  const { users } = JSON.parse(await readFile(join(ROOT, 'config/local-org.json'), 'utf8')) as { users: UserSeed[] };
  let timeMs = Date.parse(NOW);
  const clock = () => timeMs;
  const log = new MemoryEventLog(clock);
  const org = await buildOrg({ projectDir: ROOT, users, clock, events: log });
  const ids = await loadSampleData(org, org.userByName(org.admin), join(ROOT, 'config/sample-data/plan.json'));
  const save = (username: string, operation: 'insert' | 'update', type: string, values: Values, id?: string) => {
    const [result] = org.transact(org.userByName(username), (tx) =>
      org.save(tx, { operation, records: [{ type, values, ...(id && { id }) }], allOrNone: false, access: 'user' }),
    );
    const { success, errors, id: saved } = result!;
    const said = errors.map(({ statusCode, message, fields }) => `${statusCode} ${message} [${(fields ?? []).join()}]`);
    return { said: success ? 'ok' : said.join('; '), id: saved ?? '' };
  };
  return {
    org,
    ids,
    user: (username) => org.userByName(username),
    row: (type, id) => org.store.get(type, id)!,
    rows: (type) => [...org.store.all(type)],
    events: () => log.publishedCount,
    published: (type) => log.retained(type).map(({ payload }) => payload),
    at: (moved) => {
      timeMs = moved;
    },
    update: (username, type, id, values) => save(username, 'update', type, values, id).said,
    insert: (username, type, values) => save(username, 'insert', type, values),
  };
}
