// The builder as the org sees it: a worker thread, so that building holds up neither requests nor Apex.
import { Worker } from 'node:worker_threads';
import type { Layer } from './layer.ts';
import type { BuildProblem } from './problem.ts';
import { SiteBuildError } from './problem.ts';
import type { BuiltProject, ProjectSource } from './project-layer.ts';

/** Layers that do not depend on the project. */
export interface PlatformLayers {
  readonly base: Layer;
  readonly runtime: Layer;
}

export type BuildRequest =
  | { readonly kind: 'platform'; readonly home: string }
  | { readonly kind: 'project'; readonly source: ProjectSource };

export type BuildAnswer =
  | { readonly kind: 'done'; readonly result: PlatformLayers | BuiltProject }
  | { readonly kind: 'refused'; readonly problems: readonly BuildProblem[] }
  | { readonly kind: 'failed'; readonly message: string };

export class Builder {
  /** Begun with the first build: most orgs are never asked for a page. */
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param home folder that holds node_modules */
  platform(home: string): Promise<PlatformLayers> {
    return this.#ask({ kind: 'platform', home }) as Promise<PlatformLayers>;
  }

  /** @throws SiteBuildError the source is wrong */
  project(source: ProjectSource): Promise<BuiltProject> {
    return this.#ask({ kind: 'project', source }) as Promise<BuiltProject>;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** One after the other: answers come in the order of requests. */
  #ask(request: BuildRequest): Promise<unknown> {
    const answer = this.#queue.then(() => this.#send(request));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  #send(request: BuildRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const worker = (this.#worker ??= new Worker(new URL('./builder-worker.ts', import.meta.url)));
      // Between builds it keeps nobody from ending.
      worker.ref();
      const done = (): void => {
        worker.unref();
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      const onError = (error: Error): void => (done(), reject(error));
      const onExit = (): void => (done(), reject(new Error('The builder was stopped')));
      const onMessage = (answer: BuildAnswer): void => {
        done();
        if (answer.kind === 'done') resolve(answer.result);
        else reject(answer.kind === 'refused' ? new SiteBuildError(answer.problems) : new Error(answer.message));
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }
}
