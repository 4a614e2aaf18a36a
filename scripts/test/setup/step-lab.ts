// A project and a fake org for tests of steps: what a step says, and whether it ended well.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOrg } from '../../setup/org.ts';
import type { Options, Step, StepContext } from '../../setup/step.ts';
import { ROOT } from '../check/planted.ts';
import { fakeSf, goodOrg, type FakeOrgState } from './fake-org.ts';

/** A folder with config/ and sfdx-project.json and what else is named; disposing removes it. */
export async function projectFolder(...paths: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'portway-setup-'));
  for (const path of ['config', 'sfdx-project.json', ...paths])
    await cp(join(ROOT, path), join(root, path), { recursive: true });
  await rm(join(root, 'config/middleware.env'), { force: true });
  return root;
}

export interface Ran {
  readonly lines: readonly string[];
  /** What it stopped for. */
  readonly failure: unknown;
}

export interface Lab {
  readonly org: FakeOrgState;
  readonly root: string;
  run(step: Step, options?: Options, env?: NodeJS.ProcessEnv): Promise<Ran>;
}

export function labWith(root: string, org: FakeOrgState = goodOrg()): Lab {
  return {
    org,
    root,
    run: async (step, options = {}, env = {}) => {
      const lines: string[] = [];
      const sf = fakeSf(org);
      const context: StepContext = {
        root,
        options,
        env,
        sf,
        isDryRun: options['dry-run'] === true,
        org: () => openOrg(sf, 'dev'),
        say: (line) => lines.push(line),
      };
      const failure = await step.run(context).then(
        () => undefined,
        (error: unknown) => error,
      );
      return { lines, failure };
    },
  };
}
