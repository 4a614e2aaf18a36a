// Manifests: package.xml says what to deploy, destructiveChanges.xml what to delete. Source: Metadata API guide, "Deploying and
// Retrieving Metadata", "Deleting Components from an Organization".
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { findingAt, type Finding } from '../finding.ts';
import { isMetadataType } from '../schema.ts';
import type { SourceTree } from '../source-tree.ts';

/** Types whose components lie in one file each, so that the project can be asked for them. */
const LOOKED_UP: ReadonlySet<string> = new Set(
  `ApexClass ApexTrigger CompactLayout CustomField CustomTab FlexiPage Flow GlobalValueSet Layout ListView PermissionSet Queue RecordType
    Role StandardValueSet ValidationRule`.split(/\s+/),
);
/** Types that list each component by name. */
const NO_WILDCARD: ReadonlySet<string> = new Set(['StandardValueSet', 'CustomField', 'RecordType', 'ValidationRule']);

export function* manifestProblems(path: string, xml: XmlElement, tree: SourceTree): Iterable<Finding> {
  const report = (at: XmlElement, what: string): Finding => findingAt(at.position, what);
  const deletes = path.split('/').at(-1)!.startsWith('destructiveChanges');
  if (xml.name !== 'Package') yield report(xml, `a manifest is a <Package>, not a <${xml.name}>`);
  if (deletes && !existsSync(join(tree.root, dirname(path), 'package.xml')))
    yield report(xml, 'deletions are deployed with a package.xml beside them, which may be empty but for its version');
  const version = child(xml, 'version');
  if (!deletes && !version) yield report(xml, 'a package.xml needs <version>');
  if (version && Number(version.text) > Number(tree.apiVersion))
    yield report(version, `version ${version.text} is above the project’s ${tree.apiVersion}`);
  for (const types of childrenOf(xml, 'types')) yield* typeProblems(types, deletes, tree);
}

function* typeProblems(types: XmlElement, deletes: boolean, tree: SourceTree): Iterable<Finding> {
  const name = textOf(types, 'name') ?? '';
  if (!name) yield findingAt(types.position, '<types> needs <name>');
  else if (name !== 'Settings' && !isMetadataType(name))
    yield findingAt(child(types, 'name')!.position, `<${name}> is no type of the Metadata API`);
  for (const member of childrenOf(types, 'members')) {
    const what = memberProblem(member.text, name, deletes, tree);
    if (what) yield findingAt(member.position, what);
  }
}

function memberProblem(member: string, type: string, deletes: boolean, tree: SourceTree): string | undefined {
  if (member === '*') {
    if (deletes) return 'deletions name each component: * deletes nothing';
    return NO_WILDCARD.has(type) ? `${type} knows no *: name each one` : undefined;
  }
  if (!LOOKED_UP.has(type)) return undefined;
  const isThere = tree.find(type, member) !== undefined;
  if (deletes && isThere) return `${type} ${member} is still in the project, so the next deployment brings it back`;
  return deletes || isThere ? undefined : `there is no ${type} ${member} in the project`;
}
