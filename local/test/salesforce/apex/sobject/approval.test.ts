// Records that Apex locks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../test-methods.ts';

test('a locked record takes no changes from users without full access, until it is unlocked or the lock is rolled back', async () => {
  const failures = await failuresIn(`
    Profile standard = [SELECT Id FROM Profile WHERE Name = 'Standard User'];
    User clerk = new User(Username = 'clerk@example.com.lock', LastName = 'Clerk', Email = 'clerk@example.com', Alias = 'clerk',
      TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'en_US', EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'en_US',
      ProfileId = standard.Id);
    insert clerk;
    Account company = new Account(Name = 'Company', OwnerId = clerk.Id);
    insert company;
    Savepoint before = Database.setSavepoint();
    Approval.LockResult result = Approval.lock(company.Id);
    System.assert(result.isSuccess());
    System.assertEquals(company.Id, result.getId());
    System.assertEquals(0, result.getErrors().size());
    System.assert(Approval.isLocked(company));
    System.assertEquals(true, Approval.isLocked(new List<Id>{ company.Id }).get(company.Id));
    System.runAs(clerk) {
      try {
        update new Account(Id = company.Id, Name = 'Other');
        System.assert(false, 'changed');
      } catch (DmlException e) {
        System.assertEquals(StatusCode.ENTITY_IS_LOCKED, e.getDmlType(0));
      }
      System.assertEquals(StatusCode.ENTITY_IS_LOCKED, Database.delete(company, false).getErrors()[0].getStatusCode());
    }
    update new Account(Id = company.Id, Name = 'By the administrator');
    System.assert(Approval.isLocked(company.Id));
    Database.rollback(before);
    System.assert(!Approval.isLocked(company.Id));
    Approval.lock(new List<Account>{ company });
    Approval.UnlockResult[] unlocked = Approval.unlock(new List<Id>{ company.Id, '001000000000000AAA' }, false);
    System.assert(unlocked[0].isSuccess());
    System.assert(!unlocked[1].isSuccess());
    System.runAs(clerk) { update new Account(Id = company.Id, Name = 'Changed'); }
    try {
      Approval.lock((Id) '001000000000000AAA');
      System.assert(false, 'locked');
    } catch (DmlException e) {
      System.assertEquals(StatusCode.INVALID_CROSS_REFERENCE_KEY, e.getDmlType(0));
    }`);
  assert.deepEqual(failures, []);
});
