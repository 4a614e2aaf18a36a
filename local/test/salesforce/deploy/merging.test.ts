// How a deployment and what is in the org come together: what replaces, what is merged, what goes on counting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changesIn, emptyOrg, failuresIn, type Stage } from './stage.ts';
import { customObject, objectParts, packageXml, textField, XMLNS, zipOf } from './zip.ts';

let stage: Stage;
before(async () => (stage = await emptyOrg()));
after(() => stage.close());

const xml = (type: string, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} ${XMLNS}>${body}</${type}>`;
const label = (name: string, value: string) =>
  `<labels><fullName>${name}</fullName><language>en_US</language><protected>true</protected><shortDescription>${name}</shortDescription><value>${value}</value></labels>`;
const labels = (...entries: [string, string][]) =>
  zipOf({
    'package.xml': packageXml({ CustomLabel: entries.map(([name]) => name) }),
    'labels/CustomLabels.labels': xml('CustomLabels', entries.map((entry) => label(...entry)).join('')),
  });

test('labels are deployed one by one, and deleted one by one', async () => {
  await stage.deploy(labels(['First', 'one'], ['Second', 'two']));
  const result = await stage.deploy(labels(['Second', 'zwei'], ['Third', 'three']));
  assert.deepEqual(failuresIn(result), []);
  assert.deepEqual(
    changesIn(result)
      .filter((text) => text.startsWith('CustomLabel '))
      .toSorted(),
    ['CustomLabel Second: changed', 'CustomLabel Third: created'],
  );
  await stage.deploy(
    zipOf({ 'package.xml': packageXml({}), 'destructiveChanges.xml': packageXml({ CustomLabel: ['Third'] }) }),
  );
  const values = stage.org.project
    .ofType('CustomLabel')
    .map(({ fullName, xml }) => [fullName, xml!.children.find(({ name }) => name === 'value')!.text]);
  assert.deepEqual(values.toSorted(), [
    ['First', 'one'],
    ['Second', 'zwei'],
  ]);
});

test('a permission set is replaced as a whole; of a profile only what is named', async () => {
  await stage.deploy(
    zipOf({
      'package.xml': packageXml({ CustomObject: ['*'] }),
      'objects/Box__c.object': customObject('Box', textField('A__c'), textField('B__c')),
    }),
  );
  const grant = (field: string) =>
    `<fieldPermissions><editable>false</editable><field>Box__c.${field}</field><readable>true</readable></fieldPermissions>`;
  const deploy = (field: string) =>
    stage.deploy(
      zipOf({
        'package.xml': packageXml({ PermissionSet: ['*'], Profile: ['*'] }),
        'permissionsets/Set.permissionset': xml('PermissionSet', `${grant(field)}<label>Set</label>`),
        'profiles/Clerk.profile': xml(
          'Profile',
          `<custom>true</custom>${grant(field)}<userLicense>Salesforce</userLicense>`,
        ),
      }),
    );
  assert.deepEqual(failuresIn(await deploy('A__c')), []);
  assert.deepEqual(failuresIn(await deploy('B__c')), []);
  const granted = (type: string, name: string) =>
    stage.org.project
      .find(type, name)!
      .xml!.children.filter((one) => one.name === 'fieldPermissions')
      .map(({ children }) => children[1]!.text);
  assert.deepEqual(granted('PermissionSet', 'Set'), ['Box__c.B__c']);
  assert.deepEqual(granted('Profile', 'Clerk'), ['Box__c.A__c', 'Box__c.B__c']);
});

test('a deleted field leaves permission sets and profiles by itself', async () => {
  const result = await stage.deploy(
    zipOf({ 'package.xml': packageXml({}), 'destructiveChanges.xml': packageXml({ CustomField: ['Box__c.B__c'] }) }),
  );
  assert.deepEqual(failuresIn(result), []);
  assert.deepEqual((await stage.query("SELECT Field FROM FieldPermissions WHERE SobjectType = 'Box__c'")).length, 0);
});

test('numbers and ids go on, and a new checkbox has its default in records that are there', async () => {
  const numbered = customObject('Note').replace(
    '<type>Text</type>',
    '<displayFormat>N-{000}</displayFormat><type>AutoNumber</type>',
  );
  await stage.deploy(zipOf({ 'package.xml': packageXml({ CustomObject: ['*'] }), 'objects/Note__c.object': numbered }));
  await stage.create('Note__c', {});
  const checkbox =
    '<fields><fullName>Open__c</fullName><defaultValue>true</defaultValue><label>Open</label><type>Checkbox</type></fields>';
  const result = await stage.deploy(
    zipOf({
      'package.xml': packageXml({ CustomField: ['*'], CustomObject: ['*'] }),
      'objects/Note__c.object': objectParts(checkbox),
      'objects/Aardvark__c.object': customObject('Aardvark'),
    }),
  );
  assert.deepEqual(failuresIn(result), []);
  await stage.create('Note__c', { Open__c: false });
  const records = await stage.query('SELECT Name, Open__c FROM Note__c ORDER BY Name');
  assert.deepEqual(
    records.map(({ Name, Open__c: open }) => [Name, open]),
    [
      ['N-001', true],
      ['N-002', false],
    ],
  );
  const prefixes = new Set([...stage.org.schema.types.values()].map(({ keyPrefix }) => keyPrefix));
  assert.equal(prefixes.size, stage.org.schema.types.size);
});

test('record types keep their ids', async () => {
  const type = (name: string) =>
    `<recordTypes><fullName>${name}</fullName><active>true</active><label>${name}</label></recordTypes>`;
  const deploy = (...names: string[]) =>
    stage.deploy(
      zipOf({
        'package.xml': packageXml({ RecordType: names.map((name) => `Box__c.${name}`) }),
        'objects/Box__c.object': objectParts(...names.map(type)),
      }),
    );
  await deploy('Big');
  const [{ Id: id }] = (await stage.query("SELECT Id FROM RecordType WHERE DeveloperName = 'Big'")) as [{ Id: string }];
  await stage.create('Box__c', { Name: 'Crate', RecordTypeId: id });
  await deploy('Airy', 'Colossal');
  const [crate] = await stage.query("SELECT RecordType.DeveloperName FROM Box__c WHERE Name = 'Crate'");
  assert.equal((crate!['RecordType'] as { DeveloperName: string }).DeveloperName, 'Big');
});
