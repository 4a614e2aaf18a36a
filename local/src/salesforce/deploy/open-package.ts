// The zip of a deployment, opened: its files, what it names and what it deletes.
import { SourceError } from '../metadata/source-error.ts';
import { readManifest, type ComponentName, type Manifest } from './manifest.ts';
import type { DeployRequest } from './outcome.ts';
import { withoutPlace } from './package-files.ts';
import type { Problem } from './problem.ts';
import { BadZip, readZip } from './zip-reader.ts';

export const PACKAGE = 'package.xml';
/** The oldest version that deploy() came with. */
const OLDEST_VERSION = 7;

export interface OpenedPackage {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly manifest: Manifest;
  readonly deletesBefore: readonly Deletion[];
  readonly deletesAfter: readonly Deletion[];
}

export interface Deletion extends ComponentName {
  readonly fileName: string;
}

export function openPackage({ zip, apiVersion }: DeployRequest): OpenedPackage | { readonly problem: Problem } {
  try {
    return opened(rooted(readZip(Buffer.from(zip))), apiVersion);
  } catch (error) {
    if (error instanceof BadZip) return { problem: refusal(error.message) };
    if (!(error instanceof SourceError)) throw error;
    const { file, line } = error.position;
    return { problem: { ...refusal(withoutPlace(error), file), line } };
  }
}

function opened(files: Map<string, Buffer>, apiVersion: string): OpenedPackage {
  const content = files.get(PACKAGE);
  if (!content) throw new BadZip('No package.xml found');
  const manifest = readManifest(content.toString('utf8'), PACKAGE);
  const { version } = manifest;
  if (version !== undefined && !(Number(version) >= OLDEST_VERSION && Number(version) <= Number(apiVersion)))
    throw new BadZip(`Invalid version specified: ${version}. The org knows versions up to ${apiVersion}`);
  const deletions = (...names: string[]): Deletion[] =>
    names.flatMap((fileName) => {
      const text = files.get(fileName)?.toString('utf8');
      return text === undefined ? [] : readManifest(text, fileName).members.map((member) => ({ ...member, fileName }));
    });
  return {
    files,
    manifest,
    deletesBefore: deletions('destructiveChangesPre.xml', 'destructiveChanges.xml'),
    deletesAfter: deletions('destructiveChangesPost.xml'),
  };
}

const refusal = (what: string, fileName = PACKAGE): Problem => ({ type: '', fullName: fileName, fileName, what });

/** A zip may hold its package in one folder (`singlePackage` false). */
function rooted(files: Map<string, Buffer>): Map<string, Buffer> {
  if (files.has(PACKAGE)) return files;
  const [folder, ...others] = new Set([...files.keys()].map((path) => path.split('/')[0]!));
  if (folder === undefined || others.length > 0 || !files.has(`${folder}/${PACKAGE}`)) return files;
  return new Map([...files].map(([path, content]) => [path.slice(folder.length + 1), content]));
}
