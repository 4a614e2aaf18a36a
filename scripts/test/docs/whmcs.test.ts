// The API roles that an admin of WHMCS makes hold exactly what the middleware calls: what is documented, what the local WHMCS allows and
// what the code calls are one list. (That the code calls nothing else, the compiler sees to: WhmcsAction.)
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MIDDLEWARE_ACTIONS, SIGN_ON_ACTIONS } from '../../../middleware/src/whmcs/actions.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const ACTIONS = { ...MIDDLEWARE_ACTIONS, ...SIGN_ON_ACTIONS };

test('docs/whmcs.md lists each action with what it is for, and no other', () => {
  const rows = [...read('docs/whmcs.md').matchAll(/^ *\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, name, what]) => [
    name,
    what,
  ]);
  assert.deepEqual(Object.fromEntries(rows), ACTIONS);
  assert.equal(rows.length, Object.keys(ACTIONS).length);
});

test('the example environment names the actions of the middleware’s role, and no other', () => {
  const [, list] = /needs exactly these actions: ([^.]+)\./.exec(
    read('config/middleware.env.example').replaceAll(/\n# /g, ' '),
  )!;
  assert.deepEqual(list!.split(/,\s+/), Object.keys(MIDDLEWARE_ACTIONS));
});

test('the middleware’s role in the local WHMCS allows exactly these, so that a call of anything else fails here first', () => {
  const { roles } = JSON.parse(read('config/whmcs-sample.json')) as { roles: Record<string, string[]> };
  assert.deepEqual(roles.Portway, Object.keys(MIDDLEWARE_ACTIONS));
  assert.deepEqual(roles['Sign on'], Object.keys(SIGN_ON_ACTIONS));
});

test('the middleware calls each of them', () => {
  const files = readdirSync(join(ROOT, 'middleware/src/whmcs')).filter((name) => name !== 'actions.ts');
  const source = files
    .map((name) => read(`middleware/src/whmcs/${name}`).replace(/const ROLE_PROBES[^;]*;/, ''))
    .join('\n');
  assert.deepEqual(
    Object.keys(ACTIONS).filter((name) => !source.includes(`'${name}'`)),
    [],
  );
});
