// The org's project by component. Reading it takes a moment and clients ask many times in a row: it is kept for that long.
import { SourceTree } from '../deploy/source-tree.ts';
import type { Project } from '../metadata/project.ts';

/** Sources of an org that was started from them may be edited meanwhile. */
const KEPT_MS = 10_000;

let last: { readonly project: Project; readonly tree: SourceTree; readonly at: number } | undefined;

export function currentTree(project: Project): SourceTree {
  const now = performance.now();
  if (last?.project !== project || now - last.at > KEPT_MS)
    last = { project, tree: new SourceTree(project.root), at: performance.now() };
  return last.tree;
}
