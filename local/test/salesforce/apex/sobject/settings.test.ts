import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, testOrg, xml, type Files } from '../../dml/test-org.ts';
import { runApex } from './apex-project.ts';

const object = (name: string, body: string): Files => ({
  [`objects/${name}/${name}.object-meta.xml`]: xml(
    'CustomObject',
    `<label>${name}</label><pluralLabel>${name}s</pluralLabel>${body}`,
  ),
});
const record = (fullName: string, label: string, value: string): Files => ({
  [`customMetadata/${fullName}.md-meta.xml`]: xml(
    'CustomMetadata',
    `<label>${label}</label><protected>false</protected><values><field>Value__c</field><value>${value}</value></values>`,
  ),
});
const TEXT = '<type>Text</type><length>20</length>';

const PROJECT: Files = {
  ...object('Switch__c', '<customSettingsType>Hierarchy</customSettingsType><visibility>Public</visibility>'),
  ...field('Switch__c', 'Value__c', TEXT),
  ...field(
    'Switch__c',
    'Level__c',
    '<type>Text</type><length>20</length><defaultValue>&quot;INFO&quot;</defaultValue>',
  ),
  ...object('Entry__c', '<customSettingsType>List</customSettingsType><visibility>Public</visibility>'),
  ...field('Entry__c', 'Value__c', TEXT),
  ...object('Rule__mdt', '<visibility>Public</visibility>'),
  ...field('Rule__mdt', 'Value__c', TEXT),
  ...record('Rule.First', 'The first', 'one'),
  ...record('Rule.Second', 'The second', 'two'),
  'labels/CustomLabels.labels-meta.xml': xml(
    'CustomLabels',
    '<labels><fullName>Greeting</fullName><language>en_US</language><protected>true</protected><shortDescription>Greeting</shortDescription><value>Hello</value></labels>',
  ),
  'translations/ja.translation-meta.xml': xml(
    'Translations',
    '<customLabels><label>こんにちは</label><name>Greeting</name></customLabels>',
  ),
};

test('a hierarchy setting takes each field from the nearest level that has it', async () => {
  const org = await testOrg(PROJECT);
  assert.deepEqual(
    runApex(
      org,
      `System.debug(Switch__c.getInstance().Level__c);
       insert new Switch__c(SetupOwnerId = UserInfo.getOrganizationId(), Value__c = 'org');
       System.debug(Switch__c.getInstance().Value__c);
       insert new Switch__c(SetupOwnerId = UserInfo.getUserId(), Level__c = 'DEBUG');
       System.debug(Switch__c.getInstance().Value__c + ' ' + Switch__c.getInstance().Level__c);
       System.debug(Switch__c.getOrgDefaults().Value__c);
       System.debug(Switch__c.getValues(UserInfo.getUserId()).Value__c);
       System.debug(Limits.getQueries());`,
    ),
    ['INFO', 'org', 'org DEBUG', 'org', 'null', '0'],
  );
});

test('a list setting is found by name', async () => {
  const org = await testOrg(PROJECT);
  assert.deepEqual(
    runApex(
      org,
      `insert new Entry__c(Name = 'a', Value__c = '1');
       System.debug(Entry__c.getInstance('a').Value__c + ' ' + Entry__c.getAll().keySet() + ' ' + Entry__c.getValues('b'));`,
    ),
    ['1 {a} null'],
  );
});

test('custom metadata is found by its developer name', async () => {
  const org = await testOrg(PROJECT);
  assert.deepEqual(
    runApex(
      org,
      `System.debug(Rule__mdt.getInstance('First').Value__c + ' ' + Rule__mdt.getAll().size() + ' ' + Rule__mdt.getInstance('Third'));
       System.debug([SELECT Value__c FROM Rule__mdt WHERE DeveloperName = 'Second'].Value__c);`,
    ),
    ['one 2 null', 'two'],
  );
});

test('a label speaks the language of the running user', async () => {
  const user = {
    name: 'A Person',
    email: 'person@example.test',
    profile: 'System Administrator',
    permissionSets: [],
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP',
  };
  const org = await testOrg(PROJECT, { users: [{ ...user, username: 'ja@example.test', language: 'ja' }] });
  assert.deepEqual(runApex(org, 'System.debug(Label.Greeting);'), ['Hello']);
  assert.deepEqual(runApex(org, 'System.debug(System.Label.greeting);', org.userByName('ja@example.test')), [
    'こんにちは',
  ]);
});

test('a setting inserted for nobody in particular is that of the organisation', async () => {
  const org = await testOrg(PROJECT);
  runApex(
    org,
    `Switch__c setting = Switch__c.getInstance();
     setting.Value__c = 'on';
     insert setting;
     System.assertEquals('on', Switch__c.getInstance().Value__c);
     System.assertEquals(UserInfo.getOrganizationId(), Switch__c.getOrgDefaults().SetupOwnerId);`,
  );
});
