// Apex from a page: what `@salesforce/apex/Class.method` and `@salesforce/apex` are.
// Cacheable methods are asked once for the same parameters, as Lightning Data Service does; refreshApex asks again.
import { siteData } from './session.ts';

/** The shape of errors that LWCs get. @see Lightning Web Components Developer Guide, "Handle Errors in Wired Apex Methods" */
interface FetchResponse {
  readonly ok: false;
  readonly status: number;
  readonly statusText: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly errorType: 'fetchResponse';
}

interface WireResult {
  readonly data: unknown;
  readonly error: unknown;
}

/** Results older than this are asked for again. The platform's figure is not documented. */
const FRESH_FOR_MS = 5 * 60_000;

interface Entry {
  promise: Promise<unknown> | undefined;
  data: unknown;
  loadedAt: number;
  readonly listeners: Set<(result: WireResult) => void>;
}

const entries = new Map<string, Entry>();
const keyOfResult = new WeakMap<object, { name: string; parameters: unknown }>();

type Parameters = Readonly<Record<string, unknown>> | undefined;

export interface ApexMethod {
  (parameters?: Parameters): Promise<unknown>;
  adapter: unknown;
}

/** @param name `OrderController.getOrder` */
export function apexMethod(name: string): ApexMethod {
  const isCacheable = siteData.cacheable.includes(name);
  const method = (parameters: Parameters): Promise<unknown> =>
    isCacheable ? load(name, parameters) : call(name, parameters, false);
  return Object.assign(method, { adapter: adapterOf(name) });
}

async function call(name: string, parameters: Parameters, cacheable: boolean): Promise<unknown> {
  const [classname, method] = name.split('.');
  const language = String(siteData.i18n['lang']);
  const address = `${siteData.servicePath}/webruntime/api/apex/execute`;
  const query = `language=${language}&asGuest=${String(siteData.user.isGuest)}&htmlEncode=false`;
  const response = await fetch(`${address}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      namespace: '',
      classname,
      method,
      isContinuation: false,
      params: parameters ?? {},
      cacheable,
    }),
  });
  const body: unknown = await response.json().catch(() => ({ message: response.statusText }));
  if (response.ok) return (body as { returnValue?: unknown }).returnValue ?? null;
  const { status, statusText } = response;
  const refusal: FetchResponse = { ok: false, status, statusText, body, headers: {}, errorType: 'fetchResponse' };
  // LWCs get this shape, which is no Error.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw Object.freeze(refusal);
}

function entryOf(name: string, parameters: Parameters): Entry {
  const key = `${name}:${JSON.stringify(sorted(parameters ?? {}))}`;
  let entry = entries.get(key);
  if (!entry) entries.set(key, (entry = { promise: undefined, data: undefined, loadedAt: 0, listeners: new Set() }));
  return entry;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}

/** The result from memory where it is fresh, else from the org; two that ask at once share one call. */
function load(name: string, parameters: Parameters): Promise<unknown> {
  const entry = entryOf(name, parameters);
  if (entry.loadedAt > Date.now() - FRESH_FOR_MS) return Promise.resolve(entry.data);
  return reload(name, parameters);
}

function reload(name: string, parameters: Parameters): Promise<unknown> {
  const entry = entryOf(name, parameters);
  entry.promise ??= call(name, parameters, true)
    .then((data) => {
      entry.data = frozen(data);
      entry.loadedAt = Date.now();
      return entry.data;
    })
    .finally(() => (entry.promise = undefined));
  return entry.promise;
}

/** What a wire gives is read-only. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

function adapterOf(name: string): unknown {
  return class ApexAdapter {
    readonly #tell: (result: WireResult) => void;
    #parameters: Parameters;
    #entry: Entry | undefined;
    #isConnected = false;

    constructor(tell: (result: WireResult) => void) {
      this.#tell = (result) => {
        keyOfResult.set(result, { name, parameters: this.#parameters });
        tell(result);
      };
      this.#tell({ data: undefined, error: undefined });
    }

    connect(): void {
      this.#isConnected = true;
      this.#listen();
    }

    disconnect(): void {
      this.#isConnected = false;
      this.#entry?.listeners.delete(this.#tell);
    }

    /** A parameter that is still undefined keeps the wire waiting. */
    update(config: Readonly<Record<string, unknown>>): void {
      this.#entry?.listeners.delete(this.#tell);
      this.#entry = undefined;
      if (Object.values(config).some((value) => value === undefined)) return;
      this.#parameters = config;
      this.#entry = entryOf(name, config);
      this.#listen();
    }

    #listen(): void {
      const entry = this.#entry;
      if (!entry || !this.#isConnected) return;
      entry.listeners.add(this.#tell);
      const isStill = (): boolean => this.#entry === entry && this.#isConnected;
      load(name, this.#parameters).then(
        (data) => isStill() && this.#tell({ data, error: undefined }),
        (error: unknown) => isStill() && this.#tell({ data: undefined, error }),
      );
    }
  };
}

/** Asks again for what a wire gave; all wires of the same call get the answer. */
export async function refreshApex(result: object): Promise<unknown> {
  const known = keyOfResult.get(result);
  if (!known) throw new Error('refreshApex takes the value that a wired Apex method gave');
  const parameters = known.parameters as Parameters;
  const entry = entryOf(known.name, parameters);
  try {
    const data = await reload(known.name, parameters);
    for (const tell of entry.listeners) tell({ data, error: undefined });
    return data;
  } catch (error) {
    entry.loadedAt = 0;
    for (const tell of entry.listeners) tell({ data: undefined, error });
    throw error;
  }
}

/** A field of a record that Apex gave, `record.Account.Name` by its schema token. */
export function getSObjectValue(record: unknown, field: string | { readonly fieldApiName: string }): unknown {
  const path = (typeof field === 'string' ? field.slice(field.indexOf('.') + 1) : field.fieldApiName).split('.');
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], record);
}
