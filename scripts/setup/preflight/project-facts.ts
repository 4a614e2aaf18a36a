// What the project's own files ask of an org: names of profiles, values of value sets, layouts, variables. Derived, so that a change
// of force-app changes what is checked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { readSourceTree, type SourceTree } from '../../check/source-tree.ts';

export interface ProjectFacts {
  readonly apiVersion: string;
  /** Profiles that files name, each with the files that do. */
  readonly profiles: ReadonlyMap<string, readonly string[]>;
  /** By value set, e.g. `OrderStatus`: the values that stay. */
  readonly standardValues: ReadonlyMap<string, ReadonlySet<string>>;
  /** `Order-Order Layout` → object and layout name, of standard objects. */
  readonly standardLayouts: readonly { readonly object: string; readonly name: string }[];
  /** Object → its active assignment rule. */
  readonly assignmentRules: ReadonlyMap<string, string>;
  /** Variables that a deployment fills in (`replacements` of sfdx-project.json), with the file. */
  readonly variables: readonly { readonly name: string; readonly file: string }[];
  /** Languages that translations are deployed for, e.g. `ja`. */
  readonly languages: readonly string[];
  readonly hasSites: boolean;
}

interface Replacement {
  readonly filename?: string;
  readonly glob?: string;
  readonly replaceWithEnv?: string;
}

/** @throws Error there is no sfdx-project.json below `root` */
export function readProjectFacts(root: string): ProjectFacts {
  const tree = readSourceTree(root);
  const settings = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8')) as {
    replacements?: Replacement[];
  };
  return {
    apiVersion: tree.apiVersion,
    profiles: profilesOf(tree),
    standardValues: new Map(tree.ofType('StandardValueSet').map(({ fullName, xml }) => [fullName, valuesOf(xml)])),
    standardLayouts: tree
      .ofType('Layout')
      .map(({ fullName }) => ({
        object: fullName.slice(0, fullName.indexOf('-')),
        name: fullName.slice(fullName.indexOf('-') + 1),
      }))
      .filter(({ object }) => !/__\w+$/.test(object)),
    assignmentRules: activeRulesOf(tree),
    variables: (settings.replacements ?? []).flatMap(({ filename, glob, replaceWithEnv }) =>
      replaceWithEnv === undefined ? [] : [{ name: replaceWithEnv, file: filename ?? glob ?? '' }],
    ),
    languages: tree.ofType('Translations').map(({ fullName }) => fullName),
    hasSites: tree.ofType('Network').length > 0,
  };
}

function profilesOf(tree: SourceTree): Map<string, string[]> {
  const files = [
    ...tree.ofType('SharingSet').map((file) => [file.path, textsOf(file.xml, 'profiles')] as const),
    ...tree.ofType('Network').map(({ path, xml }) => {
      const members = childrenOf(xml, 'networkMemberGroups').flatMap((group) => textsOf(group, 'profile'));
      return [path, [...members, ...textsOf(xml, 'selfRegProfile')]] as const;
    }),
  ];
  const byProfile = new Map<string, string[]>();
  for (const [path, profiles] of files)
    for (const profile of profiles) byProfile.set(profile, [...(byProfile.get(profile) ?? []), path]);
  return byProfile;
}

function valuesOf(xml: XmlElement): Set<string> {
  const values = childrenOf(xml, 'standardValue').filter((value) => textOf(value, 'isActive') !== 'false');
  return new Set(values.map((value) => textOf(value, 'fullName') ?? ''));
}

function activeRulesOf(tree: SourceTree): Map<string, string> {
  const rules = tree.ofType('AssignmentRules').flatMap(({ fullName, xml }) =>
    childrenOf(xml, 'assignmentRule')
      .filter((rule) => textOf(rule, 'active') === 'true')
      .map((rule) => [fullName, textOf(rule, 'fullName') ?? ''] as const),
  );
  return new Map(rules);
}

function textsOf(xml: XmlElement, name: string): string[] {
  return childrenOf(xml, name).map(({ text }) => text);
}
