import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customObject, field, testOrg, xml, type Files } from '../../dml/test-org.ts';
import { apexClass, runApex } from './apex-project.ts';

const READER: Files = {
  'permissionsets/Reader.permissionset-meta.xml': xml(
    'PermissionSet',
    `<label>Reader</label><hasActivationRequired>false</hasActivationRequired>
     <objectPermissions><object>Thing__c</object><allowCreate>true</allowCreate><allowRead>true</allowRead><allowEdit>true</allowEdit>
       <allowDelete>false</allowDelete><viewAllRecords>false</viewAllRecords><modifyAllRecords>false</modifyAllRecords></objectPermissions>`,
  ),
};
const PROJECT: Files = {
  ...customObject('Thing__c', '<sharingModel>Private</sharingModel>'),
  ...field('Thing__c', 'Secret__c', '<type>Text</type><length>20</length>'),
  ...READER,
  ...apexClass(
    'Heeding',
    'public with sharing class Heeding { public static Integer count() { return [SELECT COUNT() FROM Thing__c]; } }',
  ),
  ...apexClass(
    'Ignoring',
    'public without sharing class Ignoring { public static Integer count() { return [SELECT COUNT() FROM Thing__c]; } }',
  ),
  ...apexClass(
    'Taking',
    'public inherited sharing class Taking { public static Integer count() { return [SELECT COUNT() FROM Thing__c]; } }',
  ),
  ...apexClass(
    'Calling',
    `public without sharing class Calling {
       public static Integer heeding() { return Heeding.count(); }
       public static Integer taking() { return Taking.count(); }
       public static Integer asUser() { return [SELECT COUNT() FROM Thing__c WITH USER_MODE]; }
       public static String secretAsUser() {
         try { return String.valueOf([SELECT Secret__c FROM Thing__c WITH USER_MODE]); } catch (QueryException e) { return 'hidden ' + e.getInaccessibleFields(); }
       }
       public static SObjectAccessDecision strip() {
         return Security.stripInaccessible(AccessType.READABLE, [SELECT Name, Secret__c FROM Thing__c]);
       }
     }`,
  ),
};

test('the sharing keyword of the class that runs decides what is found', async () => {
  const org = await testOrg(PROJECT, {
    users: [
      {
        username: 'reader@example.test',
        name: 'A Reader',
        email: 'reader@example.test',
        profile: 'Minimum Access - Salesforce',
        permissionSets: ['Reader'],
        timeZone: 'UTC',
        locale: 'en_US',
        language: 'en_US',
      },
    ],
  });
  org.insert('Thing__c', { Name: 'of the admin', Secret__c: 'x' });
  const reader = org.userByName('reader@example.test');
  const says = (expression: string) => runApex(org, `System.debug(${expression});`, reader);
  assert.deepEqual(says('Heeding.count()'), ['0']);
  assert.deepEqual(says('Ignoring.count()'), ['1']);
  assert.deepEqual(says('Calling.heeding()'), ['0'], 'the keyword of the class called counts');
  assert.deepEqual(says('Calling.taking()'), ['1'], 'inherited: the caller’s counts');
  assert.deepEqual(says('Calling.asUser()'), ['0']);
  assert.deepEqual(says('Calling.secretAsUser()'), ['hidden {Thing__c={Secret__c}}']);
  assert.deepEqual(says('Calling.strip().getRemovedFields()'), ['{Thing__c={Secret__c}}']);
});
