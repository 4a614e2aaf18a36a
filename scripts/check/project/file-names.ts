// Names of files: what other machines, archives and the platform can hold.
// Source: Metadata API Developer Guide, "Metadata Components and Types": names ignore case; special signs are percent-encoded.
import type { ProjectProblem } from '../project.ts';
import type { SourceTree } from '../source-tree.ts';

/** Letters of other scripts and signs of the platform's labels are percent-encoded in names of files. */
const PATH = /^[\w .%()/+@-]+$/;

export function* nameProblems({ paths, directories }: SourceTree): Iterable<ProjectProblem> {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const at = { file: path, line: 1 };
    const own = directories.reduce((rest, directory) => rest.replace(`${directory}/`, ''), path);
    if (!PATH.test(own)) yield { at, what: 'the name has signs that not every machine and archive can hold' };
    if (own.split('/').some((part) => part !== part.trim())) yield { at, what: 'the name begins or ends with a space' };
    const other = seen.get(path.toLowerCase());
    if (other) yield { at, what: `is ${other} in other letters, which the platform does not tell apart` };
    seen.set(path.toLowerCase(), path);
    const [, resource] = /\/staticresources\/([^/]+)\.resource-meta\.xml$/.exec(path) ?? [];
    if (resource && !paths.some((each) => isContentOf(each, path.replace('.resource-meta.xml', ''))))
      yield { at, what: `there is no content of the static resource ${resource}` };
    if (/(^|\/)(package|destructiveChanges(Pre|Post)?)\.xml$/.test(path))
      yield { at, what: 'is a manifest: among the sources it deploys nothing and deletes nothing' };
  }
}

/** `logo.svg`, or a folder `logo/` that becomes an archive. */
const isContentOf = (path: string, resource: string): boolean =>
  (path.startsWith(`${resource}.`) && !path.endsWith('.resource-meta.xml')) || path.startsWith(`${resource}/`);
