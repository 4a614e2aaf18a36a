// Finds all that keeps metadata from being an org: it is loaded as a whole, what is wrong is told and put back as it was, and it
// is loaded again, until the rest loads.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OAuthClients } from '../api/oauth-clients.ts';
import { buildOrg, type BuiltOrg } from '../build-org.ts';
import { MemoryEventLog } from '../events/memory-event-log.ts';
import { SourceError } from '../metadata/source-error.ts';
import { DEFAULT_ADMIN, type UserSeed } from '../security/user-seeds.ts';
import { readSites } from '../site/metadata/site.ts';

/** A deployment with more faults than this is told so many. */
const MOST_FAULTS = 100;

/**
 * Changes the tree: files at fault go back to what they were before, or are deleted where they were not.
 * @param root of the new tree @param oldRoot of the tree before @param tell called for each fault while the file is still there
 * @returns what could be loaded; undefined when there are too many faults to go on
 */
export async function loadCheck(
  root: string,
  oldRoot: string,
  usernames: readonly string[],
  tell: (fault: SourceError) => void,
): Promise<BuiltOrg | undefined> {
  const leftOut: string[] = [];
  for (let faults = 1; faults <= MOST_FAULTS; faults++) {
    try {
      return await open(root, usernames, leftOut);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      tell(error);
      if (!leaveOut(error.position.file, root, oldRoot, leftOut)) return undefined;
    }
  }
  return undefined;
}

async function open(root: string, usernames: readonly string[], leftOut: readonly string[]): Promise<BuiltOrg> {
  const users = usernames.map((username): UserSeed => ({ ...DEFAULT_ADMIN, username, email: username }));
  const org = await buildOrg({ projectDir: root, leftOut, users, events: (clock) => new MemoryEventLog(clock) });
  // What a served org makes of its metadata beside itself must be possible too.
  new OAuthClients(org.project, []);
  readSites(org.project);
  return org;
}

/** A file that is as it was before cannot be put back: the org goes on without it. @returns false: nothing more can be done */
function leaveOut(file: string, root: string, oldRoot: string, leftOut: string[]): boolean {
  const part = partOf(file);
  if (leftOut.includes(part) || !existsSync(join(root, part))) return false;
  if (isAsBefore(part, root, oldRoot)) leftOut.push(part);
  else putBack(part, root, oldRoot);
  return true;
}

/** Of a folder nobody knows what in it is at fault. */
function isAsBefore(part: string, root: string, oldRoot: string): boolean {
  const [now, before] = [join(root, part), join(oldRoot, part)];
  return existsSync(before) && (part.endsWith('/') || readFileSync(now, 'utf8') === readFileSync(before, 'utf8'));
}

/** Makes a file or folder what it was before; what was not there is deleted. */
export function putBack(part: string, root: string, oldRoot: string): void {
  const [now, before] = [join(root, part), join(oldRoot, part)];
  rmSync(now, { recursive: true, force: true });
  if (existsSync(before)) cpSync(before, now, { recursive: true });
}

/** An object goes with its parts; nothing else holds together so closely. */
function partOf(file: string): string {
  const [, folder] = /^(.*\/objects\/([^/]+)\/)\2\.object-meta\.xml$/.exec(file) ?? [];
  return folder ?? file;
}
