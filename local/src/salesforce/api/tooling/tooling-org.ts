// What the Tooling API holds beside the org's records: test runs, debug logs, trace flags; and the schema and the records that
// its queries see. One per served org.
import type { Row, Schema } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';
import { testRunRows } from '../apex/test-run-rows.ts';
import { TestRuns } from '../apex/test-runs.ts';
import type { ApiContext } from '../context.ts';
import { DebugLogs } from './debug-logs.ts';
import { projectRows } from './project-rows.ts';
import { toolingStore } from './store.ts';
import { ToolingRecords } from './tooling-records.ts';
import { toolingSchema } from './types.ts';

export class ToolingOrg {
  readonly #context: ApiContext;
  readonly runs: TestRuns;
  /** Records that clients wrote: trace flags and debug levels. */
  readonly records = new ToolingRecords();
  readonly logs: DebugLogs;
  #schema: { readonly of: Schema; readonly tooling: Schema } | undefined;

  constructor(context: ApiContext) {
    this.#context = context;
    this.runs = new TestRuns(
      () => context.org,
      ({ jobId }) => context.publish?.('/systemTopic/TestResult', { sobject: { Id: jobId } }),
    );
    this.logs = new DebugLogs(context, (entity) => this.#isTraced(entity));
  }

  get schema(): Schema {
    const of = this.#context.org.schema;
    if (this.#schema?.of !== of) this.#schema = { of, tooling: toolingSchema(of) };
    return this.#schema.tooling;
  }

  /** The records as they are now; ask anew for each query. */
  get store(): Store {
    const { org } = this.#context;
    return toolingStore(org.store, {
      ...projectRows(org),
      ...testRunRows(org, this.runs),
      DebugLevel: () => this.records.of('DebugLevel'),
      TraceFlag: () => this.records.of('TraceFlag'),
    });
  }

  #isTraced(userId: string): boolean {
    const now = this.#context.org.clock();
    return this.records.of('TraceFlag').some((flag) => isLive(flag, now) && sameId(flag['TracedEntityId'], userId));
  }
}

/** A trace flag without dates is good for a day from now on, as an org sets it. */
const isLive = ({ StartDate, ExpirationDate }: Row, now: number): boolean =>
  (!StartDate || Date.parse(String(StartDate)) <= now) && (!ExpirationDate || Date.parse(String(ExpirationDate)) > now);

const sameId = (a: unknown, b: string): boolean => typeof a === 'string' && a.slice(0, 15) === b.slice(0, 15);

const byContext = new WeakMap<ApiContext, ToolingOrg>();

export function toolingOf(context: ApiContext): ToolingOrg {
  let tooling = byContext.get(context);
  if (!tooling) byContext.set(context, (tooling = new ToolingOrg(context)));
  return tooling;
}
