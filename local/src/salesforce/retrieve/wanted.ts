// Which components of the org a client asks for: by name, or all of a type.
// Source: Metadata API Developer Guide, "Sample package.xml Manifest Files", "Retrieve Special Types"; `*` leaves standard objects out.
import type { SourceComponent } from '@salesforce/source-deploy-retrieve';
import { registry } from '@salesforce/source-deploy-retrieve';
import { keyOf, type ComponentName } from '../deploy/manifest.ts';
import { nameOf, type SourceTree } from '../deploy/source-tree.ts';
import { UNDEPLOYED_SETTINGS } from './org-settings.ts';

export interface Wanted {
  readonly components: readonly SourceComponent[];
  /** Settings that the project does not have. */
  readonly settings: readonly string[];
  /** What there is not, in the org's words. */
  readonly problems: readonly string[];
}

export function findWanted(tree: SourceTree, members: readonly ComponentName[]): Wanted {
  const components = new Map<string, SourceComponent>();
  const settings = new Set<string>();
  const problems: string[] = [];
  for (const member of members) {
    const found =
      member.fullName === '*' ? allOf(tree, member.type) : [tree.find(member)].filter((one) => one !== undefined);
    for (const component of found) components.set(keyOf(nameOf(component)), component);
    if (member.type === 'Settings') for (const name of undeployed(tree, member.fullName)) settings.add(name);
    else if (!isKnownType(member.type)) problems.push(`Entity type: '${member.type}' is unknown`);
    else if (found.length === 0 && member.fullName !== '*') problems.push(missing(member));
    if (
      member.type === 'Settings' &&
      found.length === 0 &&
      member.fullName !== '*' &&
      !(member.fullName in UNDEPLOYED_SETTINGS)
    )
      problems.push(missing(member));
  }
  return { components: [...components.values()], settings: [...settings], problems };
}

const missing = ({ type, fullName }: ComponentName): string =>
  `Entity of type '${type}' named '${fullName}' cannot be found`;

function undeployed(tree: SourceTree, name: string): string[] {
  const names = Object.keys(UNDEPLOYED_SETTINGS).filter((known) => name === '*' || name === known);
  return names.filter((fullName) => !tree.find({ type: 'Settings', fullName }));
}

/** Of a type; of objects only those that the project made. */
export function allOf(tree: SourceTree, type: string): SourceComponent[] {
  return [...tree.all].filter(
    (component) => component.type.name === type && (type !== 'CustomObject' || component.fullName.includes('__')),
  );
}

const TYPE_NAMES = new Set(
  Object.values(registry.types).flatMap((type) => [
    type.name,
    ...Object.values(type.children?.types ?? {}).map(({ name }) => name),
  ]),
);

export const isKnownType = (name: string): boolean => TYPE_NAMES.has(name);
