// Apex test runs as clients order them: each in a thread with an org of its own. What became of them is told by the Tooling
// objects (test-run-rows.ts) and by the answer of the synchronous resource (test-run-answer.ts).
import { Worker } from 'node:worker_threads';
import type { MethodOutcome, SuiteOutcome } from '../../apex/testing/outcome.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { LocalOrg } from '../../org.ts';
import { makeId } from '../../store/ids.ts';
import { readTestRequest, type TestRequest } from './test-run-request.ts';
import type { TestNews, TestOrder } from './test-run-worker.ts';

/** Apex nests deeper than a thread's usual 4 MB of stack allow; tests make much short-lived garbage. */
const THREAD_LIMITS = { stackSizeMb: 16, maxYoungGenerationSizeMb: 96 };

export interface TestRun {
  /** Counts up; ids that belong to the run are made from it. */
  readonly serial: number;
  readonly jobId: string;
  readonly userId: string;
  readonly startedAt: string;
  readonly isAllTests: boolean;
  /** Classes that have run so far. */
  soFar: readonly MethodOutcome[];
  outcome: SuiteOutcome | undefined;
  /** What kept the run from happening. */
  fault: string | undefined;
}

/** Runs that clients ordered since the org was started. */
export class TestRuns {
  readonly #org: () => LocalOrg;
  readonly #finished: (run: TestRun) => void;
  readonly #runs: TestRun[] = [];

  /** @param org asked at each run: a deployment may put another in its place. @param finished hears of each end */
  constructor(org: () => LocalOrg, finished: (run: TestRun) => void = () => undefined) {
    this.#org = org;
    this.#finished = finished;
  }

  get all(): readonly TestRun[] {
    return this.#runs;
  }

  /** Outcome of the newest run that came to an end with coverage: what the org's coverage is told from. */
  get lastOutcome(): SuiteOutcome | undefined {
    const outcomes = this.#runs.flatMap(({ outcome }) => outcome ?? []);
    return outcomes.findLast(({ coverage }) => coverage.length > 0) ?? outcomes.at(-1);
  }

  /** @throws SalesforceError the body names no tests, or the project cannot be loaded */
  async runNow(body: unknown, userId: string): Promise<SuiteOutcome> {
    const run = await this.#run(readTestRequest(body, this.#org()), userId).ended;
    if (run.outcome) return run.outcome;
    throw new SalesforceError('INVALID_METADATA', run.fault ?? 'The tests did not run');
  }

  /** Begins a run. @returns its job id @throws SalesforceError the body names no tests */
  begin(body: unknown, userId: string): string {
    return this.#run(readTestRequest(body, this.#org()), userId).run.jobId;
  }

  #run({ patterns, withCoverage, isAllTests }: TestRequest, userId: string): { run: TestRun; ended: Promise<TestRun> } {
    const org = this.#org();
    const serial = this.#runs.length + 1;
    const startedAt = `${new Date(org.clock()).toISOString().slice(0, 19)}.000Z`;
    const jobId = makeId('707', serial, TEST_POD);
    const run: TestRun = {
      ...{ serial, jobId, userId, startedAt, isAllTests },
      ...{ soFar: [], outcome: undefined, fault: undefined },
    };
    this.#runs.push(run);
    const order: TestOrder = { projectDir: org.project.root, patterns, withCoverage };
    const ended = inThread(order, (news) => hear(run, news)).then(
      () => ((run.fault ??= run.outcome ? undefined : 'The test run ended early'), run),
      (error: unknown) => ((run.fault = error instanceof Error ? error.message : String(error)), run),
    );
    void ended.then(this.#finished);
    return { run, ended };
  }
}

/** Keeps ids of test runs from meeting those of other Apex jobs. */
const TEST_POD = 'Te';

function hear(run: TestRun, news: TestNews): void {
  if (news.kind === 'class') run.soFar = [...run.soFar, ...news.methods];
  else if (news.kind === 'done') run.outcome = news.outcome;
  else run.fault = news.message;
}

/** @throws what the thread ended with */
function inThread(order: TestOrder, onNews: (news: TestNews) => void): Promise<void> {
  const worker = new Worker(new URL('./test-run-worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: THREAD_LIMITS,
  });
  worker.unref(); // an org that is stopped waits for no tests
  return new Promise((resolve, reject) => {
    worker
      .on('message', onNews)
      .once('error', reject)
      .once('exit', () => resolve());
  });
}
