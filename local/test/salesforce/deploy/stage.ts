// An empty org that is served, and a client that deploys into it over REST.
import { once } from 'node:events';
import { startLocalOrg } from '../../../src/salesforce/main.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { DEFAULT_ADMIN } from '../../../src/salesforce/security/user-seeds.ts';

export interface Message {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly changed: boolean;
  readonly created: boolean;
  readonly deleted: boolean;
  readonly success: boolean;
  readonly problem?: string;
  readonly problemType?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly id?: string;
}

export interface TestMessage {
  readonly name: string;
  readonly methodName: string;
  readonly message?: string;
}

export interface Result {
  readonly id: string;
  readonly status: string;
  readonly success: boolean;
  readonly done: boolean;
  readonly stateDetail?: string;
  readonly errorMessage?: string;
  readonly numberComponentsTotal: number;
  readonly numberComponentsDeployed: number;
  readonly numberComponentErrors: number;
  readonly numberTestsTotal: number;
  readonly numberTestsCompleted: number;
  readonly numberTestErrors: number;
  readonly details: {
    readonly componentFailures: readonly Message[];
    readonly componentSuccesses: readonly Message[];
    readonly runTestResult: {
      readonly numTestsRun: number;
      readonly numFailures: number;
      readonly successes: readonly TestMessage[];
      readonly failures: readonly TestMessage[];
      readonly codeCoverage: readonly { readonly name: string; readonly numLocationsNotCovered: number }[];
    };
  };
}

export const OPTIONS = { rollbackOnError: true, singlePackage: true };

export class Stage {
  readonly running: RunningLocalOrg;
  readonly token: string;

  constructor(running: RunningLocalOrg) {
    this.running = running;
    this.token = running.org.openSession(running.org.userByName(DEFAULT_ADMIN.username).userId)!;
  }

  get org() {
    return this.running.org;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) };
    return fetch(`${this.running.origin}${path}`, { ...init, headers });
  }

  /** @returns the answer to the request that begins a deployment */
  begin(zip: Buffer, options: object = {}): Promise<Response> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.xml');
    const entity = JSON.stringify({ deployOptions: { ...OPTIONS, ...options } });
    form.append('entity_content', new Blob([entity], { type: 'application/json' }));
    return this.fetch('/services/data/v65.0/metadata/deployRequest', { method: 'POST', body: form });
  }

  async deploy(zip: Buffer, options: object = {}): Promise<Result> {
    const response = await this.begin(zip, options);
    const { id } = (await response.json()) as { id: string };
    return this.finished(id);
  }

  async finished(id: string, seen: (result: Result) => void = () => undefined): Promise<Result> {
    for (;;) {
      const result = await this.status(id);
      seen(result);
      if (result.done) return result;
      await once(AbortSignal.timeout(20), 'abort');
    }
  }

  async status(id: string): Promise<Result> {
    const response = await this.fetch(`/services/data/v65.0/metadata/deployRequest/${id}?includeDetails=true`);
    return ((await response.json()) as { deployResult: Result }).deployResult;
  }

  async soap(operation: string, api = 'm', token = this.token): Promise<{ status: number; text: string }> {
    const body = `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body>${operation}</e:Body></e:Envelope>`;
    const response = await fetch(`${this.running.origin}/services/Soap/${api}/65.0`, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  }

  async anonymous(
    source: string,
  ): Promise<{ success: boolean; compileProblem: string | null; exceptionMessage: string | null }> {
    const path = `/services/data/v65.0/tooling/executeAnonymous?anonymousBody=${encodeURIComponent(source)}`;
    return (await (await this.fetch(path)).json()) as never;
  }

  async query(soql: string): Promise<Record<string, unknown>[]> {
    const response = await this.fetch(`/services/data/v65.0/query?q=${encodeURIComponent(soql)}`);
    return ((await response.json()) as { records: Record<string, unknown>[] }).records;
  }

  async create(type: string, values: object): Promise<string> {
    const init = { method: 'POST', body: JSON.stringify(values), headers: { 'content-type': 'application/json' } };
    return ((await (await this.fetch(`/services/data/v65.0/sobjects/${type}`, init)).json()) as { id: string }).id;
  }

  close(): Promise<void> {
    return this.running.close();
  }
}

export async function emptyOrg(): Promise<Stage> {
  return new Stage(await startLocalOrg({ users: [], port: 0, pubsubPort: 0, clients: [] }));
}

/** How each component fared: `ApexClass Hello: created`. */
export const changesIn = ({ details }: Result): string[] =>
  details.componentSuccesses
    .filter(({ componentType }) => componentType !== '')
    .map(
      ({ componentType, fullName, created, changed, deleted }) =>
        `${componentType} ${fullName}: ${deleted ? 'deleted' : created ? 'created' : changed ? 'changed' : 'unchanged'}`,
    );

/** `classes/A.cls:3 what is wrong` */
export const failuresIn = ({ details }: Result): string[] =>
  details.componentFailures.map(
    ({ fileName, lineNumber, problem }) => `${fileName}${lineNumber === undefined ? '' : `:${lineNumber}`} ${problem}`,
  );
