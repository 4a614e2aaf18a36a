// An org as the set-up scripts see it through the CLI: records, settings and deployments in memory, refusals on demand. Understands the
// queries and commands that the scripts send and refuses every other, so that a new one is noticed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sf, SfAnswer } from '../../setup/sf.ts';

type Row = Record<string, unknown>;

export interface FakeOrgState {
  username: string;
  instanceUrl: string;
  apiVersion: string;
  /** Objects that exist, with their records. */
  records: Record<string, Row[]>;
  /** Fields of objects that are described: object → field → active picklist values. */
  picklists: Record<string, Record<string, string[]>>;
  settings: Record<string, Record<string, string>>;
  /** Aliases that the CLI is signed in to. */
  aliases: string[];
  /** As the Metadata API lists them. */
  listedProfiles: { fullName: string; id: string }[];
  /** Refusals by what a command line or REST path contains. */
  refusals: { when: string; answer: SfAnswer; times?: number }[];
  /** Every command line, in order. */
  calls: string[];
}

/** An org that lacks nothing. */
export function goodOrg(): FakeOrgState {
  const license = (name: string): Row => ({ Name: name, Status: 'Active', TotalLicenses: 20, UsedLicenses: 3 });
  const queue = (name: string): Row => ({ Id: `00G${name}`, DeveloperName: name, Type: 'Queue' });
  return {
    username: 'admin@example.test',
    instanceUrl: 'https://example.my.salesforce.com',
    apiVersion: '67.0',
    aliases: ['dev'],
    records: {
      Organization: [{ Id: ORG_ID, Name: 'Example', OrganizationType: 'Enterprise Edition', IsSandbox: false }],
      UserLicense: [license('Customer Community Plus'), license('Salesforce Integration')],
      PermissionSetLicense: [
        { ...license(''), Id: '0PL1', DeveloperName: 'SalesforceAPIIntegrationPsl', Status: 'Active' },
      ],
      PermissionSetLicenseAssign: [],
      Profile: [
        { Id: '00e1', Name: 'Customer Community Plus User' },
        { Id: '00e2', Name: 'Minimum Access - API Only Integrations' },
      ],
      User: [
        {
          ...{ Id: '0051', Username: 'admin@example.test', Email: 'admin@example.test', UserRoleId: '00E1' },
          ...{ UserPermissionsKnowledgeUser: true, TimeZoneSidKey: 'Asia/Tokyo', LocaleSidKey: 'ja_JP' },
          ...{ LanguageLocaleKey: 'en_US' },
        },
      ],
      UserRole: [{ Id: '00E1', DeveloperName: 'Customer_Service' }],
      UserPermissionAccess: [
        Object.fromEntries(
          [
            'ApiEnabled',
            'CustomizeApplication',
            'ModifyMetadata',
            'AuthorApex',
            'ManageUsers',
            'AssignPermissionSets',
          ].map((name) => [`Permissions${name}`, true]),
        ),
      ],
      PermissionSet: ['Customer_Portal_Integration', 'Customer_Service_Agent', 'Portal_Guest'].map((Name) => ({
        Id: `0PS${Name}`,
        Name,
      })),
      PermissionSetAssignment: [],
      Group: ['Customer_Service', 'Leads_East_Japan'].map(queue),
      GroupMember: [],
      Network: [{ Id: '0DB1', Name: 'Customer Portal', Status: 'Live' }],
      Site: [{ Id: '0DM1', Name: 'Customer_Portal', GuestUserId: '005G', GuestRecordDefaultOwnerId: '0051' }],
      BackgroundOperation: [{ Id: '08P1', Status: 'Complete' }],
      Translation: [{ Id: '01h1', Language: 'ja', IsActive: true }],
      AssignmentRule: [],
      Layout: [],
      Middleware_Settings__c: [],
      Pricebook2: [{ Id: '01s1', Name: 'Standard Price Book', IsStandard: true, IsActive: true }],
      ...Object.fromEntries(
        ['Product2', 'PricebookEntry', 'Account', 'Contact', 'Opportunity', 'OpportunityLineItem', 'Case', 'Order']
          .concat('OrderItem', 'Knowledge__kav', 'Lead')
          .map((name) => [name, []]),
      ),
    },
    picklists: {},
    settings: {
      Order: { enableOrders: 'true', enableOptionalPricebook: 'false' },
      Communities: { enableNetworksEnabled: 'true', enableOotbProfExtUserOpsEnable: 'true' },
      Language: { enableTranslationWorkbench: 'true' },
      Flow: { enableFlowDeployAsActiveEnabled: 'true' },
      Schema: { enableAdvancedCSSecurity: 'true' },
    },
    listedProfiles: [],
    refusals: [],
    calls: [],
  };
}

export const ORG_ID = '00D000000000001AAA';

/** The CLI, with this org as its only one. */
export function fakeSf(org: FakeOrgState): Sf {
  return <T>(args: readonly string[], { body }: { body?: string } = {}) => {
    org.calls.push(args.join(' '));
    return Promise.resolve(answerTo(org, args, body) as SfAnswer<T>);
  };
}

/** Commands that changed something, without the questions. */
export function changesOf(org: FakeOrgState): string[] {
  return org.calls.filter((call) => !/^(org|data query|project retrieve)|--method GET|composite\/batch/.test(call));
}

export function answerTo(org: FakeOrgState, args: readonly string[], body: string | undefined): SfAnswer {
  const line = args.join(' ');
  const refusal = org.refusals.find(({ when, times }) => line.includes(when) && times !== 0);
  if (refusal) {
    if (refusal.times !== undefined) refusal.times -= 1;
    return refusal.answer;
  }
  const command = Object.keys(COMMANDS).find((prefix) => line.startsWith(prefix));
  if (!command) throw new Error(`the fake CLI knows no ‘sf ${line}’`);
  return COMMANDS[command]!(org, args, body);
}

type Command = (org: FakeOrgState, args: readonly string[], body: string | undefined) => SfAnswer;

const done = (result: unknown): SfAnswer => ({ status: 0, result });
const optionOf = (args: readonly string[], name: string): string => args[args.indexOf(name) + 1]!;

const COMMANDS: Readonly<Record<string, Command>> = {
  'org display': (org) => done({ id: ORG_ID, username: org.username, instanceUrl: org.instanceUrl, alias: 'dev' }),
  'org list auth': (org) => done(org.aliases.map((alias) => ({ alias, username: `${alias}@example.test` }))),
  'org list metadata': (org) => done(org.listedProfiles),
  'org create scratch': (org, args) => {
    org.aliases.push(optionOf(args, '--alias'));
    return done({});
  },
  'api request rest': (org, args, body) => rest(org, args[3]!, optionOf(args, '--method'), body),
  'data query': (org, args) => done({ records: query(org, optionOf(args, '--query')) }),
  'data import tree': (org, args) => importTree(org, optionOf(args, '--plan')),
  'project retrieve start': (org, args) => {
    for (const [name, values] of Object.entries(org.settings)) {
      const file = join(optionOf(args, '--target-metadata-dir'), 'unpackaged/settings', `${name}.settings`);
      mkdirSync(dirname(file), { recursive: true });
      const elements = Object.entries(values).map(([element, text]) => `<${element}>${text}</${element}>`);
      writeFileSync(file, `<${name}Settings>${elements.join('')}</${name}Settings>`);
    }
    return done({});
  },
  'project deploy start': (_org, args) =>
    done({ id: '0Af1', numberComponentsTotal: args.filter((arg) => arg === '--source-dir').length, files: [] }),
  'apex run': (org, args) => {
    const ids: string[] = readFileSync(optionOf(args, '--file'), 'utf8').match(/kA0\w+/g) ?? [];
    for (const row of org.records.Knowledge__kav ?? [])
      if (ids.includes(String(row.KnowledgeArticleId))) row.PublishStatus = 'Online';
    return done({ success: true });
  },
};

function rest(org: FakeOrgState, path: string, method: string, body: string | undefined): SfAnswer {
  if (path === '/services/data') return done([{ version: '31.0' }, { version: org.apiVersion }]);
  const below = path.replace(/^\/services\/data\/v[\d.]+\//, '');
  const input = (body === undefined ? {} : JSON.parse(body)) as Row;
  if (below === 'knowledgeManagement/settings') return done({ languages: [{ name: 'ja', active: true }] });
  if (below.startsWith('named-credentials/')) return done({ calloutUrl: 'https://mw.example.com' });
  if (below === 'composite/batch') {
    const { batchRequests } = input as unknown as { batchRequests: { url: string }[] };
    return done({ results: batchRequests.map(({ url }) => batched(org, url.replace(/^v[\d.]+\//, ''))) });
  }
  if (/^connect\/communities\/\w+\/publish$/.test(below)) {
    return done({ url: 'https://example.my.site.com/customer', jobId: '08P1' });
  }
  const [, object, id] = /^sobjects\/(\w+)(?:\/(\w+))?$/.exec(below) ?? [];
  const rows = object === undefined ? undefined : org.records[object];
  if (!rows) throw new Error(`the fake org knows no ${method} ${path}`);
  if (method === 'PATCH')
    Object.assign(
      rows.find((row) => row.Id === id)!,
      input,
    );
  else rows.push({ ...input, Id: `new${object}${rows.length}` });
  return done(method === 'POST' ? { id: rows.at(-1)!.Id, success: true } : undefined);
}

function batched(org: FakeOrgState, path: string): { statusCode: number; result: unknown } {
  const refused = (errorCode: string) => ({ statusCode: 404, result: [{ errorCode, message: `no ${path}` }] });
  if (path.startsWith('query?q=')) {
    const soql = decodeURIComponent(path.slice('query?q='.length));
    const refusal = org.refusals.find(({ when, times }) => soql.includes(when) && times !== 0);
    if (refusal)
      return { statusCode: 400, result: [{ errorCode: refusal.answer.name, message: refusal.answer.message }] };
    const object = /FROM (\w+)/.exec(soql)![1]!;
    if (!org.records[object]) return refused('INVALID_TYPE');
    return { statusCode: 200, result: { done: true, records: query(org, soql) } };
  }
  const object = /^sobjects\/(\w+)\/describe$/.exec(path)?.[1];
  if (object !== undefined && org.records[object]) {
    const fields = Object.entries(org.picklists[object] ?? {}).map(([name, values]) => ({
      name,
      picklistValues: values.map((value) => ({ value, active: true })),
    }));
    return { statusCode: 200, result: { fields } };
  }
  return refused('NOT_FOUND');
}

/** SELECT … FROM … [WHERE a = x AND b IN (…)] [GROUP BY f] [LIMIT n], as the scripts write it. */
function query(org: FakeOrgState, soql: string): Row[] {
  const match =
    /^SELECT (.+?) FROM (\w+)(?: WHERE (.+?))?(?: GROUP BY (\w+))?(?: ORDER BY \w+)?(?: LIMIT (\d+))?$/.exec(soql);
  if (!match) throw new Error(`the fake org cannot read ${soql}`);
  const [, , object, where, group, limit] = match;
  const tests = (where ?? '').split(' AND ').filter(Boolean).map(conditionOf);
  const rows = (org.records[object!] ?? []).filter((row) => tests.every((holds) => holds(row)));
  if (group === undefined) return rows.slice(0, limit === undefined ? undefined : Number(limit));
  const groups = Map.groupBy(rows, (row) => row[group]);
  return [...groups].map(([value, members]) => ({ value, records: members.length }));
}

function conditionOf(text: string): (row: Row) => boolean {
  const [, field, operator, right] = /^(\w+) (=|IN) (.+)$/.exec(text)!;
  const values = operator === 'IN' ? [...right!.matchAll(/'((?:\\.|[^'\\])*)'/g)].map(([quoted]) => quoted) : [right!];
  const wanted = values.map((value) => (value.startsWith("'") ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value));
  return (row) => wanted.includes(`${(row[field!] ?? null) as string | boolean | null}`);
}

interface Plan {
  readonly sobject: string;
  readonly files: readonly string[];
}

function importTree(org: FakeOrgState, planPath: string): SfAnswer {
  const ids = new Map<string, string>();
  for (const { sobject, files } of JSON.parse(readFileSync(planPath, 'utf8')) as Plan[]) {
    const refusal = org.refusals.find(({ when, times }) => when === `load ${sobject}` && times !== 0);
    if (refusal) {
      refusal.times = (refusal.times ?? 1) - 1;
      return refusal.answer;
    }
    for (const file of files) loadFile(org, sobject, join(dirname(planPath), file), ids);
  }
  return done([]);
}

function loadFile(org: FakeOrgState, sobject: string, path: string, ids: Map<string, string>): void {
  const { records } = JSON.parse(readFileSync(path, 'utf8')) as {
    records: { attributes: { referenceId: string }; [field: string]: unknown }[];
  };
  for (const { attributes, ...fields } of records) {
    const values = Object.entries(fields).map(([field, value]) => {
      if (typeof value !== 'string' || !value.startsWith('@')) return [field, value] as const;
      const id = ids.get(value.slice(1));
      if (id === undefined) throw new Error(`${path}: nothing is called ${value}`);
      return [field, id] as const;
    });
    const rows = (org.records[sobject] ??= []);
    const number = rows.length;
    const draft = sobject === 'Knowledge__kav' ? { KnowledgeArticleId: `kA0${number}`, PublishStatus: 'Draft' } : {};
    rows.push({ ...Object.fromEntries(values), ...draft, Id: `${sobject}${number}` });
    ids.set(attributes.referenceId, `${sobject}${number}`);
  }
}
