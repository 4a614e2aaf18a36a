// Permission set groups that tests add to, and what standard profiles bring.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xml } from '../../dml/test-org.ts';
import { failuresIn } from '../test-methods.ts';

const rights = (object: string) =>
  `<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit>
     <allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${object}</object>
     <viewAllRecords>false</viewAllRecords></objectPermissions>`;
const set = (name: string, object: string) => ({
  [`permissionsets/${name}.permissionset-meta.xml`]: xml(
    'PermissionSet',
    `<hasActivationRequired>false</hasActivationRequired><label>${name}</label>${rights(object)}`,
  ),
});

test('a permission set that is put into a group counts for whoever has the group', async () => {
  const failures = await failuresIn(
    `PermissionSetGroup clerks = [SELECT Id FROM PermissionSetGroup WHERE DeveloperName = 'Clerks'];
     insert new PermissionSetGroupComponent(PermissionSetGroupId = clerks.Id,
       PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = 'Leads'].Id);
     Test.calculatePermissionSetGroup(clerks.Id);
     User clerk = new User(Username = 'clerk@example.com.group', LastName = 'Clerk', Email = 'clerk@example.com', Alias = 'clerk',
       TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'en_US', EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'en_US',
       ProfileId = [SELECT Id FROM Profile WHERE Name LIKE 'Minimum Access%' LIMIT 1].Id);
     insert clerk;
     insert new PermissionSetAssignment(PermissionSetGroupId = clerks.Id, AssigneeId = clerk.Id);
     System.runAs(clerk) {
       System.assert(Account.SObjectType.getDescribe().isAccessible());
       System.assert(Lead.SObjectType.getDescribe().isAccessible());
       System.assert(!Case.SObjectType.getDescribe().isAccessible());
     }`,
    {
      ...set('Accounts', 'Account'),
      ...set('Leads', 'Lead'),
      'permissionsetgroups/Clerks.permissionsetgroup-meta.xml': xml(
        'PermissionSetGroup',
        '<label>Clerks</label><permissionSets>Accounts</permissionSets><status>Updated</status>',
      ),
    },
  );
  assert.deepEqual(failures, []);
});

test('profiles tell the user permissions that they bring', async () => {
  const failures = await failuresIn(
    `System.assertEquals(1, [SELECT COUNT() FROM Profile WHERE Name = 'Standard User' AND PermissionsMassInlineEdit = TRUE]);`,
  );
  assert.deepEqual(failures, []);
});
