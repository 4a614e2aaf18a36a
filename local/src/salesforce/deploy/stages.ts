// A deployment from its zip to what is wrong with it: unpack, merge into a copy of the org's metadata, load, compile, test.
// Nothing here touches the running org; deployments.ts puts the new metadata in its place.
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltOrg } from '../build-org.ts';
import { openTestOrg } from '../apex/testing/open-org.ts';
import type { SuiteOutcome } from '../apex/testing/outcome.ts';
import { SourceError } from '../metadata/source-error.ts';
import { checkApex } from './apex-check.ts';
import { loadCheck, putBack } from './load-check.ts';
import { keyOf, readManifest, type ComponentName, type Manifest } from './manifest.ts';
import { putComponent, removeComponent } from './merge.ts';
import type { Change, ComponentOutcome, DeployNews, DeployOutcome, DeployRequest } from './outcome.ts';
import { convertPackage, withoutPlace, type ConvertedPackage, type PackageComponent } from './package-files.ts';
import { Places } from './places.ts';
import type { Problem } from './problem.ts';
import { digestOf, nameOf, SourceTree } from './source-tree.ts';
import { runDeployTests, unknownTests } from './tests.ts';
import { BadZip, readZip } from './zip-reader.ts';

type Tell = (news: DeployNews) => void;

/** @throws Error a fault of our own; all that is wrong with the package is in the outcome */
export async function runStages(request: DeployRequest, tell: Tell): Promise<DeployOutcome> {
  const opened = openPackage(request);
  if ('problem' in opened)
    return { root: undefined, components: [], problems: [opened.problem], isLoadable: false, tests: undefined };
  return new Stages(request, opened, tell).run();
}

interface OpenedPackage {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly manifest: Manifest;
  readonly deletesBefore: readonly Deletion[];
  readonly deletesAfter: readonly Deletion[];
}

interface Deletion extends ComponentName {
  readonly fileName: string;
}

const PACKAGE = 'package.xml';

function openPackage({ zip, apiVersion }: DeployRequest): OpenedPackage | { problem: Problem } {
  const refused = (what: string, fileName = PACKAGE, line?: number): { problem: Problem } => ({
    problem: { type: '', fullName: fileName, fileName, what, ...(line !== undefined && { line }) },
  });
  let files: Map<string, Buffer>;
  try {
    files = rooted(readZip(Buffer.from(zip)));
  } catch (error) {
    if (error instanceof BadZip) return refused(error.message);
    throw error;
  }
  const content = files.get(PACKAGE);
  if (!content) return refused('No package.xml found');
  try {
    const manifest = readManifest(content.toString('utf8'), PACKAGE);
    const { version } = manifest;
    if (version !== undefined && !(Number(version) >= 7 && Number(version) <= Number(apiVersion)))
      return refused(`Invalid version specified: ${version}. The org knows versions up to ${apiVersion}`);
    const deletions = (...names: string[]): Deletion[] =>
      names.flatMap((fileName) => {
        const text = files.get(fileName)?.toString('utf8');
        return text === undefined
          ? []
          : readManifest(text, fileName).members.map((member) => ({ ...member, fileName }));
      });
    return {
      files,
      manifest,
      deletesBefore: deletions('destructiveChangesPre.xml', 'destructiveChanges.xml'),
      deletesAfter: deletions('destructiveChangesPost.xml'),
    };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return refused(withoutPlace(error), error.position.file, error.position.line);
  }
}

/** A zip may hold its package in one folder (`singlePackage` false). */
function rooted(files: Map<string, Buffer>): Map<string, Buffer> {
  if (files.has(PACKAGE)) return files;
  const [folder, ...others] = new Set([...files.keys()].map((path) => path.split('/')[0]!));
  if (folder === undefined || others.length > 0 || !files.has(`${folder}/${PACKAGE}`)) return files;
  return new Map([...files].map(([path, content]) => [path.slice(folder.length + 1), content]));
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
    this.#problems.push(...converted.problems, ...manifestProblems(manifest, converted));
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
    if (org) this.#compile(org, outcomes, components, total);
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

/** Wording: recorded from real orgs. */
function manifestProblems({ members }: Manifest, { components }: ConvertedPackage): Problem[] {
  const named = new Set(members.map(keyOf));
  const wildcards = new Set(members.filter(({ fullName }) => fullName === '*').map(({ type }) => type));
  const parents = new Set([...components.values()].map(({ fullName }) => fullName.split('.')[0]!.toLowerCase()));
  const missing = members
    .filter((member) => member.fullName !== '*' && !components.has(keyOf(member)) && !isContainer(member, parents))
    .map(({ type, fullName }): Problem => ({
      type: '',
      fullName,
      fileName: PACKAGE,
      what: `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`,
    }));
  const isNamed = (part: PackageComponent): boolean => {
    const top = { type: TYPE_OF_WHOLE[part.type] ?? part.type, fullName: part.fullName.split('.')[0]! };
    return (
      named.has(keyOf(part)) ||
      wildcards.has(part.type) ||
      named.has(keyOf(top)) ||
      wildcards.has(top.type) ||
      part.type in TYPE_OF_WHOLE
    );
  };
  const isWholeOfNamed = (part: PackageComponent): boolean =>
    members.some(
      ({ type, fullName }) =>
        TYPE_OF_WHOLE[type] === part.type && (WHOLES_OF_ALL.has(part.type) || fullName.startsWith(part.fullName)),
    );
  const unnamed = [...components.values()]
    .filter((part) => !isNamed(part) && !isWholeOfNamed(part))
    .map((part): Problem => ({ ...part, what: 'Not in package.xml' }));
  return [...missing, ...unnamed];
}

/** Types that come inside the file of another. */
const TYPE_OF_WHOLE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'BusinessProcess',
      'CompactLayout',
      'CustomField',
      'FieldSet',
      'Index',
      'ListView',
      'RecordType',
      'SharingReason',
      'ValidationRule',
      'WebLink',
    ].map((type) => [type, 'CustomObject']),
  ),
  CustomFieldTranslation: 'CustomObjectTranslation',
  CustomLabel: 'CustomLabels',
  AssignmentRule: 'AssignmentRules',
  AutoResponseRule: 'AutoResponseRules',
  EscalationRule: 'EscalationRules',
  MatchingRule: 'MatchingRules',
  ManagedTopic: 'ManagedTopics',
  SharingCriteriaRule: 'SharingRules',
  SharingGuestRule: 'SharingRules',
  SharingOwnerRule: 'SharingRules',
  SharingTerritoryRule: 'SharingRules',
  WorkflowAlert: 'Workflow',
  WorkflowFieldUpdate: 'Workflow',
  WorkflowOutboundMessage: 'Workflow',
  WorkflowRule: 'Workflow',
  WorkflowTask: 'Workflow',
  BotVersion: 'Bot',
  DigitalExperience: 'DigitalExperienceBundle',
};
const WHOLES_OF_ALL = new Set(['CustomLabels']);

/** An object whose parts alone are in the zip, a folder of reports. */
const isContainer = ({ type, fullName }: ComponentName, parents: ReadonlySet<string>): boolean =>
  (type === 'CustomObject' || type === 'CustomObjectTranslation') && parents.has(fullName.toLowerCase());

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
