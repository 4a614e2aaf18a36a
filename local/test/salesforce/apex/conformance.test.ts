// Every conformance program, one test per chunk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { customObject, testOrg } from '../dml/test-org.ts';
import { chunksIn, failuresOf } from './conformance.ts';

const org = await testOrg(customObject('Thing__c'));

for (const chunk of chunksIn(join(import.meta.dirname, 'conformance')))
  test(`${chunk.file}:${chunk.line} ${chunk.title}`, () => {
    assert.deepEqual(failuresOf(org, chunk), chunk.expected);
  });
