// A deployment from its zip to what is wrong with it: unpack, merge into a copy of the org's metadata, load, compile, test.
// Nothing here touches the running org; deployments.ts puts the new metadata in its place.
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltOrg } from '../build-org.ts';
import { openTestOrg } from '../apex/testing/open-org.ts';
import type { SuiteOutcome } from '../apex/testing/outcome.ts';
import { checkApex } from './apex-check.ts';
import { checkComponent } from './component-check.ts';
import { loadCheck, putBack } from './load-check.ts';
import { keyOf } from './manifest.ts';
import { manifestProblems } from './manifest-check.ts';
import { putComponent, removeComponent } from './merge.ts';
import type { Change, ComponentOutcome, DeployNews, DeployOutcome, DeployRequest } from './outcome.ts';
import { openPackage, PACKAGE, type Deletion, type OpenedPackage } from './open-package.ts';
import { convertPackage, type ConvertedPackage, type PackageComponent } from './package-files.ts';
import { Places } from './places.ts';
import type { Problem } from './problem.ts';
import { digestOf, nameOf, SourceTree } from './source-tree.ts';
import { runDeployTests, unknownTests } from './tests.ts';

type Tell = (news: DeployNews) => void;

/** @throws Error a fault of our own; all that is wrong with the package is in the outcome */
export async function runStages(request: DeployRequest, tell: Tell): Promise<DeployOutcome> {
  const opened = openPackage(request);
  if ('problem' in opened)
    return { root: undefined, components: [], problems: [opened.problem], isLoadable: false, tests: undefined };
  return new Stages(request, opened, tell).run();
}

class Stages {
  readonly #request: DeployRequest;
  readonly #opened: OpenedPackage;
  readonly #tell: Tell;
  readonly #root: string;
  readonly #problems: Problem[] = [];
  readonly #deleted: ComponentOutcome[] = [];

  constructor(request: DeployRequest, opened: OpenedPackage, tell: Tell) {
    this.#request = request;
    this.#opened = opened;
    this.#tell = tell;
    this.#root = join(request.work, 'org');
  }

  async run(): Promise<DeployOutcome> {
    const { currentRoot, work, apiVersion } = this.#request;
    const { files, manifest } = this.#opened;
    this.#state('Reading the package');
    const converted = await convertPackage(files, join(work, 'zip'), manifest.version ?? apiVersion);
    this.#problems.push(...converted.problems, ...manifestProblems(manifest, converted.components, PACKAGE));
    const { components } = converted;
    const total = components.size + this.#opened.deletesBefore.length + this.#opened.deletesAfter.length;
    this.#progress(total, 0);
    await copyTree(currentRoot, this.#root);
    const before = new SourceTree(this.#root);
    const changes = digests(before, components);
    this.#merge(before, converted);
    const after = new SourceTree(this.#root);
    const changed = (part: PackageComponent): Change => {
      const old = changes.get(keyOf(part));
      if (old === undefined) return 'created';
      const now = after.find(part);
      return now && digestOf(now) === old ? 'unchanged' : 'changed';
    };
    const outcomes = [...components.values()].map((part): ComponentOutcome => ({ ...part, change: changed(part) }));
    const org = await this.#load(new Places(after, components, files));
    if (org) {
      this.#checkComponents(org, after, outcomes);
      this.#compile(org, outcomes, components, total);
    }
    const tests = await this.#test(org);
    const failed = new Set(this.#problems.filter(isError).map(keyOf));
    return {
      root: this.#root,
      components: [...outcomes, ...this.#deleted].filter((outcome) => !failed.has(keyOf(outcome))),
      problems: this.#problems,
      isLoadable: org !== undefined,
      tests,
    };
  }

  /** Before: what goes first may be needed out of the way; after: what still used it has been replaced by then. */
  #merge(before: SourceTree, { tree, components }: ConvertedPackage): void {
    this.#state('Deploying components');
    this.#delete(before, this.#opened.deletesBefore);
    const named = new Set(this.#opened.manifest.members.map(keyOf));
    for (const component of tree.components) {
      const name = nameOf(component);
      const isWhole =
        component.type.name !== 'DigitalExperienceBundle' ||
        named.has(keyOf(name)) ||
        named.has(keyOf({ ...name, fullName: '*' }));
      if (components.has(keyOf(name)) || component.getChildren().length > 0)
        putComponent(before, tree, component, isWhole);
    }
    if (this.#opened.deletesAfter.length > 0) this.#delete(new SourceTree(this.#root), this.#opened.deletesAfter);
  }

  #delete(tree: SourceTree, deletions: readonly Deletion[]): void {
    for (const { fileName, ...name } of deletions) {
      if (removeComponent(tree, name)) this.#deleted.push({ ...name, fileName, change: 'deleted' });
      else
        this.#problems.push({
          ...name,
          fileName,
          what: `No ${name.type} named: ${name.fullName} found`,
          severity: 'warning',
        });
    }
  }

  async #load(places: Places): Promise<BuiltOrg | undefined> {
    const { currentRoot, usernames } = this.#request;
    this.#state('Loading the metadata');
    return loadCheck(this.#root, currentRoot, usernames, (fault) => {
      const problem = places.problemOf(fault);
      const parts = places.partsOf(problem).filter((part) => !this.#problems.some((one) => keyOf(one) === keyOf(part)));
      this.#problems.push(problem);
      for (const part of parts)
        this.#problems.push({ ...part, what: `${problem.fullName} cannot be deployed, which this is a part of` });
    });
  }

  /** Lightning web components that have changed. */
  #checkComponents(org: BuiltOrg, tree: SourceTree, outcomes: readonly ComponentOutcome[]): void {
    for (const { type, fullName, change } of outcomes) {
      const bundle = tree.find({ type, fullName });
      if (type !== 'LightningComponentBundle' || change === 'unchanged' || !bundle?.content) continue;
      const found = checkComponent(bundle, org);
      if (found.length > 0 && !this.#request.options.rollbackOnError)
        putBack(`${tree.pathOf(bundle.content)}/`, this.#root, this.#request.currentRoot);
      for (const { file, line, what } of found)
        this.#problems.push({ type, fullName, fileName: `lwc/${fullName}/${file}`, line, column: 1, what });
    }
  }

  #compile(
    org: BuiltOrg,
    outcomes: readonly ComponentOutcome[],
    components: ReadonlyMap<string, PackageComponent>,
    total: number,
  ): void {
    const apex = affectedApex(org, [...outcomes, ...this.#deleted]);
    this.#state('Compiling Apex');
    for (const [index, component] of apex.entries()) {
      const found = checkApex(org.apex.program, component);
      if (!this.#request.options.rollbackOnError && found.some(({ isUnsupported }) => !isUnsupported))
        for (const file of [component.file, `${component.file}-meta.xml`])
          putBack(file, this.#root, this.#request.currentRoot);
      for (const { line, column, what, isUnsupported } of found) {
        const fileName = components.get(keyOf(component))?.fileName ?? '';
        const { type, fullName } = component;
        this.#problems.push({
          type,
          fullName,
          fileName,
          line,
          column,
          what,
          ...(isUnsupported && { severity: 'note' }),
        });
      }
      const done = total - apex.length + index + 1;
      if (index % 10 === 0 || index === apex.length - 1) this.#progress(total, Math.max(0, done));
    }
    this.#progress(total, total);
  }

  async #test(org: BuiltOrg | undefined): Promise<SuiteOutcome | undefined> {
    const { options } = this.#request;
    if (options.testLevel === 'NoTestRun' || !org || this.#problems.some(isError)) return undefined;
    this.#state('Running Apex tests');
    const own = await openTestOrg(this.#root);
    const unknown = unknownTests(own, options);
    this.#problems.push(...unknown);
    if (unknown.length > 0) return undefined;
    return runDeployTests(own, options, (total, done, failed) => this.#tell({ kind: 'tests', total, done, failed }));
  }

  #state(text: string): void {
    this.#tell({ kind: 'state', text });
  }

  #progress(total: number, done: number): void {
    const failed = new Set(this.#problems.filter(isError).map(keyOf)).size;
    this.#tell({ kind: 'components', total, done: Math.max(0, done - failed), failed });
  }
}

const isError = ({ severity }: Problem): boolean => severity === undefined;

/** Digests of what the package's components are like before it. */
function digests(tree: SourceTree, components: ReadonlyMap<string, PackageComponent>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, part] of components) {
    const old = tree.find(part);
    if (old && (old.xml ?? old.content)) found.set(key, digestOf(old));
  }
  return found;
}

/** Links and files of the tools that somebody works with stay behind. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const { directories } = new SourceTree(from);
  for (const path of ['sfdx-project.json', '.forceignore', ...directories])
    await cp(join(from, path), join(to, path), { recursive: true, errorOnExist: false }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
}

/** Classes and triggers of the deployment, and those whose source has the name of anything that changes. */
function affectedApex(org: BuiltOrg, outcomes: readonly ComponentOutcome[]) {
  const changed = outcomes.filter(({ change }) => change !== 'unchanged');
  const names = new Set(changed.map(({ fullName }) => fullName.split(/[./]/).at(-1)!.toLowerCase()));
  const all = [...org.project.ofType('ApexClass'), ...org.project.ofType('ApexTrigger')];
  if (names.size === 0) return [];
  return all.filter(
    ({ content = '' }) =>
      content
        .toLowerCase()
        .match(/\w+/g)
        ?.some((word) => names.has(word)) ?? false,
  );
}
