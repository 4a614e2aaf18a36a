// Records that must be there: looked up by what identifies them, added when they are not, never twice.
import { soqlText, type Org, type Row } from './org.ts';
import type { StepContext } from './step.ts';

export type FieldValue = string | number | boolean | null;

interface Saved {
  readonly id: string;
}

export interface Records {
  /** The first record where all these fields have these values. @throws SetupFailure the org refused the question */
  find(
    object: string,
    where: Readonly<Record<string, FieldValue>>,
    fields?: readonly string[],
  ): Promise<Row | undefined>;
  /**
   * Finds the record by `key`, or adds one with `key` and `values`.
   * @param what how it is called in the log
   * @returns its id; undefined in a dry run where it would be added
   */
  ensure(
    object: string,
    key: Readonly<Record<string, FieldValue>>,
    values: Readonly<Record<string, FieldValue>>,
    what: string,
  ): Promise<string | undefined>;
  /** Sets fields unless they have these values already. */
  update(object: string, row: Row, values: Readonly<Record<string, FieldValue>>, what: string): Promise<void>;
}

export function recordsOf({ isDryRun, say }: Pick<StepContext, 'isDryRun' | 'say'>, org: Org): Records {
  const find: Records['find'] = async (object, where, fields = []) => {
    const conditions = Object.entries(where).map(([field, value]) => `${field} = ${literal(value)}`);
    const columns = [...new Set(['Id', ...fields])].join(', ');
    const [row] = await org.query(`SELECT ${columns} FROM ${object} WHERE ${conditions.join(' AND ')} LIMIT 1`);
    return row;
  };
  return {
    find,
    ensure: async (object, key, values, what) => {
      const row = await find(object, key);
      if (row) {
        say(`there already  ${what}`);
        return String(row.Id);
      }
      if (isDryRun) {
        say(`would add      ${what}`);
        return undefined;
      }
      const { id } = await org.send<Saved>('POST', `sobjects/${object}`, { ...key, ...values }, `Adding ${what}`);
      say(`added          ${what}`);
      return id;
    },
    update: async (object, row, values, what) => {
      const changed = Object.entries(values).filter(([field, value]) => row[field] !== value);
      if (changed.length === 0) {
        say(`there already  ${what}`);
        return;
      }
      if (isDryRun) {
        say(`would set      ${what}`);
        return;
      }
      await org.send('PATCH', `sobjects/${object}/${String(row.Id)}`, Object.fromEntries(changed), `Setting ${what}`);
      say(`set            ${what}`);
    },
  };
}

function literal(value: FieldValue): string {
  return typeof value === 'string' ? soqlText(value) : String(value);
}
