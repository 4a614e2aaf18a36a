import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { rest, signIn, startTestOrg } from './running-org.ts';

interface Described {
  readonly name: string;
  readonly createable: boolean;
  readonly fields: { readonly name: string; readonly [fact: string]: unknown }[];
  readonly childRelationships: { readonly childSObject: string; readonly relationshipName: string | null }[];
  readonly recordTypeInfos: { readonly developerName: string; readonly recordTypeId: string }[];
}
let org: RunningLocalOrg;
let token: string;
before(async () => {
  org = await startTestOrg();
  token = await signIn(org);
});
after(() => org.close());

const describe = async (type: string) => (await rest<Described>(org, token, 'GET', `/sobjects/${type}/describe`)).body;

test('describe global lists what the user may read, by name', async () => {
  const { body } = await rest<{ sobjects: Described[]; maxBatchSize: number }>(org, token, 'GET', '/sobjects');
  const names = body.sobjects.map(({ name }) => name);
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.includes('Gadget__c') && names.includes('Ping__e'));
  assert.equal(names.includes('Order'), false);
  assert.equal(body.maxBatchSize, 200);
});

test('a describe tells fields from the project’s metadata, without those the user may not see', async () => {
  const gadget = await describe('gadget__c');
  assert.equal(gadget.name, 'Gadget__c');
  const field = (name: string) => gadget.fields.find((one) => one.name === name);
  assert.equal(field('Secret__c'), undefined);
  assert.partialDeepStrictEqual(field('Code__c'), {
    type: 'string',
    length: 20,
    byteLength: 60,
    externalId: true,
    unique: true,
    idLookup: true,
    soapType: 'xsd:string',
    custom: true,
  });
  assert.partialDeepStrictEqual(field('Size__c'), { type: 'double', precision: 8, scale: 2, soapType: 'xsd:double' });
  assert.partialDeepStrictEqual(field('Id'), { type: 'id', length: 18, createable: false, updateable: false });
  assert.deepEqual(field('Colour__c')!.picklistValues, [
    { active: true, defaultValue: false, label: 'Red', validFor: null, value: 'Red' },
    { active: true, defaultValue: false, label: 'Blue', validFor: null, value: 'Blue' },
  ]);
});

test('relationships are told from both sides, and there is always a master record type', async () => {
  const gadget = await describe('Gadget__c');
  const children = gadget.childRelationships.map(({ relationshipName }) => relationshipName);
  assert.deepEqual(
    children.filter((name) => name?.endsWith('__r')),
    ['Parts__r'],
  );
  assert.ok(children.includes('Notes'), 'what any custom object may have');
  const lookup = (await describe('Part__c')).fields.find(({ name }) => name === 'Gadget__c');
  assert.partialDeepStrictEqual(lookup, {
    type: 'reference',
    referenceTo: ['Gadget__c'],
    relationshipName: 'Gadget__r',
  });
  assert.equal(gadget.recordTypeInfos.at(-1)!.recordTypeId, '012000000000000AAA');
});

test('an object by itself answers its head', async () => {
  const { body } = await rest<{ objectDescribe: Described }>(org, token, 'GET', '/sobjects/Ping__e');
  assert.equal(body.objectDescribe.name, 'Ping__e');
  assert.equal(body.objectDescribe.createable, true);
});
