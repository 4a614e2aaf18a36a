import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UntypedApex } from '../../lwc/apex-types.ts';
import { declarationsOf, PET_CLASS, PET_CONTROLLER } from './fixture.ts';

const WHOLE = { Pet: PET_CLASS, PetController: PET_CONTROLLER };

test('a method that pages may call becomes a module of its own, one they may not does not', (t) => {
  const text = declarationsOf(t, WHOLE);
  assert.match(text, /declare module '@salesforce\/apex\/PetController\.getPets'/);
  assert.match(text, /declare module '@salesforce\/apex\/PetController\.adopt'/);
  assert.doesNotMatch(text, /feed/);
});

test('a cacheable method can be wired, another only called', (t) => {
  const text = declarationsOf(t, WHOLE);
  const answer = 'readonly Apex\\.Pet\\[\\]';
  assert.match(text, new RegExp(`CacheableApexMethod<\\{ .*filter: string .*pageNumber: number .*\\}, ${answer}>`));
  assert.match(text, /const method: ApexMethod<\{ readonly pet: ApexInput\.Pet .*\}, string>/);
});

test('what a page receives is always there unless its comment speaks of null; what it sends may be left out', (t) => {
  const text = declarationsOf(t, WHOLE);
  const [received, sent] = text.split('declare namespace ApexInput') as [string, string];
  assert.match(received, /\/\*\* What it is called\. \*\/\n\s+readonly name: string;/);
  assert.match(received, /readonly bornOn\?: string;/);
  assert.match(received, /readonly friends: readonly Apex\.Pet\[\];/);
  assert.match(sent, /name\?: string \| null \| undefined;/);
  assert.doesNotMatch(text, /secret/);
});

test('constants are the words that a page translates', (t) => {
  assert.match(declarationsOf(t, WHOLE), /type PetWord = 'Asleep' \| 'Awake';/);
});

test('a class inherits what its parent sends', (t) => {
  const dog = 'public class Dog extends Pet { @AuraEnabled public Integer bones; }';
  const controller = `public class DogController { @AuraEnabled public static Dog getDog() { return null; } }`;
  const text = declarationsOf(t, { Pet: PET_CLASS, Dog: dog, DogController: controller });
  assert.match(text, /interface Dog extends Apex\.Pet \{\n\s+readonly bones: number;/);
});

test('maps of texts travel', (t) => {
  const controller = `public class Sums { @AuraEnabled public static Map<String, List<Decimal>> all() { return null; } }`;
  assert.match(declarationsOf(t, { Sums: controller }), /Readonly<Record<string, readonly number\[\]>>/);
});

test('tests are not for pages', (t) => {
  const tested = '@IsTest private class PetTest { @AuraEnabled public static SObjectType no() { return null; } }';
  assert.doesNotMatch(declarationsOf(t, { ...WHOLE, PetTest: tested }), /PetTest/);
});

const UNSENDABLE: Readonly<Record<string, readonly [apex: Readonly<Record<string, string>>, told: RegExp]>> = {
  'a parameter of a type of the platform': [
    { Bad: 'public class Bad { @AuraEnabled public static void take(Blob content) { } }' },
    /^Bad\.take: .*Blob/,
  ],
  'an answer of a class that is nowhere': [
    { Bad: 'public class Bad { @AuraEnabled public static List<Nothing> give() { return null; } }' },
    /^Bad\.give: .*Nothing/,
  ],
  'a map by something else than text': [
    { Bad: 'public class Bad { @AuraEnabled public static Map<Date, String> give() { return null; } }' },
    /^Bad\.give: .*maps by String or Id/,
  ],
  'a property that only Apex can hold': [
    {
      Held: 'public class Held { @AuraEnabled public Savepoint before; }',
      Bad: 'public class Bad { @AuraEnabled public static Held give() { return null; } }',
    },
    /^Held\.before: .*Savepoint/,
  ],
};

for (const [what, [apex, told]] of Object.entries(UNSENDABLE))
  test(`${what} is refused with class and member`, (t) => {
    assert.throws(
      () => declarationsOf(t, apex),
      (error: Error) => error instanceof UntypedApex && told.test(error.message),
    );
  });
