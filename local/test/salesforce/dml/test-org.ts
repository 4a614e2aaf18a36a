// A small project of its own for rules that no product of ours needs, and an org built from it with a clock that tests move.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildOrg, type BuiltOrg, type OrgOptions } from '../../../src/salesforce/build-org.ts';
import { MemoryEventLog } from '../../../src/salesforce/events/memory-event-log.ts';
import type { Operation, SaveRequest, SaveResult } from '../../../src/salesforce/dml/save.ts';
import type { Transaction } from '../../../src/salesforce/dml/transaction.ts';
import type { Row } from '../../../src/salesforce/schema/schema.ts';
import type { RunningUser } from '../../../src/salesforce/security/running-user.ts';

/** Files of a project, by path below force-app/main/default. */
export type Files = Readonly<Record<string, string>>;

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export function xml(root: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${NAMESPACE}>${body}</${root}>\n`;
}

export function field(object: string, name: string, body: string): Files {
  return {
    [`objects/${object}/fields/${name}.field-meta.xml`]: xml(
      'CustomField',
      `<fullName>${name}</fullName><label>${name.replace(/__c$/, '').replaceAll('_', ' ')}</label>${body}`,
    ),
  };
}

export function customObject(name: string, extra = ''): Files {
  const label = name.replace(/__c$/, '');
  return {
    [`objects/${name}/${name}.object-meta.xml`]: xml(
      'CustomObject',
      `<label>${label}</label><pluralLabel>${label}s</pluralLabel><deploymentStatus>Deployed</deploymentStatus>` +
        `<nameField><label>Name</label><type>Text</type></nameField>${extra || '<sharingModel>ReadWrite</sharingModel>'}`,
    ),
  };
}

export function event(name: string, publishBehavior: string): Files {
  const label = name.replace(/__e$/, '');
  return {
    [`objects/${name}/${name}.object-meta.xml`]: xml(
      'CustomObject',
      `<label>${label}</label><pluralLabel>${label}s</pluralLabel><deploymentStatus>Deployed</deploymentStatus>` +
        `<eventType>HighVolume</eventType><publishBehavior>${publishBehavior}</publishBehavior>`,
    ),
    ...field(name, 'Text__c', '<type>Text</type><length>20</length><required>true</required>'),
  };
}

export function validationRule(
  object: string,
  name: string,
  formula: string,
  message: string,
  displayField = '',
): Files {
  return {
    [`objects/${object}/validationRules/${name}.validationRule-meta.xml`]: xml(
      'ValidationRule',
      `<fullName>${name}</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula>` +
        (displayField && `<errorDisplayField>${displayField}</errorDisplayField>`) +
        `<errorMessage>${message}</errorMessage>`,
    ),
  };
}

export function apexClass(name: string, source: string): Files {
  return {
    [`classes/${name}.cls`]: source,
    [`classes/${name}.cls-meta.xml`]: xml('ApexClass', '<apiVersion>65.0</apiVersion><status>Active</status>'),
  };
}

const picklist = (type: string, ...values: string[]) =>
  `<type>${type}</type>${type === 'MultiselectPicklist' ? '<visibleLines>4</visibleLines>' : ''}<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>` +
  values
    .map((value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`)
    .join('') +
  '</valueSetDefinition></valueSet>';

/** Thing__c has a field of every kind that the checks tell apart; Part__c is its detail. */
export const THINGS: Files = {
  ...customObject('Thing__c'),
  ...field('Thing__c', 'Required__c', '<type>Text</type><length>10</length><required>true</required>'),
  ...field('Thing__c', 'Short__c', '<type>Text</type><length>5</length>'),
  ...field(
    'Thing__c',
    'Ext__c',
    '<type>Text</type><length>20</length><externalId>true</externalId><unique>true</unique><caseSensitive>false</caseSensitive>',
  ),
  ...field('Thing__c', 'Code__c', '<type>Text</type><length>20</length><externalId>true</externalId>'),
  ...field('Thing__c', 'Color__c', picklist('Picklist', 'Red', 'Green')),
  ...field('Thing__c', 'Tags__c', picklist('MultiselectPicklist', 'A', 'B', 'C')),
  ...field('Thing__c', 'Price__c', '<type>Number</type><precision>6</precision><scale>2</scale>'),
  ...field('Thing__c', 'On__c', '<type>Checkbox</type><defaultValue>true</defaultValue>'),
  ...field('Thing__c', 'Day__c', '<type>Date</type><defaultValue>TODAY()</defaultValue>'),
  ...field('Thing__c', 'When__c', '<type>DateTime</type>'),
  ...field('Thing__c', 'At__c', '<type>Time</type>'),
  ...field('Thing__c', 'Mail__c', '<type>Email</type>'),
  ...field(
    'Thing__c',
    'Number__c',
    '<type>AutoNumber</type><displayFormat>T-{YYYY}-{000}</displayFormat><startingNumber>7</startingNumber>',
  ),
  ...field(
    'Thing__c',
    'Double__c',
    '<type>Number</type><precision>18</precision><scale>2</scale><formula>Price__c * 2</formula>',
  ),
  ...field(
    'Thing__c',
    'Account__c',
    '<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Things</relationshipName><deleteConstraint>Restrict</deleteConstraint>',
  ),
  ...field(
    'Thing__c',
    'Friend__c',
    '<type>Lookup</type><referenceTo>Thing__c</referenceTo><relationshipName>Friends</relationshipName><deleteConstraint>SetNull</deleteConstraint>',
  ),
  ...validationRule('Thing__c', 'No_Negative', 'Price__c &lt; 0', 'Price must not be negative.', 'Price__c'),
  ...validationRule('Thing__c', 'Name_Stays', 'AND(NOT(ISNEW()), ISCHANGED(Name))', 'The name stays.'),
  ...customObject('Part__c', '<sharingModel>ControlledByParent</sharingModel>'),
  ...field(
    'Part__c',
    'Thing__c',
    '<type>MasterDetail</type><referenceTo>Thing__c</referenceTo><relationshipName>Parts</relationshipName><relationshipOrder>0</relationshipOrder>',
  ),
  ...event('Later__e', 'PublishAfterCommit'),
  ...event('Now__e', 'PublishImmediately'),
};

export interface TestOrg extends BuiltOrg {
  readonly root: RunningUser;
  readonly log: MemoryEventLog;
  /** Moves the clock. */
  advance(ms: number): void;
  /** One transaction with one save; the default user is the admin, the default is partial success in user mode. */
  run(operation: Operation, records: readonly Fields[], options?: RunOptions): SaveResult[];
  /** Inserts and insists. @returns ids */
  insert(type: string, ...records: Readonly<Record<string, unknown>>[]): string[];
  row(id: string): Row;
}

export type Fields = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string };
export interface RunOptions extends Partial<Omit<SaveRequest, 'operation' | 'records'>> {
  readonly as?: RunningUser;
}

export const START = Date.UTC(2026, 10, 22, 3, 4, 5);

/** Builds an org from the files, or from a project on disk. */
export async function testOrg(source: Files | string, options: Partial<OrgOptions> = {}): Promise<TestOrg> {
  const projectDir = typeof source === 'string' ? source : await writeProject(source);
  let now = START;
  const clock = () => now;
  const log = new MemoryEventLog(clock);
  try {
    const org = await buildOrg({ clock, events: log, ...options, projectDir });
    const root = org.userByName(org.admin);
    const run: TestOrg['run'] = (operation, records, { as = root, ...request } = {}) =>
      org.transact(as, (tx) => saveIn(org, tx, operation, records, request));
    return {
      ...org,
      root,
      log,
      advance: (ms) => void (now += ms),
      run,
      insert(type, ...records) {
        const results = run(
          'insert',
          records.map((values) => ({ ...values, type })),
          { allOrNone: true },
        );
        const failed = results.find((result) => !result.success);
        if (failed) throw new Error(JSON.stringify(results.map((result) => result.errors)));
        return results.map((result) => result.id!);
      },
      row(id) {
        const row = org.store.get(org.schema.typeOfId(id)!.name, id);
        if (!row) throw new Error(`no record ${id}`);
        return row;
      },
    };
  } finally {
    if (typeof source !== 'string') await rm(projectDir, { recursive: true });
  }
}

export function saveIn(
  org: BuiltOrg,
  tx: Transaction,
  operation: Operation,
  records: readonly Fields[],
  request: RunOptions = {},
): SaveResult[] {
  return org.save(tx, {
    operation,
    records: records.map(({ type, id, ...values }) => ({ type, values, ...(id === undefined ? {} : { id }) })),
    allOrNone: false,
    access: 'user',
    ...request,
  });
}

export async function writeProject(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'portway-project-'));
  const settings = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' };
  const all = { '../../../sfdx-project.json': JSON.stringify(settings), ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = join(root, 'force-app/main/default', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return root;
}

/** `CODE: message [fields]` of a result's first error, or `ok`. */
export function said(result: SaveResult | undefined): string {
  if (!result) return 'nothing';
  if (result.success) return 'ok';
  const [error] = result.errors;
  return `${error!.statusCode}: ${error!.message} [${error!.fields.join(', ')}]`;
}
