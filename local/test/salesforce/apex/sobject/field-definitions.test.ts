// Definitions of fields, asked for by query.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../test-methods.ts';

test('fields are found by the name of their object, by what they lead to, and below their object', async () => {
  const failures = await failuresIn(`
    FieldDefinition account = [SELECT QualifiedApiName, DeveloperName, DataType, EntityDefinition.QualifiedApiName FROM FieldDefinition
      WHERE EntityDefinition.DeveloperName = 'Contact' AND RelationshipName = 'Account'];
    System.assertEquals('AccountId', account.QualifiedApiName);
    System.assertEquals('Account', account.DeveloperName);
    System.assertEquals('Lookup(Account)', account.DataType);
    System.assertEquals('Contact', account.EntityDefinition.QualifiedApiName);
    System.assertEquals(1, [SELECT COUNT() FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND QualifiedApiName = 'Industry']);
    EntityDefinition order = [SELECT QualifiedApiName, (SELECT QualifiedApiName FROM Fields WHERE QualifiedApiName = 'EffectiveDate')
      FROM EntityDefinition WHERE QualifiedApiName = 'Order'];
    System.assertEquals(1, order.getSObjects('Fields').size());`);
  assert.deepEqual(failures, []);
});
