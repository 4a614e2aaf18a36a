// Faults planted in Apex, each alone; the checks must name the file, the line, the column and what is wrong. More mistakes, by
// line only: catalogue/classes.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkGrants } from '../../check/apex/grants.ts';
import { findJava } from '../../check/apex/java.ts';
import { checkApexQueries } from '../../check/apex/soql.ts';
import { checkApexStyle } from '../../check/apex/style.ts';
import { checkApexTypes } from '../../check/apex/types.ts';
import type { CheckResult, Finding } from '../../check/finding.ts';
import { readSourceTree, type SourceTree } from '../../check/source-tree.ts';
import { copyProject, SOURCE, type Copy } from './planted.ts';

type Check = (tree: SourceTree) => CheckResult | Promise<CheckResult>;

const NAME = 'PlantedController';
const FILE = `classes/planted/${NAME}.cls`;
const META = `<?xml version="1.0" encoding="UTF-8"?>
<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>67.0</apiVersion>
    <status>Active</status>
</ApexClass>
`;
const CUSTOMER = 'permissionsets/Customer_Portal_User.permissionset-meta.xml';

let copy: Copy;
before(async () => {
  copy = await copyProject();
});
after(() => copy.remove());

/** What the check finds in one file once the class holds `body`. */
async function findingsIn(path: string, check: Check, body: string, name = NAME): Promise<Finding[]> {
  const file = `classes/planted/${name}.cls`;
  await using _ = await copy.write(file, body);
  await using __ = await copy.write(`${file}-meta.xml`, META);
  const { findings } = await check(readSourceTree(copy.root));
  return findings.filter((finding) => finding.file === `${SOURCE}/${path}`);
}

/** `^` in the body stands before the place that must be named. */
async function assertFound(check: Check, marked: string, says: RegExp): Promise<void> {
  const [before, after] = marked.split('^') as [string, string];
  const found = await findingsIn(FILE, check, before + after);
  const lines = before.split('\n');
  const place = { line: lines.length, column: lines.at(-1)!.length + 1 };
  assert.deepEqual(
    found.map(({ line, column }) => ({ line, column })),
    [place],
    JSON.stringify(found),
  );
  assert.match(found[0]!.what, says);
}

const withMethod = (statements: string) => `public with sharing class ${NAME} {
    private static final String ALL = 'SELECT Id, ' + 'Nme FROM Order';
    public static Object run(Id id, Integer n, List<String> names) {
        ${statements}
    }
}
`;

const QUERIES: readonly (readonly [title: string, statements: string, says: RegExp])[] = [
  [
    'a field that is not there',
    'return [SELECT Id, ^Ghost__c FROM Order];',
    /No such column 'Ghost__c' on entity 'Order'/,
  ],
  [
    'a field on a later line',
    'return [\n  SELECT Id\n  FROM Order\n  WHERE AccountId = :id AND ^Nope__c = 1 LIMIT :n\n];',
    /No such column 'Nope__c'/,
  ],
  ['a field across a relationship', 'return [SELECT Id, ^Account.Nmae FROM Order];', /No such column 'Nmae'/],
  ['a relationship that is not there', 'return [SELECT Id, ^Acount.Name FROM Order];', /relationship 'Acount'/],
  ['an object that is not there', 'return [SELECT Id FROM ^Oder];', /sObject type 'Oder'/],
  ['a child relationship', 'return [SELECT Id, (SELECT Id FROM ^Orderitms) FROM Order];', /relationship 'Orderitms'/],
  ['a value of the wrong kind', "return [SELECT Id FROM Order WHERE ^EffectiveDate = 'x'];", /must be of type date/],
  ['what SOSL returns', 'return [FIND :names[0] RETURNING ^Account(Id, Ghost__c)];', /No such column 'Ghost__c'/],
  ['constant text', "return Database.query(^'SELECT Ghost__c FROM Order');", /No such column 'Ghost__c'/],
  ['a constant of the class', 'return Database.countQuery(^ALL);', /No such column 'Nme'/],
];

for (const [title, statements, says] of QUERIES) {
  test(`soql finds ${title}`, () => assertFound(checkApexQueries, withMethod(statements), says));
}

test('soql passes binds of every kind, and counts text made at run time', async () => {
  const body = withMethod(`Database.query('SELECT Id FROM ' + names[0]);
        return [SELECT Id, Account.Name, (SELECT Id FROM OrderItems) FROM Order
          WHERE Id = :id AND Account.Name IN :names AND Name LIKE :('%' + names[n] + '%') WITH USER_MODE LIMIT :n];`);
  const results: CheckResult[] = [];
  const found = await findingsIn(
    FILE,
    async (tree) => {
      results.push(await checkApexQueries(tree));
      return results[0]!;
    },
    body,
  );
  assert.deepEqual(found, []);
  assert.match(results[0]!.summary, /[1-9]\d* made at run time not judged/);
});

test('a class that is not Apex is named with line and column', () =>
  assertFound(checkApexQueries, withMethod('return [SELECT Id FROM Order;'.replace(';', '^;')), /is not Apex/));

const java = findJava();
const noJava = java ? false : 'needs Java';

test('apex finds a wrong type', { skip: noJava }, () =>
  assertFound(checkApexTypes, withMethod('String ^text = n; return text;'), /Incompatible types/),
);

test('without Java the checks say that they did not run, and find nothing', async () => {
  await using _ = await copy.write(FILE, withMethod('return null;'));
  await using __ = await copy.write(`${FILE}-meta.xml`, META);
  for (const check of [checkApexTypes, checkApexStyle]) {
    const { notRun, summary, findings } = await check(readSourceTree(copy.root), findJava({ PATH: '' }) ?? '');
    assert.deepEqual({ notRun, findings }, { notRun: true, findings: [] });
    assert.match(summary, /did NOT run: there is no Java/);
  }
});

const controller = `public with sharing class ${NAME} {
    @AuraEnabled
    public static String hello() { return 'hello'; }
}
`;
const access = (name: string) => `<classAccesses>
        <apexClass>${name}</apexClass>
        <enabled>true</enabled>
    </classAccesses>
    `;
const grant = (name: string) => copy.edit(CUSTOMER, '<description>', `${access(name)}<description>`);

test('a granted controller passes', async () => {
  await using _ = await grant(NAME);
  assert.deepEqual(await findingsIn(FILE, checkGrants, controller), []);
  assert.deepEqual(await findingsIn(CUSTOMER, checkGrants, controller), []);
});

test('a page may import what its audience was granted', async () => {
  const page = 'lwc/customerThing/customerThing.ts';
  await using _ = await grant(NAME);
  await using __ = await copy.write(page, `import call from '@salesforce/apex/${NAME}.hello';\n`);
  assert.deepEqual(await findingsIn(page, checkGrants, controller), []);
});
