// Searches of Apex: in tests they find what the test names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../test-methods.ts';

test('a search in a test finds the fixed results that its conditions let through, by type, in the order of RETURNING', async () => {
  const failures = await failuresIn(`
    Contact a = new Contact(LastName = 'Adam');
    Contact b = new Contact(LastName = 'Berg');
    Account c = new Account(Name = 'Company');
    insert a; insert b; insert c;
    String text = 'any', name = 'Berg';
    System.assertEquals(0, [FIND :text RETURNING Contact][0].size());
    Test.setFixedSearchResults(new List<Id>{ a.Id, b.Id, c.Id });
    List<List<SObject>> found = [FIND :text IN ALL FIELDS RETURNING Account(Name), Contact(Id, LastName WHERE LastName = :name)];
    System.assertEquals('Company', ((Account) found[0][0]).Name);
    System.assertEquals(1, found[1].size());
    System.assertEquals(b.Id, found[1][0].Id);
    found = [FIND 'any' IN NAME FIELDS RETURNING Contact(LastName ORDER BY LastName DESC LIMIT 1)];
    System.assertEquals('Berg', found[0][0].get('LastName'));
    found = Search.query('FIND {any} IN ALL FIELDS RETURNING Contact(Id WHERE LastName = :name OR LastName = \\'LIMIT 1\\') WITH HIGHLIGHT');
    System.assertEquals(1, found[0].size());
    found = Search.query('FIND \\'any\\' RETURNING Account, Contact LIMIT 2', AccessLevel.SYSTEM_MODE);
    System.assertEquals(1, found[0].size());
    System.assertEquals(1, found[1].size());
    System.assertEquals(5, Limits.getSoslQueries());`);
  assert.deepEqual(failures, []);
});
