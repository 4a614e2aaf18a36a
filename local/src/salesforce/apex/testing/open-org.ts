// An org for a test run. Our own project must load whole; another one is taken as far as the local org can take it, and what had to
// be left out is told: a test that needs it fails, the others run.
import { buildOrg, type BuiltOrg } from '../../build-org.ts';
import { MemoryEventLog } from '../../events/memory-event-log.ts';
import { unmetDirectories } from '../../metadata/package-dependencies.ts';
import { SourceError } from '../../metadata/source-error.ts';

/** A project with more faults than this is not for the local org. */
const MOST_LEFT_OUT = 200;

/**
 * An org with nothing in it but what the project deploys.
 * @throws SourceError, UnsupportedMetadata the project cannot be loaded
 */
export function openTestOrg(projectDir: string, leftOut: readonly string[] = []): Promise<BuiltOrg> {
  return buildOrg({ projectDir, leftOut, events: (clock) => new MemoryEventLog(clock) });
}

/**
 * An org with what can be loaded of the project.
 * @param tell called for each file or folder that is left out, with the reason
 * @throws SourceError the project as a whole is none, or far from what the local org supports
 */
export async function openTestOrgLeniently(
  projectDir: string,
  tell: (path: string, reason: SourceError) => void,
): Promise<BuiltOrg> {
  const leftOut: string[] = [];
  for (const { path, missing } of await unmetDirectories(projectDir)) {
    const reason = `needs the package ${missing}, which is no part of the project`;
    leftOut.push(path);
    tell(path, new SourceError({ file: 'sfdx-project.json', line: 1 }, reason));
  }
  for (;;) {
    try {
      return await openTestOrg(projectDir, leftOut);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const path = partOf(error.position.file);
      if (!path || leftOut.includes(path) || leftOut.length >= MOST_LEFT_OUT) throw error;
      leftOut.push(path);
      tell(path, error);
    }
  }
}

/** An object goes with its fields; nothing else holds together so closely. */
function partOf(file: string): string | undefined {
  if (file === 'sfdx-project.json') return undefined;
  const [, folder] = /^(.*\/objects\/([^/]+)\/)\2\.object-meta\.xml$/.exec(file) ?? [];
  return folder ?? file;
}
