// Who may call which Apex: a page's controller is granted to the page's audience, and nothing is granted that nobody calls.
// Source: Apex Developer Guide, "AuraEnabled Annotation": since Winter '21 a user needs access to the class of every
// @AuraEnabled method they call, guests and portal users included.
import { basename, dirname } from 'node:path';
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { counted, findingAt, type CheckResult, type Finding } from '../finding.ts';
import { pageGrants } from '../site/grants.ts';
import type { SourceTree } from '../source-tree.ts';
import { entriesOf, type ApexEntries } from './entries.ts';
import { apexSources } from './sources.ts';

/** Whose pages a Lightning web component's name says it is on, and the permission sets such a visitor may hold. */
const AUDIENCES: readonly (readonly [bundle: RegExp, permissionSets: readonly string[]])[] = [
  [/^customer/, ['Customer_Portal_User', 'Portal_Guest']],
  [/^partner/, ['Partner_Portal_User', 'Portal_Guest']],
  [/^guest/, ['Portal_Guest']],
];
const ANYONE = ['Customer_Portal_User', 'Partner_Portal_User', 'Portal_Guest'];

interface Grant {
  readonly holder: string;
  readonly className: string;
  readonly at: XmlElement;
}

interface Use {
  readonly className: string;
  readonly method: string;
  readonly bundle: string;
  readonly file: string;
  readonly line: number;
}

export function checkGrants(tree: SourceTree): CheckResult {
  const classes = new Map<string, ApexEntries>();
  for (const source of apexSources(tree).sources) {
    if (source.path.endsWith('.cls')) classes.set(source.name.toLowerCase(), entriesOf(source));
  }
  const grants = grantsOf(tree);
  const uses = usesOf(tree);
  return {
    summary: `${counted(grants.length, 'grant')} of classes, ${counted(uses.length, 'import')} of Apex by pages`,
    findings: [
      ...grants.flatMap((grant) => wrongGrant(grant, classes)),
      ...uses.flatMap((use) => wrongUse(use, classes, grants)),
      ...pageGrants(tree, (className, holder) => isGranted(className, [holder], grants)),
      ...[...classes.values()].flatMap((each) => ungrantedController(each, grants)),
    ],
  };
}

function grantsOf(tree: SourceTree): Grant[] {
  const holders = ['PermissionSet', 'Profile'].flatMap((type) => tree.ofType(type));
  return holders.flatMap(({ xml, fullName }) =>
    childrenOf(xml, 'classAccesses')
      .filter((access) => textOf(access, 'enabled') === 'true')
      .flatMap((access) => child(access, 'apexClass') ?? [])
      .map((at) => ({ holder: fullName, className: at.text, at })),
  );
}

/** What Lightning web components import from Apex. */
function usesOf(tree: SourceTree): Use[] {
  const modules = [...tree.paths, ...tree.ignored].filter(
    (path) => /\/lwc\/[^/]+\/[^/]+\.(ts|js)$/.test(path) && !path.endsWith('.d.ts'),
  );
  const sources = modules.filter((path) => path.endsWith('.ts') || !modules.includes(path.replace(/\.js$/, '.ts')));
  return sources.flatMap((file) => {
    const text = tree.text(file);
    return [...text.matchAll(/['"]@salesforce\/apex\/([\w.]+)\.(\w+)['"]/g)].map((match) => ({
      className: match[1]!,
      method: match[2]!,
      bundle: basename(dirname(file)),
      file,
      line: text.slice(0, match.index).split('\n').length,
    }));
  });
}

function wrongGrant({ className, at }: Grant, classes: ReadonlyMap<string, ApexEntries>): Finding[] {
  const entries = classes.get(className.toLowerCase());
  if (!entries) return [findingAt(at.position, `grants Apex class ${className}, which does not exist`)];
  if (entries.isTest) return [findingAt(at.position, `grants the test class ${className}`)];
  if (entries.callable.length > 0) return [];
  return [findingAt(at.position, `grants ${className}, which has nothing that anyone may call from outside`)];
}

function wrongUse(use: Use, classes: ReadonlyMap<string, ApexEntries>, grants: readonly Grant[]): Finding[] {
  const { file, line, className, method, bundle } = use;
  const entries = classes.get(className.toLowerCase());
  if (!entries) return [{ file, line, what: `imports from Apex class ${className}, which does not exist` }];
  if (!entries.auraEnabled.some((name) => name === method))
    return [{ file, line, what: `${className} has no @AuraEnabled static method ${method}` }];
  const holders = AUDIENCES.find(([pattern]) => pattern.test(bundle))?.[1] ?? ANYONE;
  return isGranted(className, holders, grants)
    ? []
    : [
        {
          file,
          line,
          what: `${bundle} calls ${className}.${method}, which is granted to none of ${holders.join(', ')}`,
        },
      ];
}

/** A controller that no component imports yet is for some page all the same. */
function ungrantedController(entries: ApexEntries, grants: readonly Grant[]): Finding[] {
  const { name, path, line, isTest, auraEnabled } = entries;
  if (!name.endsWith('Controller') || isTest || auraEnabled.length === 0) return [];
  if (isGranted(name, ANYONE, grants)) return [];
  return [{ file: path, line, what: `${name} is granted to none of ${ANYONE.join(', ')}` }];
}

function isGranted(className: string, holders: readonly string[], grants: readonly Grant[]): boolean {
  return grants.some(
    (grant) => grant.className.toLowerCase() === className.toLowerCase() && holders.includes(grant.holder),
  );
}
