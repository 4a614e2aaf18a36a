// Values that only one org has: ids of records, names of users, addresses of My Domain. A deployment to another org ends with
// "no User named … found", or goes well and leads elsewhere. What sfdx-project.json replaces on the way is none.
// Source: trailheadapps/coral-cloud#84, trailheadapps/ebikes-lwc#61; Salesforce DX Developer Guide, "Replace Strings in Code".
import type { XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { ProjectProblem } from '../project.ts';
import { everyElement } from '../rule.ts';
import type { SourceTree } from '../source-tree.ts';
import { definitionOf } from './definition.ts';

/** Elements of any type that hold the name of a user. */
const USERS: ReadonlySet<string> = new Set([
  'assignedToUser',
  'batchUser',
  'clientCredentialsFlowUser',
  'dashboardRunningUser',
  'runAsUser',
  'runningUser',
  'siteAdmin',
  'siteGuestRecordDefaultOwner',
  'siteRecordOwner',
  'user',
  'userName',
]);
/** Ids begin with the key of their object: users, profiles, roles, organisations, permission sets, networks, record types … */
const ID = /^(00D|00E|00G|005|012|00e|0DB|0DM|0PS|03D|01p|01I|0H4|0Xi|0le)[A-Za-z0-9]{12}([A-Z0-5]{3})?$/;
const HOST =
  /\b[\w-]+(\.[\w-]+)*\.(my\.salesforce|my\.site|lightning\.force|file\.force|sandbox\.my\.salesforce)(-setup)?\.com\b/;
const ADDRESS = /\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b/;
/** RFC 2606, RFC 6761: names that belong to nobody. */
const RESERVED = /@([\w-]+\.)*(example|test|invalid|localhost)$|@([\w-]+\.)*example\.(com|net|org)$/;

export function* orgBoundProblems(tree: SourceTree): Iterable<ProjectProblem> {
  const replaced = replacementsOf(tree);
  for (const { path, xml } of tree.files) {
    const isReplaced = (text: string): boolean =>
      replaced.some((each) => each.file === path && text.includes(each.text));
    for (const leaf of everyElement(xml)) {
      if (leaf.children.length > 0 || leaf.text === '' || isReplaced(leaf.text)) continue;
      const what = problemOf(leaf);
      if (what) yield { at: leaf.position, what };
    }
  }
  yield* inContents(tree);
}

function problemOf({ name, text }: XmlElement): string | undefined {
  const advice = 'leave it out, or let sfdx-project.json replace it';
  if (USERS.has(name)) return `<${name}> names a user of one org: ${advice}`;
  if (ID.test(text)) return `${text} is the id of a record of one org: ${advice}`;
  const host = HOST.exec(text);
  if (host) return `${host[0]} is the address of one org: ${advice}`;
  const address = ADDRESS.exec(text);
  return address && !RESERVED.test(address[0]) ? `${address[0]} is somebody’s address: ${advice}` : undefined;
}

/** Contents of sites are JSON; ids and hosts come into them by Experience Builder. */
function* inContents({ paths, text }: SourceTree): Iterable<ProjectProblem> {
  for (const file of paths.filter((path) => path.endsWith('.json'))) {
    const lines = text(file).split('\n');
    for (const [index, line] of lines.entries()) {
      const host = HOST.exec(line);
      const id = [...line.matchAll(/"([A-Za-z0-9]{15}|[A-Za-z0-9]{18})"/g)].find((match) => ID.test(match[1]!));
      if (host) yield { at: { file, line: index + 1 }, what: `${host[0]} is the address of one org` };
      if (id) yield { at: { file, line: index + 1 }, what: `${id[1]} is the id of a record of one org` };
    }
  }
}

function replacementsOf(tree: SourceTree): { file: string; text: string }[] {
  return (definitionOf(tree).get('replacements')?.items ?? [])
    .map((each) => ({ file: each.textAt('filename'), text: each.textAt('stringToReplace') }))
    .filter(({ text }) => text !== '');
}
