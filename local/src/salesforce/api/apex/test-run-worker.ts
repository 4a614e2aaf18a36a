// Runs Apex tests in a thread of its own, so that the org answers meanwhile. Tests see no records of the org: the thread builds
// an org of its own from the same project. Tells its progress class by class, then how it ended.
import { parentPort, workerData } from 'node:worker_threads';
import { testFilter } from '../../apex/testing/filter.ts';
import { openTestOrg } from '../../apex/testing/open-org.ts';
import type { MethodOutcome, SuiteOutcome } from '../../apex/testing/outcome.ts';
import { runApexTests } from '../../apex/testing/run-tests.ts';
import { SourceError } from '../../metadata/source-error.ts';

export interface TestOrder {
  readonly projectDir: string;
  /** As testFilter takes them. */
  readonly patterns: readonly string[];
  readonly withCoverage: boolean;
}

export type TestNews =
  | { readonly kind: 'class'; readonly methods: readonly MethodOutcome[] }
  | { readonly kind: 'done'; readonly outcome: SuiteOutcome }
  /** The project cannot be loaded, so that no test ran. */
  | { readonly kind: 'unloadable'; readonly message: string };

async function main(): Promise<void> {
  const { projectDir, patterns, withCoverage } = workerData as TestOrder;
  const tell = (news: TestNews): void => parentPort!.postMessage(news);
  try {
    const outcome = runApexTests(await openTestOrg(projectDir), {
      filter: testFilter(patterns),
      withReached: withCoverage,
      withCoverage,
      onClass: (methods) => tell({ kind: 'class', methods }),
    });
    tell({ kind: 'done', outcome });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error; // a fault of ours: the thread ends with it
    tell({ kind: 'unloadable', message: error.message });
  }
}

await main();
