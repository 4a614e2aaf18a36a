// What a user without rights meets in Apex.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../test-methods.ts';
import { xml } from '../../dml/test-org.ts';

const CLERK = `
  User clerk = new User(Username = 'clerk@example.com.mode', LastName = 'Clerk', Email = 'clerk@example.com', Alias = 'clerk',
    TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'en_US', EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'en_US');`;

const reader = {
  'permissionsets/Reader.permissionset-meta.xml': xml(
    'PermissionSet',
    `<fieldPermissions><editable>false</editable><field>Account.Phone</field><readable>true</readable></fieldPermissions>
     <hasActivationRequired>false</hasActivationRequired><label>Reader</label>
     <objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit>
       <allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object>
       <viewAllRecords>true</viewAllRecords></objectPermissions>`,
  ),
};

test('DML in user mode on an object that the user cannot see is denied as a whole', async () => {
  const failures = await failuresIn(`${CLERK}
    clerk.ProfileId = [SELECT Id FROM Profile WHERE Name LIKE 'Minimum Access%' LIMIT 1].Id;
    Account company = new Account(Name = 'Company');
    insert new List<SObject>{ clerk };
    System.runAs(clerk) {
      insert as system company;
      try {
        update as user company;
        System.assert(false, 'updated');
      } catch (SecurityException e) {
        System.assertEquals('Access to entity \\'Account\\' denied', e.getMessage());
      }
    }`);
  assert.deepEqual(failures, []);
});

test('children that the user cannot read are stripped with their relationship', async () => {
  const failures = await failuresIn(
    `${CLERK}
    clerk.ProfileId = [SELECT Id FROM Profile WHERE Name LIKE 'Minimum Access%' LIMIT 1].Id;
    insert clerk;
    insert new PermissionSetAssignment(AssigneeId = clerk.Id, PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = 'Reader'].Id);
    System.runAs(clerk) {
      Account company = new Account(Name = 'Company');
      insert as system company;
      insert as system new Contact(LastName = 'Adam', AccountId = company.Id);
      List<Account> found = [SELECT Name, (SELECT LastName FROM Contacts) FROM Account WITH SYSTEM_MODE];
      System.assertEquals(1, found[0].Contacts.size());
      SObjectAccessDecision decision = Security.stripInaccessible(AccessType.READABLE, found);
      System.assert(decision.getRemovedFields().get('Account').contains('Contacts'));
    }
    FieldPermissions phone = [SELECT PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE Field = 'Account.Phone' AND Parent.Name = 'Reader'];
    System.assert(phone.PermissionsRead && !phone.PermissionsEdit);
    System.assert([SELECT PermissionsViewAllRecords FROM ObjectPermissions WHERE Parent.Name = 'Reader'].PermissionsViewAllRecords);`,
    reader,
  );
  assert.deepEqual(failures, []);
});

test('users of standard profiles do not delete cases and do not see company data', async () => {
  const failures = await failuresIn(`${CLERK}
    clerk.ProfileId = [SELECT Id FROM Profile WHERE Name = 'Standard User'].Id;
    insert clerk;
    System.runAs(clerk) {
      System.assert(Case.SObjectType.getDescribe().isUpdateable());
      System.assert(!Case.SObjectType.getDescribe().isDeletable());
      System.assert(!Account.Tradestyle.getDescribe().isAccessible());
      System.assert(Account.Phone.getDescribe().isAccessible());
    }`);
  assert.deepEqual(failures, []);
});

test('blank text stands for no id, and a Blob that is null says so in its own words', async () => {
  const failures = await failuresIn(`
    String none = '';
    System.assertEquals(0, [SELECT COUNT() FROM Account WHERE Id = :none]);
    try {
      new RestRequest().requestBody.toString();
      System.assert(false, 'text');
    } catch (NullPointerException e) {
      System.assertEquals('Argument cannot be null.', e.getMessage());
    }`);
  assert.deepEqual(failures, []);
});
