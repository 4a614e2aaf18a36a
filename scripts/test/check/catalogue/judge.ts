// Plants the mistakes of the catalogue, one at a time, into one copy of the project and says what the checks make of them. What
// has not changed is not read again; checks that take seconds are shown all their mistakes at once.
import type { Project } from '../../../../local/src/salesforce/metadata/project.ts';
import { loadProject, reloadProject } from '../../../../local/src/salesforce/metadata/load-project.ts';
import { checkBundles } from '../../../check/bundles.ts';
import { CHECKS, type CheckName } from '../../../check/checks.ts';
import type { Finding } from '../../../check/finding.ts';
import { checkReferences } from '../../../check/references.ts';
import { readSourceTree, type SourceTree } from '../../../check/source-tree.ts';
import { copyProject, fromRoot, type Copy, type Planted } from '../planted.ts';
import type { Edit, Mistake } from './mistake.ts';

export interface Verdict {
  readonly mistake: Mistake;
  /** What the check said of it, where it had to. */
  readonly caught: Finding | undefined;
  /** What was said besides, without cause. */
  readonly noise: readonly Finding[];
  /** Why the check could not be asked on this machine. */
  readonly notRun?: string;
}

/** Take a second or more each: all their mistakes are planted together, so they must lie in different files. */
const SLOW: ReadonlySet<CheckName> = new Set<CheckName>([
  'declarations',
  'soql',
  'apex',
  'pmd',
  'format',
  'lint',
  'types',
  'site-types',
  'lwc',
]);

/** Checks that read the project as the local org does; most of it has not changed. */
const WITH_PROJECT: Partial<Record<CheckName, typeof checkReferences>> = {
  refs: checkReferences,
  bundles: checkBundles,
};

/** Asked besides the check that must catch a mistake, so that noise is heard: all that could have to do with the files. */
const LISTENING: readonly (readonly [files: RegExp, checks: readonly CheckName[]])[] = [
  [/\.(xml|cls|trigger|ts|js|json|html)$/, ['schema']],
  [/^(?!.*\/(digitalExperiences|staticresources)\/).*\.(xml|cls|trigger|ts)$/, ['rules', 'refs']],
  [
    /\/(digitalExperience\w*|networks|sites|navigationMenus|lwc|permissionsets|classes|sharingSets|profiles)\//,
    ['site'],
  ],
];

const listening = (changed: readonly string[]): CheckName[] =>
  LISTENING.filter(([files]) => changed.some((path) => files.test(path))).flatMap(([, checks]) => checks);

/** Asked about the project as it is. */
const ONCE: readonly CheckName[] = [
  'schema',
  'rules',
  'refs',
  'site',
  'texts',
  'bundles',
  'project',
  'declarations',
  'grants',
  'soql',
];

export interface Judge {
  /** Judges mistakes in order. */
  judge(mistakes: readonly Mistake[]): AsyncIterable<Verdict>;
  /** What the checks find in the project as it is. */
  untouched(): Promise<Finding[]>;
  end(): Promise<void>;
}

export async function openJudge(): Promise<Judge> {
  const copy = await copyProject();
  const tree = readSourceTree(copy.root);
  const project = await loadProject(copy.root);
  const base = { copy, tree, project };
  return {
    async *judge(mistakes) {
      for (const mistake of mistakes.filter(({ caughtBy }) => !SLOW.has(caughtBy))) yield await judgeOne(mistake, base);
      const slow = Map.groupBy(
        mistakes.filter(({ caughtBy }) => SLOW.has(caughtBy)),
        ({ caughtBy }) => caughtBy,
      );
      for (const [check, together] of slow) yield* await judgeTogether(check, together, base);
    },
    untouched: async () => [...(await run(ONCE, base, [])).findings],
    end: () => copy.remove(),
  };
}

interface Base {
  readonly copy: Copy;
  readonly tree: SourceTree;
  readonly project: Project;
}

async function judgeOne(mistake: Mistake, base: Base): Promise<Verdict> {
  await using planted = new AsyncDisposableStack();
  const changed = await plant(mistake, base.copy, planted);
  const said = await run(new Set([...listening(changed), mistake.caughtBy]), base, changed);
  return await verdict(mistake, said, base.copy); // before the mistake is taken out again
}

async function judgeTogether(check: CheckName, mistakes: readonly Mistake[], base: Base): Promise<Verdict[]> {
  await using planted = new AsyncDisposableStack();
  const changed = new Set<string>();
  for (const mistake of mistakes) {
    for (const path of await plant(mistake, base.copy, planted)) {
      if (changed.has(path)) throw new Error(`${path} is edited by two mistakes that ${check} is shown at once`);
      changed.add(path);
    }
  }
  const { findings, notRun } = await run([check], base, [...changed]);
  const about = mistakes.map((mistake) => filesOf(mistake).map(fromRoot));
  const verdicts: Verdict[] = [];
  for (const [index, mistake] of mistakes.entries()) {
    // A finding in a file that no mistake touched is laid before all of them.
    const own = findings.filter(({ file }) => about[index]!.includes(file) || !about.flat().includes(file));
    verdicts.push(await verdict(mistake, { findings: own, notRun }, base.copy));
  }
  return verdicts;
}

const filesOf = (mistake: Mistake): string[] => [
  ...(mistake.named ? [mistake.named] : []),
  ...[mistake, ...(mistake.and ?? [])].flatMap((edit) =>
    'rename' in edit ? [edit.file, edit.rename] : [edit.file, `${edit.file}-meta.xml`],
  ),
];

/** @returns the files that changed, relative to the root */
async function plant(mistake: Mistake, copy: Copy, planted: AsyncDisposableStack): Promise<string[]> {
  const changed: string[] = [];
  for (const edit of [mistake, ...(mistake.and ?? [])]) {
    planted.use(await apply(edit, copy));
    changed.push(fromRoot(edit.file), ...('rename' in edit ? [fromRoot(edit.rename)] : []));
  }
  return [...new Set(changed)];
}

function apply(edit: Edit, copy: Copy): Promise<Planted> {
  if ('from' in edit) return copy.edit(edit.file, edit.from, edit.to);
  if ('add' in edit) return copy.write(edit.file, edit.add);
  if ('rename' in edit) return copy.move(edit.file, edit.rename);
  return copy.take(edit.file);
}

interface Said {
  readonly findings: readonly Finding[];
  readonly notRun: string | undefined;
}

async function run(checks: Iterable<CheckName>, base: Base, changed: readonly string[]): Promise<Said> {
  const tree = readSourceTree(base.copy.root, base.tree, changed);
  const findings: Finding[] = [];
  let notRun: string | undefined;
  for (const name of checks) {
    const load = () => reloadProject(base.project, changed);
    const withProject = WITH_PROJECT[name];
    const result = await (withProject ? withProject(tree, load) : CHECKS[name](tree));
    findings.push(...result.findings);
    if (result.notRun) notRun = result.summary;
  }
  return { findings, notRun };
}

async function verdict(mistake: Mistake, { findings, notRun }: Said, copy: Copy): Promise<Verdict> {
  const file = fromRoot(mistake.named ?? ('rename' in mistake ? mistake.rename : mistake.file));
  const line = await lineOf(mistake, copy);
  const isThere = (finding: Finding): boolean => finding.file === file && finding.line === line;
  return {
    mistake,
    caught: findings.find((finding) => isThere(finding) && mistake.says.test(finding.what)),
    noise: findings.filter((finding) => !isThere(finding) && !mistake.also?.test(finding.what)),
    ...(notRun === undefined ? {} : { notRun }),
  };
}

function lineOf(mistake: Mistake, copy: Copy): Promise<number> | number {
  const at = mistake.at ?? ('from' in mistake && !mistake.named ? mistake.to : undefined);
  if (at === undefined) return 1;
  return copy.lineOf(mistake.named ?? ('rename' in mistake ? mistake.rename : mistake.file), at);
}
