// What sample customers did before the org was started: records and changes, each on its day and by the person who made it, so
// that stamps, owners and authors are as they would be. Portal users among them, with passwords that only this org has.
import { readFile } from 'node:fs/promises';
import type { AdjustableClock } from './faults/adjustable-clock.ts';
import type { LocalOrg } from './org.ts';
import type { RecordInput, SaveRequest } from './dml/save.ts';
import type { RunningUser } from './security/running-user.ts';

/** Between two moments. */
const MOMENT_MS = 60 * 1000;
/** The time zone of the days in the file. */
const ZONE = 'Asia/Tokyo';

interface Named {
  readonly attributes: { readonly type?: string; readonly referenceId: string };
  readonly [field: string]: unknown;
}

export interface SampleCustomer {
  /** `@Name` of the contact. */
  readonly contact: string;
  readonly username: string;
  /** Good in this org only. */
  readonly password: string;
  readonly profile: string;
  readonly permissionSet: string;
  readonly locale: string;
  readonly language: string;
}

interface Moment {
  readonly daysAgo: number;
  /** Username; the org's admin when left out. */
  readonly as?: string;
  /** As in a `sf data tree` file: made in this order, one save for each. */
  readonly records?: readonly Named[];
  /** Fields of records made before. */
  readonly changes?: readonly Named[];
  readonly customers?: readonly SampleCustomer[];
}

/**
 * Lives through a history file, moment by moment. `{day-20}` in a text of it is that day (`YYYY-MM-DD`), `{day-20+1m-14}` 14 days
 * before the day a month later. `@agent@example.test` stands for that user, `@Queue_Name` for a queue, `@Name` for a record.
 * @param ids ids by reference id of what is there already; what is made is added
 * @throws Error a reference leads nowhere or something is refused; says which
 */
export async function loadSampleHistory(
  org: LocalOrg,
  admin: RunningUser,
  clock: AdjustableClock,
  file: string,
  ids: Map<string, string>,
): Promise<void> {
  const moments = JSON.parse(withDays(await readFile(file, 'utf8'), clock.now())) as readonly Moment[];
  for (const row of org.store.all('Group'))
    if (row.Type === 'Queue') ids.set(`Queue_${String(row.DeveloperName)}`, String(row.Id));
  for (const row of org.store.all('User')) ids.set(String(row.Username), String(row.Id));
  const past = new Past(org, admin, file, ids);
  for (const [index, moment] of moments.entries()) {
    const at = timeOf(moment, clock.now()) - (moments.length - index) * MOMENT_MS;
    clock.at(at, () => past.live(moment));
  }
}

class Past {
  readonly #org: LocalOrg;
  readonly #file: string;
  readonly #ids: Map<string, string>;
  readonly #admin: RunningUser;

  constructor(org: LocalOrg, admin: RunningUser, file: string, ids: Map<string, string>) {
    this.#org = org;
    this.#file = file;
    this.#ids = ids;
    this.#admin = admin;
  }

  live({ as, records = [], changes = [], customers = [] }: Moment): void {
    const user = as === undefined ? this.#admin : this.#org.userByName(as);
    for (const { attributes, ...fields } of records) {
      const id = this.#save(user, 'insert', attributes.referenceId, {
        type: attributes.type!,
        values: this.#withIds(fields),
      });
      this.#ids.set(attributes.referenceId, id);
    }
    for (const { attributes, ...fields } of changes) {
      const id = this.#idOf(`@${attributes.referenceId}`);
      const type = this.#org.schema.typeOfId(id)!.name;
      this.#save(user, 'update', attributes.referenceId, { type, id, values: this.#withIds(fields) });
    }
    for (const customer of customers) this.#register(customer);
  }

  /** Portal user, rights and password. */
  #register(customer: SampleCustomer): void {
    const { username, language, locale } = customer;
    const contactId = this.#idOf(customer.contact);
    const contact = this.#org.store.get('Contact', contactId)!;
    const [alias] = username.split('@') as [string];
    const userId = this.#save(this.#admin, 'insert', username, {
      type: 'User',
      values: {
        ContactId: contactId,
        ProfileId: this.#recordNamed('Profile', customer.profile),
        Username: username,
        Email: contact.Email,
        FirstName: contact.FirstName,
        LastName: contact.LastName,
        Alias: alias.slice(0, 8),
        CommunityNickname: alias,
        TimeZoneSidKey: ZONE,
        LocaleSidKey: locale,
        LanguageLocaleKey: language,
        EmailEncodingKey: 'UTF-8',
      },
    });
    this.#ids.set(username, userId);
    this.#save(this.#admin, 'insert', `the rights of ${username}`, {
      type: 'PermissionSetAssignment',
      values: { AssigneeId: userId, PermissionSetId: this.#recordNamed('PermissionSet', customer.permissionSet) },
    });
    this.#org.passwords.set(userId, customer.password);
  }

  #save(user: RunningUser, operation: SaveRequest['operation'], what: string, record: RecordInput): string {
    const [result] = this.#org.transact(user, (tx) =>
      this.#org.save(tx, { operation, records: [record], allOrNone: true, access: 'system' }),
    );
    if (result!.success) return result!.id!;
    const why = result!.errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join('; ');
    throw new Error(`sample history: ${this.#file}: ${what} was refused: ${why}`);
  }

  #withIds(fields: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' && value.startsWith('@') ? this.#idOf(value) : value,
      ]),
    );
  }

  #idOf(reference: string): string {
    const id = this.#ids.get(reference.slice(1));
    if (!id) throw new Error(`sample history: ${this.#file}: ${reference} is nothing that was made before`);
    return id;
  }

  #recordNamed(type: string, name: string): string {
    const [row] = this.#org.store.find(type, 'Name', name);
    if (!row) throw new Error(`sample history: ${this.#file}: this org has no ${type} ${name}`);
    return String(row.Id);
  }
}

/** The afternoon of its day; today, just now. */
function timeOf({ daysAgo }: Moment, now: number): number {
  return daysAgo === 0 ? now : Date.parse(withDays(`{day-${daysAgo}}T14:00:00+09:00`, now));
}

/** Puts in the days: see loadSampleHistory. @param now epoch milliseconds */
export function withDays(text: string, now: number): string {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' }).format(now);
  return text.replace(/\{day([+-]\d+)?(?:\+(\d+)m)?([+-]\d+)?\}/g, (_, days = '0', months = '0', rest = '0') => {
    const day = new Date(`${today}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(days));
    const wanted = day.getUTCDate();
    day.setUTCDate(1);
    day.setUTCMonth(day.getUTCMonth() + Number(months));
    // A month later than the 31st is the last day of a shorter month.
    const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
    day.setUTCDate(Math.min(wanted, last) + Number(rest));
    return day.toISOString().slice(0, 10);
  });
}
