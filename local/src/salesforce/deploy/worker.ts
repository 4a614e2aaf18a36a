// The thread of one deployment: the org goes on answering while the package is looked through.
import { parentPort, workerData } from 'node:worker_threads';
import type { DeployNews, DeployRequest } from './outcome.ts';
import { runStages } from './stages.ts';

const tell = (news: DeployNews): void => parentPort!.postMessage(news);

runStages(workerData as DeployRequest, tell).then(
  (outcome) => tell({ kind: 'done', outcome }),
  (error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
