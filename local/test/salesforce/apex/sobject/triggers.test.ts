import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customObject, field, testOrg } from '../../dml/test-org.ts';
import { apexClass, apexTrigger, runApex } from './apex-project.ts';

const NUMBER = '<type>Number</type><precision>6</precision><scale>0</scale>';

test('a before trigger changes what is saved, an after trigger sees the id', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...field('Thing__c', 'Count__c', NUMBER),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before insert, after insert) {
        for (Thing__c thing : Trigger.new) {
          if (Trigger.isBefore) thing.Count__c = 7;
          else System.debug(Trigger.operationType + ' ' + (thing.Id != null) + ' ' + Trigger.newMap.containsKey(thing.Id));
        }
      }`,
    ),
  });
  assert.deepEqual(
    runApex(
      org,
      `Thing__c thing = new Thing__c(Name = 'a'); insert thing;
       System.debug(thing.Count__c); System.debug([SELECT Count__c FROM Thing__c].Count__c);`,
    ),
    ['AFTER_INSERT true true', 'null', '7'],
  );
});

test('an update trigger sees old and new values', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before update) {
        for (Thing__c thing : Trigger.new) System.debug(Trigger.oldMap.get(thing.Id).Name + ' -> ' + thing.Name);
      }`,
    ),
  });
  const code = `Thing__c thing = new Thing__c(Name = 'a'); insert thing; thing.Name = 'b'; update thing;`;
  assert.deepEqual(runApex(org, code), ['a -> b']);
});

test('delete and undelete have their own lists', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before delete, after delete, after undelete) {
        System.debug(Trigger.operationType + ' ' + (Trigger.new == null) + ' ' + (Trigger.old == null) + ' ' + Trigger.size);
      }`,
    ),
  });
  const code = `Thing__c thing = new Thing__c(Name = 'a'); insert thing; delete thing; undelete thing;`;
  assert.deepEqual(runApex(org, code), [
    'BEFORE_DELETE true false 1',
    'AFTER_DELETE true false 1',
    'AFTER_UNDELETE false true 1',
  ]);
});

test('addError refuses one record of a partial save and tells its field', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before insert) {
        for (Thing__c thing : Trigger.new) if (thing.Name == 'bad') thing.Name.addError('not this name');
      }`,
    ),
  });
  assert.deepEqual(
    runApex(
      org,
      `List<Database.SaveResult> results = Database.insert(new List<Thing__c>{ new Thing__c(Name = 'good'), new Thing__c(Name = 'bad') }, false);
       for (Database.SaveResult result : results) System.debug(result.isSuccess() + ' ' + result.getErrors());
       insert new Thing__c(Name = 'bad');`,
    ),
    [
      'true ()',
      'false (Database.Error[getFields=(Name);getMessage=not this name;getStatusCode=FIELD_CUSTOM_VALIDATION_EXCEPTION;])',
      'System.DmlException: Insert failed. First exception on row 0; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, not this name: [Name]',
    ],
  );
});

test('an exception in a trigger names the trigger, its cause and its line', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (after insert) {
  Integer zero = 0;
  System.debug(1 / zero);
}`,
    ),
  });
  const [message = ''] = runApex(org, `insert new Thing__c(Name = 'a');`);
  assert.match(
    message,
    /CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, ThingTrigger: execution of AfterInsert\n\ncaused by: System\.MathException: Divide by 0\n\nTrigger\.ThingTrigger: line 3, column 1/,
  );
});

test('records of an after trigger cannot be changed and take no DML', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (after insert) {
        try { Trigger.new[0].Name = 'b'; } catch (FinalException e) { System.debug(e.getMessage()); }
        try { update Trigger.new; } catch (Exception e) { System.debug(e.getTypeName()); }
      }`,
    ),
  });
  assert.deepEqual(runApex(org, `insert new Thing__c(Name = 'a');`), [
    'Record is read-only',
    'System.SObjectException',
  ]);
});

test('more than 200 records come in chunks, and statics last over them', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexClass('Counter', 'public class Counter { public static Integer calls = 0; }'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before insert) { Counter.calls++; System.debug(Counter.calls + ': ' + Trigger.new.size()); }`,
    ),
  });
  const code = `List<Thing__c> all = new List<Thing__c>(); for (Integer i = 0; i < 450; i++) all.add(new Thing__c(Name = 'n' + i)); insert all;`;
  assert.deepEqual(runApex(org, code), ['1: 200', '2: 200', '3: 50']);
});

test('inactive triggers do not run', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before insert) { System.debug('ran'); }`,
      'Inactive',
    ),
  });
  assert.deepEqual(runApex(org, `insert new Thing__c(Name = 'a');`), []);
});

test('a trigger runs for saves from outside Apex too', async () => {
  const org = await testOrg({
    ...customObject('Thing__c'),
    ...apexTrigger(
      'ThingTrigger',
      `trigger ThingTrigger on Thing__c (before insert) { Trigger.new[0].Name = 'by trigger'; }`,
    ),
  });
  const [id = ''] = org.insert('Thing__c', { Name: 'a' });
  assert.equal(org.row(id)['Name'], 'by trigger');
});
