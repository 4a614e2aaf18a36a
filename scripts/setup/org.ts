// One org, asked and changed through the CLI's sign-in: REST calls with many questions in one, as every start of the CLI takes a second.
import { SetupFailure } from './failure.ts';
import { commandLine, resultOf, type Sf } from './sf.ts';

/** Old enough for every org; what is deployed has the version of sfdx-project.json. */
export const REST_VERSION = '62.0';
/** @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm */
const BATCH_LIMIT = 25;

export type Row = Readonly<Record<string, unknown>>;

/** An answer, or why there is none. */
export type Asked<T> = { readonly value: T } | { readonly unasked: string };

export interface OrgInfo {
  readonly id: string;
  readonly username: string;
  readonly instanceUrl: string;
  readonly alias: string;
}

export interface Org {
  readonly target: string;
  /** Who and where. @throws SetupFailure */
  display(): Promise<OrgInfo>;
  /** One GET below /services/data/vNN.0. @throws SetupFailure the org refused */
  get<T>(path: string): Promise<T>;
  /** As `get`, where there may be no answer. */
  tryGet<T>(path: string): Promise<Asked<T>>;
  /** Many GETs; each has its own outcome. Paths as above. @throws SetupFailure the org could not be asked at all */
  getAll(paths: readonly string[]): Promise<Asked<unknown>[]>;
  /** @throws SetupFailure the query is wrong or not allowed */
  query<T extends object = Row>(soql: string): Promise<T[]>;
  /** As `query`, where an object may be missing. */
  tryQuery<T extends object = Row>(soql: string): Promise<Asked<T[]>>;
  /** POST, PATCH or DELETE. @throws SetupFailure the org refused; `doing` names it in the message */
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object, doing: string): Promise<T>;
}

export const queryPath = (soql: string): string => `query?q=${encodeURIComponent(soql)}`;

/** A text in a SOQL query. @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
export function soqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function openOrg(sf: Sf, target: string): Org {
  const rest = (method: string, path: string): string[] => [
    ...['api', 'request', 'rest', path, '--method', method, '--target-org', target],
  ];
  const below = (path: string): string => `/services/data/v${REST_VERSION}/${path}`;

  async function send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object, doing: string) {
    const args = [...rest(method, below(path)), ...(method === 'DELETE' ? [] : ['--body'])];
    const answer = await sf<T>(args, { output: 'raw', ...(method !== 'DELETE' && { body: JSON.stringify(body) }) });
    if (answer.status === 0) return answer.result as T;
    throw new SetupFailure(
      `${doing}: ${answer.message}`,
      commandLine(args),
      'Mend what the org says, then run this step again: what is done already stays.',
    );
  }

  async function get<T>(path: string): Promise<T> {
    const args = rest('GET', path.startsWith('/') ? path : below(path));
    const answer = await sf<T>(args, { output: 'raw' });
    return resultOf(args, answer, 'The org refused this question. Check the rights of the user you are signed in as.');
  }

  async function batch(paths: readonly string[]): Promise<Asked<unknown>[]> {
    const batchRequests = paths.map((path) => ({ method: 'GET', url: `v${REST_VERSION}/${path}` }));
    const { results } = await send<BatchAnswer>('POST', 'composite/batch', { batchRequests }, 'Asking the org');
    return results.map(askedOf);
  }

  return {
    target,
    send,
    display: async () => {
      const args = ['org', 'display', '--target-org', target];
      const info = resultOf(
        args,
        await sf<Partial<OrgInfo>>(args),
        'See what the CLI says; sf org list shows its orgs.',
      );
      const { id = '', username = '', instanceUrl = '', alias = target } = info;
      return { id, username, instanceUrl, alias };
    },
    get,
    tryGet: async <T>(path: string) => {
      try {
        return { value: await get<T>(path) };
      } catch (error) {
        if (!(error instanceof SetupFailure)) throw error;
        return { unasked: error.message };
      }
    },
    getAll: async (paths) => {
      const asked: Asked<unknown>[] = [];
      for (let i = 0; i < paths.length; i += BATCH_LIMIT) asked.push(...(await batch(paths.slice(i, i + BATCH_LIMIT))));
      return asked;
    },
    query: async <T extends object>(soql: string) => {
      const [asked] = await batch([queryPath(soql)]);
      const rows = rowsOf<T>(asked!);
      if ('value' in rows) return rows.value;
      throw new SetupFailure(
        rows.unasked,
        soql,
        'The org refused this question. Check the rights of the user you are signed in as.',
      );
    },
    tryQuery: async <T extends object>(soql: string) => rowsOf<T>((await batch([queryPath(soql)]))[0]!),
  };
}

interface BatchAnswer {
  readonly results: readonly { readonly statusCode: number; readonly result: unknown }[];
}

function askedOf({ statusCode, result }: BatchAnswer['results'][number]): Asked<unknown> {
  if (statusCode < 300) return { value: result };
  const [first] = Array.isArray(result) ? (result as { message?: string; errorCode?: string }[]) : [];
  return { unasked: first ? `${first.errorCode}: ${first.message?.trim().split('\n').at(-1)}` : `HTTP ${statusCode}` };
}

/** The records of a query's answer. Set-up objects are few: more than one page is not expected and would be said. */
export function rowsOf<T extends object>(asked: Asked<unknown>): Asked<T[]> {
  if ('unasked' in asked) return asked;
  const { records, done } = asked.value as { records: T[]; done: boolean };
  return done ? { value: records } : { unasked: 'more records than one page' };
}
