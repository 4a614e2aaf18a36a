// What runs in the thread of deployments: one request after the other.
import { parentPort } from 'node:worker_threads';
import type { DeployNews, DeployRequest } from './outcome.ts';
import { runStages } from './stages.ts';

const tell = (news: DeployNews): void => parentPort!.postMessage(news);
const wordsOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

parentPort!.on('message', (request: DeployRequest) => {
  runStages(request, tell).then(
    (outcome) => tell({ kind: 'done', outcome }),
    (error: unknown) => tell({ kind: 'failed', message: wordsOf(error) }),
  );
});
