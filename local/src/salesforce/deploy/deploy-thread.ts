// The thread that deployments are looked through in. It is begun with the first and kept for the next, since loading the
// library takes longer than most deployments; after a while without work it ends.
import { Worker } from 'node:worker_threads';
import type { DeployNews, DeployRequest } from './outcome.ts';

/** Apex nests deeper than a thread's usual 4 MB of stack allow; tests make much short-lived garbage. */
const LIMITS = { stackSizeMb: 16, maxYoungGenerationSizeMb: 96 };
const IDLE_MS = 120_000;

/** How looking through a deployment ended. */
export type Ending = Extract<DeployNews, { kind: 'done' | 'failed' }>;
type Progress = Exclude<DeployNews, Ending>;

export class DeployThread {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** One at a time. @returns undefined when it was stopped */
  run(request: DeployRequest, tell: (news: Progress) => void): Promise<Ending | undefined> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: LIMITS }));
    worker.ref();
    return new Promise((resolve) => {
      const end = (ending: Ending | undefined): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref();
        resolve(ending);
      };
      const onMessage = (news: DeployNews): void => {
        if (news.kind === 'done' || news.kind === 'failed') end(news);
        else tell(news);
      };
      const onError = (error: Error): void => {
        this.#worker = undefined;
        end({ kind: 'failed', message: error.message });
      };
      const onExit = (): void => {
        this.#worker = undefined;
        end(undefined);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }

  /** Whatever it is at. */
  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
