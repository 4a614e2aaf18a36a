// What an org says about itself, gathered in few calls. A question that the org refuses is a fact of its own: it was not answered.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseXml } from '../../../local/src/salesforce/metadata/xml.ts';
import { failureText } from '../failure.ts';
import { queryPath, rowsOf, type Asked, type Org, type OrgInfo, type Row } from '../org.ts';
import { profilesOf } from '../profiles.ts';
import { resultOf, type Sf } from '../sf.ts';

/** Settings that are read, by the member name of their type. @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_settings.htm */
const SETTINGS = ['Communities', 'Flow', 'Language', 'Order', 'Schema'] as const;

/** What the deploying user must be allowed. @see Object Reference, UserPermissionAccess */
export const USER_PERMISSIONS = {
  ApiEnabled: 'API Enabled',
  CustomizeApplication: 'Customize Application',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  AuthorApex: 'Author Apex',
  ManageUsers: 'Manage Users',
  AssignPermissionSets: 'Assign Permission Sets',
} as const;

export interface License {
  readonly name: string;
  readonly total: number;
  readonly used: number;
}

export interface DescribedField {
  readonly name: string;
  readonly picklistValues?: readonly { readonly value: string; readonly active: boolean }[];
}

export interface OrgFacts {
  readonly info: OrgInfo;
  readonly organization: Asked<Row>;
  /** The newest version, e.g. `67.0`. */
  readonly apiVersion: Asked<string>;
  readonly userLicenses: Asked<readonly License[]>;
  readonly permissionSetLicenses: Asked<readonly License[]>;
  readonly profiles: Asked<readonly string[]>;
  readonly user: Asked<Row>;
  readonly permissions: Asked<Row>;
  /** Names of existing sites. */
  readonly networks: Asked<readonly Row[]>;
  readonly leadRules: Asked<readonly Row[]>;
  /** Languages whose translations are shown, e.g. `ja`. */
  readonly languages: Asked<readonly string[]>;
  /** Languages that articles may be written in. */
  readonly articleLanguages: Asked<readonly string[]>;
  /** By object: its fields, or that there is no such object. */
  readonly objects: ReadonlyMap<string, Asked<readonly DescribedField[]>>;
  /** Member → element → text. */
  readonly settings: Asked<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  readonly layouts: Asked<readonly Row[]>;
}

const QUERIES = {
  organization:
    'SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate, LanguageLocaleKey FROM Organization',
  userLicenses: "SELECT Name, TotalLicenses, UsedLicenses FROM UserLicense WHERE Status = 'Active'",
  permissionSetLicenses:
    "SELECT DeveloperName, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE Status = 'Active'",
  permissions: `SELECT ${Object.keys(USER_PERMISSIONS)
    .map((name) => `Permissions${name}`)
    .join(', ')} FROM UserPermissionAccess`,
  networks: 'SELECT Id, Name, Status FROM Network',
  languages: 'SELECT Language FROM Translation WHERE IsActive = true',
  leadRules: "SELECT Name FROM AssignmentRule WHERE SobjectType = 'Lead' AND Active = true",
} as const;

/** @see REST API Developer Guide, "Get Knowledge Language Settings" */
const ARTICLE_SETTINGS = 'knowledgeManagement/settings';

/** @param objects whose fields are asked; an object of a feature that is off has none */
export async function askOrg(sf: Sf, org: Org, objects: readonly string[]): Promise<OrgFacts> {
  const info = await org.display();
  const user = `SELECT Id, UserRoleId, UserPermissionsKnowledgeUser, LanguageLocaleKey FROM User WHERE Username = '${info.username}'`;
  const soql = [...Object.values(QUERIES), user];
  const paths = [...soql.map(queryPath), ...objects.map((name) => `sobjects/${name}/describe`)];
  const answers = await org.getAll(paths);
  const rows = answers.slice(0, soql.length).map((answer) => rowsOf<Row>(answer));
  const row = (name: keyof typeof QUERIES): Asked<Row[]> => rows[Object.keys(QUERIES).indexOf(name)]!;
  const described = answers.slice(soql.length).map((answer) => mapped(answer, (it) => (it as Described).fields));
  return {
    info,
    organization: first(row('organization')),
    apiVersion: mapped(await org.tryGet<{ version: string }[]>('/services/data'), (all) =>
      String(all.at(-1)?.version ?? ''),
    ),
    userLicenses: mapped(row('userLicenses'), (all) => all.map((it) => licenseOf(it, 'Name'))),
    permissionSetLicenses: mapped(row('permissionSetLicenses'), (all) =>
      all.map((it) => licenseOf(it, 'DeveloperName')),
    ),
    profiles: mapped(await profilesOf(sf, org), (all) => [...all.keys()]),
    user: first(rows.at(-1)!),
    permissions: first(row('permissions')),
    networks: row('networks'),
    leadRules: row('leadRules'),
    languages: mapped(row('languages'), (all) => all.map(({ Language }) => String(Language))),
    articleLanguages: mapped(await org.tryGet<ArticleSettings>(ARTICLE_SETTINGS), (it) =>
      it.languages.filter(({ active }) => active).map(({ name }) => name),
    ),
    objects: new Map(objects.map((name, index) => [name, described[index]!])),
    settings: await readSettings(sf, org.target),
    layouts: await layoutsOf(sf, org.target),
  };
}

interface ArticleSettings {
  readonly languages: readonly { readonly name: string; readonly active: boolean }[];
}

interface Described {
  readonly fields: readonly DescribedField[];
}

function licenseOf(row: Row, nameField: string): License {
  return { name: String(row[nameField]), total: Number(row.TotalLicenses), used: Number(row.UsedLicenses) };
}

export function mapped<A, B>(asked: Asked<A>, map: (value: A) => B): Asked<B> {
  return 'value' in asked ? { value: map(asked.value) } : asked;
}

function first(asked: Asked<Row[]>): Asked<Row> {
  if ('unasked' in asked) return asked;
  const [row] = asked.value;
  return row ? { value: row } : { unasked: 'no record' };
}

async function tried<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { unasked: failureText(error).split('\n')[0]! };
  }
}

/** Settings cannot be queried: they are retrieved, as files, into a folder that goes away. */
function readSettings(sf: Sf, target: string): Promise<OrgFacts['settings']> {
  return tried(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portway-settings-'));
    try {
      const members = SETTINGS.flatMap((name) => ['--metadata', `Settings:${name}`]);
      const args = ['project', 'retrieve', 'start', ...members, '--target-org', target];
      const where = ['--target-metadata-dir', folder, '--unzip'];
      resultOf([...args, ...where], await sf([...args, ...where]), 'See what the CLI says.');
      return new Map(await settingsBelow(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function settingsBelow(folder: string): Promise<[string, Record<string, string>][]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.settings'));
  return Promise.all(
    names.map(async (name): Promise<[string, Record<string, string>]> => {
      const xml = parseXml(await readFile(join(folder, name), 'utf8'), name);
      return [basename(name, '.settings'), Object.fromEntries(xml.children.map((child) => [child.name, child.text]))];
    }),
  );
}

function layoutsOf(sf: Sf, target: string): Promise<OrgFacts['layouts']> {
  return tried(async () => {
    const soql = 'SELECT Name, TableEnumOrId, LastModifiedDate, CreatedDate FROM Layout WHERE NamespacePrefix = null';
    const args = ['data', 'query', '--use-tooling-api', '--query', soql, '--target-org', target];
    return resultOf(args, await sf<{ records: Row[] }>(args), 'See what the CLI says.').records;
  });
}
