import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readZip } from '../../../src/salesforce/deploy/zip-reader.ts';
import { writeZip } from '../../../src/salesforce/retrieve/zip-writer.ts';

test('a zip gives back the files that it was made of, names beyond ASCII and empty ones too', () => {
  const files = new Map([
    ['package.xml', Buffer.from('<Package/>')],
    ['reports/見本.report', Buffer.from('a'.repeat(10_000))],
    ['empty', Buffer.alloc(0)],
  ]);
  assert.deepEqual(readZip(writeZip(files)), files);
});

test('the same files make the same zip', () => {
  const files = new Map([['a', Buffer.from('1')]]);
  assert.deepEqual(writeZip(files), writeZip(files));
});
