// Records by the CLI: queries, single records, trees with references, descriptions.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingRecords } from '../../setup/data/missing-records.ts';
import { readPlan, writePlan } from '../../setup/data/plan-files.ts';
import type { CliCase } from '../case.ts';
import { ALIAS, type CliLab } from '../lab.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface Found {
  readonly totalSize: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export function query(lab: CliLab, soql: string, ...more: string[]): Promise<Found> {
  return lab.result<Found>(['data', 'query', '-o', ALIAS, '--query', soql, ...more]);
}

const record = (command: string, ...rest: string[]): string[] => [
  'data',
  command,
  'record',
  '-o',
  ALIAS,
  '-s',
  ...rest,
];

export const DATA_CASES: readonly CliCase[] = [
  {
    name: 'data query shows records as a table, as CSV and as JSON',
    isShort: true,
    run: async (lab) => {
      const soql = "SELECT Id, Name, UserType FROM Profile WHERE Name = 'System Administrator'";
      const ask = ['data', 'query', '-o', ALIAS, '--query', soql];
      assert.match((await lab.ok(ask)).stdout, /System Administrator\s+Standard/);
      assert.match(
        (await lab.ok([...ask, '--result-format', 'csv'])).stdout,
        /^00e\w{15},System Administrator,Standard$/m,
      );
      assert.equal((await query(lab, soql)).records[0]!.Name, 'System Administrator');
    },
  },
  {
    name: 'data query --use-tooling-api lists the project’s flows with their active version',
    run: async (lab) => {
      const soql =
        "SELECT DeveloperName, ActiveVersion.Status FROM FlowDefinition WHERE DeveloperName = 'Order_Approval_Stamp'";
      const { records } = await query(lab, soql, '--use-tooling-api');
      assert.partialDeepStrictEqual(records, [{ ActiveVersion: { Status: 'Active' } }]);
    },
  },
  {
    name: 'data query goes on through all pages of a large answer',
    run: async (lab) => {
      const { totalSize, records } = await query(lab, 'SELECT QualifiedApiName FROM FieldDefinition LIMIT 2500');
      assert.equal(records.length, totalSize);
      assert.ok(totalSize > 2000, `${totalSize} records are one page`);
    },
  },
  {
    name: 'data create, get, update and delete record follow one record from beginning to end',
    run: async (lab) => {
      const { id } = await lab.result<{ id: string }>(
        record('create', 'Account', '-v', "Name='Sample KK' Phone=03-0000-0000"),
      );
      const get = record('get', 'Account', '-i', id);
      assert.equal((await lab.result<{ Name: string }>(get)).Name, 'Sample KK');
      await lab.ok(record('update', 'Account', '-w', "Name='Sample KK'", '-v', "Name='Sample GK'"));
      assert.equal((await lab.result<{ Name: string }>(get)).Name, 'Sample GK');
      await lab.ok(record('delete', 'Account', '-i', id));
      const gone = await lab.sf(get);
      assert.equal(gone.exitCode, 1);
      assert.match(gone.text, /entity is deleted/i);
    },
  },
  {
    name: 'data import tree --plan loads the sample data with its references',
    run: async (lab) => {
      const { records } = await query(lab, 'SELECT Id FROM Pricebook2 WHERE IsStandard = true');
      const plan = await readPlan(join(ROOT, 'config/sample-data/plan.json'));
      const ids = new Map([['StandardPricebook', String(records[0]!.Id)]]);
      const { parts } = await missingRecords(plan, () => Promise.resolve([]), ids);
      await writePlan(join(lab.project, 'var/sample-data'), parts);
      await lab.ok(['data', 'import', 'tree', '-o', ALIAS, '--plan', 'var/sample-data/plan.json']);
      const items = await query(lab, 'SELECT Order.Account.Name, Product2.Name FROM OrderItem');
      assert.ok(items.totalSize > 0);
    },
  },
  {
    name: 'data export tree writes records that data import tree takes',
    run: async (lab) => {
      const soql =
        'SELECT Name, Phone, (SELECT FirstName, LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 1';
      await lab.ok(['data', 'export', 'tree', '-o', ALIAS, '-q', soql, '-d', 'out']);
      const tree = JSON.parse(await readFile(join(lab.project, 'out/Account-Contact.json'), 'utf8')) as Found;
      assert.ok(tree.records.length > 0);
    },
  },
  {
    name: 'data import tree --files says which record of a file is wrong, and keeps none of it',
    run: async (lab) => {
      const accounts = ['Fine', ''].map((Name, index) => ({
        attributes: { type: 'Account', referenceId: `A${index}` },
        Name,
      }));
      await writeFile(join(lab.project, 'wrong.json'), JSON.stringify({ records: accounts }));
      const reply = await lab.sf(['data', 'import', 'tree', '-o', ALIAS, '--files', 'wrong.json']);
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /A1[^]*REQUIRED_FIELD_MISSING/);
      assert.equal((await query(lab, "SELECT Id FROM Account WHERE Name = 'Fine'")).totalSize, 0);
    },
  },
  {
    name: 'data import, update, upsert, export and delete bulk take CSV through the Bulk API 2.0',
    run: async (lab) => {
      const bulk = (command: string, file: string, ...more: string[]): string[] => {
        const what = ['data', command, 'bulk', '-o', ALIAS, '-s', 'Account', '--file', file];
        return [...what, '--line-ending', 'LF', '--wait', '2', ...more];
      };
      const read = (name: string): Promise<string> => readFile(join(lab.project, name), 'utf8');
      await writeFile(join(lab.project, 'in.csv'), 'Name,Phone\nBulk A,1\n"Bulk, ""B""",2\n');
      await lab.ok(bulk('import', 'in.csv'));
      const soql = "SELECT Id, Name, Phone FROM Account WHERE Name LIKE 'Bulk%' ORDER BY Name";
      await lab.ok([
        'data',
        'export',
        'bulk',
        '-o',
        ALIAS,
        '-q',
        soql,
        '--output-file',
        'out.csv',
        '--wait',
        '2',
        '-r',
        'csv',
      ]);
      assert.match(await read('out.csv'), /"Bulk, ""B""","2"/);
      await writeFile(join(lab.project, 'change.csv'), (await read('out.csv')).replaceAll('"1"', '"3"'));
      await lab.ok(bulk('update', 'change.csv'));
      await lab.ok(bulk('upsert', 'change.csv', '--external-id', 'Id'));
      const { records } = await query(lab, soql);
      assert.deepEqual(records.map(({ Phone }) => Phone).toSorted(), ['2', '3']);
      await writeFile(join(lab.project, 'gone.csv'), ['Id', ...records.map(({ Id }) => String(Id)), ''].join('\n'));
      await lab.ok(bulk('delete', 'gone.csv'));
      assert.equal((await query(lab, soql)).totalSize, 0);
    },
  },
  {
    name: 'data import bulk says how many records failed, and data bulk results why',
    run: async (lab) => {
      await writeFile(join(lab.project, 'some.csv'), 'Name,Phone\nBulk C,1\n,2\n');
      const what = [
        'data',
        'import',
        'bulk',
        '-o',
        ALIAS,
        '-s',
        'Account',
        '--file',
        'some.csv',
        '--line-ending',
        'LF',
      ];
      const reply = await lab.sf([...what, '--wait', '2']);
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /failed to process 1 records/);
      const [, id = ''] = /--job-id (750\w{15})/.exec(reply.text) ?? [];
      const results = await lab.result<{ failedFilePath: string }>(['data', 'bulk', 'results', '-o', ALIAS, '-i', id]);
      assert.match(await readFile(join(lab.project, results.failedFilePath), 'utf8'), /REQUIRED_FIELD_MISSING/);
    },
  },
  {
    name: 'sobject describe tells a field of the project, sobject list its objects',
    run: async (lab) => {
      const { fields } = await lab.result<{ fields: { name: string }[] }>([
        'sobject',
        'describe',
        '-o',
        ALIAS,
        '-s',
        'Order',
      ]);
      assert.ok(fields.some(({ name }) => name === 'Activation_Status__c'));
      assert.match((await lab.ok(['sobject', 'list', '-o', ALIAS, '-s', 'custom'])).stdout, /^Invoice__c$/m);
    },
  },
  {
    name: 'api request rest and org list limits reach the REST API as it is',
    run: async (lab) => {
      const { stdout } = await lab.ok(['api', 'request', 'rest', 'services/data/v67.0/limits', '-o', ALIAS]);
      assert.ok((JSON.parse(stdout) as { DailyApiRequests: { Max: number } }).DailyApiRequests.Max > 0);
      await lab.ok(['org', 'list', 'limits', '-o', ALIAS]);
    },
  },
];
