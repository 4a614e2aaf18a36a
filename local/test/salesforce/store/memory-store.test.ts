import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { buildSchema } from '../../../src/salesforce/schema/build-schema.ts';
import type { Row, Schema } from '../../../src/salesforce/schema/schema.ts';
import { createStore } from '../../../src/salesforce/store/memory-store.ts';
import type { Store } from '../../../src/salesforce/store/store.ts';
import { field, sharedProject } from '../metadata/project-on-disk.ts';

let schema: Schema;
before(async () => {
  const project = await sharedProject(
    Object.fromEntries([
      field(
        'Account',
        'Code__c',
        '<type>Text</type>\n<length>20</length>\n<unique>true</unique>\n<externalId>true</externalId>\n<caseSensitive>false</caseSensitive>',
      ),
      field(
        'Account',
        'Exact__c',
        '<type>Text</type>\n<length>20</length>\n<unique>true</unique>\n<caseSensitive>true</caseSensitive>',
      ),
      field(
        'Account',
        'Number__c',
        '<type>AutoNumber</type>\n<displayFormat>C-{0000}</displayFormat>\n<startingNumber>100</startingNumber>',
      ),
    ]),
  );
  schema = buildSchema(project);
});

function addAccount(store: Store, values: Row): string {
  const id = store.nextId('Account');
  store.insert('Account', { Id: id, ...values });
  return id;
}

const names = (rows: Iterable<Row>): unknown[] => [...rows].map((row) => row['Name']);

test('a record has every field of its type, blank text as null and a checkbox as false', () => {
  const store = createStore(schema);
  const id = addAccount(store, { Name: 'One', Phone: '' });
  const row = store.get('Account', id)!;
  assert.equal(row['Phone'], null);
  assert.equal(row['Site'], null);
  assert.equal(row['IsDeleted'], false);
  assert.deepEqual(Object.keys(row), [...schema.type('Account')!.fields.keys()]);
});

test('records are found by 15- and 18-character ids and by names in any case', () => {
  const store = createStore(schema);
  const id = addAccount(store, { Name: 'One' });
  assert.equal(store.get('account', id.slice(0, 15))?.['Name'], 'One');
  assert.deepEqual(names(store.find('ACCOUNT', 'id', id.slice(0, 15))), ['One']);
});

test('text is found without regard to case unless the field is case sensitive', () => {
  const store = createStore(schema);
  addAccount(store, { Name: 'One', Code__c: 'AbC', Exact__c: 'AbC' });
  assert.deepEqual(names(store.find('Account', 'Code__c', 'aBc')), ['One']);
  assert.deepEqual(names(store.find('Account', 'Exact__c', 'aBc')), []);
  assert.deepEqual(names(store.find('Account', 'Exact__c', 'AbC')), ['One']);
});

test('fields with and without an index give the same answers', () => {
  const store = createStore(schema);
  addAccount(store, { Name: 'One', Industry: 'Energy' });
  addAccount(store, { Name: 'Two', Industry: 'Energy' });
  assert.deepEqual(names(store.find('Account', 'Industry', 'energy')), ['One', 'Two']);
  assert.deepEqual(names(store.find('Account', 'Name', 'TWO')), ['Two']);
});

test('an index follows updates, removals and rollbacks', () => {
  const store = createStore(schema);
  const parent = addAccount(store, { Name: 'Parent' });
  const id = addAccount(store, { Name: 'Child', ParentId: parent });
  const children = () => names(store.find('Account', 'ParentId', parent.slice(0, 15)));
  assert.deepEqual(children(), ['Child']);
  const savepoint = store.savepoint();
  store.update('Account', { ...store.get('Account', id)!, ParentId: null });
  assert.deepEqual(children(), []);
  store.rollback(savepoint);
  assert.deepEqual(children(), ['Child']);
  store.remove('Account', id);
  assert.deepEqual(children(), []);
  store.rollback(savepoint);
  assert.deepEqual(children(), ['Child']);
});

test('rolling back undoes inserts, updates and removals, and keeps the order of records', () => {
  const store = createStore(schema);
  const ids = ['One', 'Two', 'Three'].map((Name) => addAccount(store, { Name }));
  store.commit();
  const savepoint = store.savepoint();
  store.remove('Account', ids[1]!);
  addAccount(store, { Name: 'Four' });
  store.update('Account', { Id: ids[0]!, Name: 'Changed' });
  assert.deepEqual(names(store.all('Account')), ['Changed', 'Three', 'Four']);
  store.rollback(savepoint);
  assert.deepEqual(names(store.all('Account')), ['One', 'Two', 'Three']);
});

test('rolling back to an older savepoint invalidates the later ones', () => {
  const store = createStore(schema);
  const older = store.savepoint();
  addAccount(store, { Name: 'One' });
  const later = store.savepoint();
  store.rollback(older);
  assert.throws(() => store.rollback(later), /no longer valid/);
  store.rollback(older);
  assert.deepEqual(names(store.all('Account')), []);
});

test('what was committed stays', () => {
  const store = createStore(schema);
  const savepoint = store.savepoint();
  addAccount(store, { Name: 'One' });
  store.commit();
  assert.throws(() => store.rollback(savepoint), /no longer valid/);
  assert.deepEqual(names(store.all('Account')), ['One']);
});

test('neither ids nor auto numbers are given twice, also after a rollback', () => {
  const store = createStore(schema);
  const savepoint = store.savepoint();
  const first = addAccount(store, { Name: 'One' });
  assert.equal(store.nextNumber('Account', 'Number__c'), 100);
  store.rollback(savepoint);
  assert.notEqual(store.nextId('Account'), first);
  assert.equal(store.nextNumber('Account', 'Number__c'), 101);
});

test('a stored record does not change when a later one replaces it', () => {
  const store = createStore(schema);
  const id = addAccount(store, { Name: 'One' });
  const old = store.get('Account', id)!;
  store.update('Account', { ...old, Name: 'Two' });
  assert.equal(old['Name'], 'One');
});

test('mistakes of callers are loud', () => {
  const store = createStore(schema);
  const id = addAccount(store, { Name: 'One' });
  assert.throws(() => store.insert('Account', { Id: id, Name: 'Again' }), /exists/);
  assert.throws(() => store.update('Account', { Id: store.nextId('Account') }), /no Account/);
  assert.throws(
    () => store.insert('Account', { Id: store.nextId('Account'), Nothing__c: 1 }),
    /no field Account\.Nothing__c/,
  );
  assert.throws(() => store.insert('Account', { Id: '001' }), /18-character/);
  assert.throws(() => store.all('Nothing'), /no type Nothing/);
});
