// Puts an org of other metadata in the place of the running one. Apex runs to its end in the org it began in: what waits for an
// answer from outside is waited for, events that wait for their triggers are delivered first.
import { setTimeout as pause } from 'node:timers/promises';
import { assembleOrg, type BuiltOrg } from '../build-org.ts';
import { RecordsInTheWay } from '../carry-over.ts';
import { loadProject } from '../metadata/load-project.ts';
import { SourceError } from '../metadata/source-error.ts';
import type { LiveOrg } from './live-org.ts';
import type { Problem } from './problem.ts';

/** Longer than any callout may take: 120 s. Source: Apex Developer Guide, "Callout Limits and Limitations". */
const MAX_WAIT_MS = 130_000;
const LOOK_AGAIN_MS = 20;

/**
 * @param root of the new metadata @param tell what is waited for, in words
 * @returns why the org stays as it was; undefined when it has been replaced
 */
export async function replaceOrg(
  live: LiveOrg,
  root: string,
  tell: (state: string) => void,
): Promise<Problem | undefined> {
  try {
    const project = await loadProject(root);
    const refusal = await quiet(live.current, tell);
    if (refusal) return refusal;
    const before = live.current;
    const { clock, events, callouts, reportFault } = before;
    live.replace(assembleOrg(project, { projectDir: root, clock, events, callouts, reportFault, before }));
    return undefined;
  } catch (error) {
    if (error instanceof RecordsInTheWay)
      return { type: error.type, fullName: error.fullName, fileName: '', what: error.message };
    if (error instanceof SourceError) return { type: '', fullName: '', fileName: '', what: error.message };
    throw error;
  }
}

/** When it returns nothing waits, and nothing can begin before the caller waits again. */
async function quiet(org: BuiltOrg, tell: (state: string) => void): Promise<Problem | undefined> {
  const end = performance.now() + MAX_WAIT_MS;
  for (;;) {
    org.eventTriggers.deliver();
    const { waiting } = org.life;
    if (waiting === 0) return undefined;
    if (performance.now() > end) {
      const what = `Apex that waits for an answer from another system is still running (${waiting} transaction(s)): deploy again later`;
      return { type: '', fullName: '', fileName: '', what };
    }
    tell(`Waiting for ${waiting} transaction(s) that wait for another system`);
    await pause(LOOK_AGAIN_MS);
  }
}
