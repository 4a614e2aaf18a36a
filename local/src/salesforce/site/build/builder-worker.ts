// The thread of a builder; see builder.ts.
import { parentPort } from 'node:worker_threads';
import { baseLayer } from './base-layer.ts';
import type { BuildAnswer, BuildRequest } from './builder.ts';
import { SiteBuildError } from './problem.ts';
import { ProjectBuilder } from './project-layer.ts';
import { RUNTIME_MODULES, runtimeLayer } from './runtime-layer.ts';

const projects = new ProjectBuilder();

async function answer(request: BuildRequest): Promise<BuildAnswer> {
  try {
    if (request.kind === 'project') return { kind: 'done', result: await projects.build(request.source) };
    const base = await baseLayer(request.home, (specifier) => RUNTIME_MODULES.includes(specifier));
    return { kind: 'done', result: { base, runtime: await runtimeLayer(request.home) } };
  } catch (error) {
    if (error instanceof SiteBuildError) return { kind: 'refused', problems: error.problems };
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort!.on('message', (request: BuildRequest) => {
  void answer(request).then((reply) => parentPort!.postMessage(reply));
});
