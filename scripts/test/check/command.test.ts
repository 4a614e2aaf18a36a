// npm run check as a person or CI runs it: what it prints and how it ends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { copyProject, ROOT, SOURCE, type Copy } from './planted.ts';

let copy: Copy;
before(async () => {
  copy = await copyProject();
});
after(() => copy.remove());

function check(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'scripts/check.ts'), '--root', copy.root, ...args],
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

test('a project with nothing wrong ends with 0 and says what was looked at', async () => {
  const { code, stdout } = await check('--only', 'schema,rules,refs,conversion,flows');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^schema +ok +\d+ files$/m);
  assert.match(stdout, /^refs +ok +[1-9]\d* references resolved$/m);
  assert.match(stdout, /^conversion +ok +(\d+) components expected, \1 found/m);
});

test('a fault ends with 1 and is named with file and line', async () => {
  const file = 'objects/Order/fields/Activation_Status__c.field-meta.xml';
  await using _ = await copy.edit(file, '<type>Picklist', '<type>Pick');
  const { code, stdout } = await check('--only', 'schema');
  assert.equal(code, 1);
  assert.ok(stdout.includes(`${SOURCE}/${file}:${await copy.lineOf(file, '<type>Pick')}: <type> is ‘Pick’`), stdout);
});

test('a malformed file does not keep the others from being checked', async () => {
  await using _ = await copy.edit('flows/Eligibility_Result.flow-meta.xml', '</Flow>', '');
  await using __ = await copy.edit('queues/Customer_Service.queue-meta.xml', '<name>', '<nam>x</nam><name>');
  const { code, stdout } = await check('--only', 'schema,rules,refs');
  assert.equal(code, 1);
  assert.match(stdout, /Eligibility_Result\.flow-meta\.xml:\d+: malformed XML/);
  assert.match(stdout, /no element <nam>/);
});

test('an unknown check ends with 2 and says which there are', async () => {
  const { code, stderr } = await check('--only', 'spelling');
  assert.equal(code, 2);
  assert.match(stderr, /no check named spelling\nusage: .*schema,rules,refs/);
});
