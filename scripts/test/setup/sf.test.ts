// The CLI as a function: whatever it does, an admin reads words.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { SetupFailure } from '../../setup/failure.ts';
import { openOrg } from '../../setup/org.ts';
import { createSf, resultOf } from '../../setup/sf.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portway-sf-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A shell script called `sf`. */
async function program(script: string): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(folder, 'sf'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'sf'), 0o755);
  return { PATH: [folder, '/usr/bin', '/bin'].join(delimiter) };
}

const failsWith = (message: RegExp, next: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SetupFailure, String(error));
  assert.match(error.message, message);
  assert.match(error.next, next);
  return true;
};

test('without the CLI it says how to install it', async () => {
  const sf = createSf(folder, { PATH: '/nowhere' });
  await assert.rejects(
    sf(['org', 'list']),
    failsWith(/Salesforce CLI was not found/, /npm install --global @salesforce\/cli/),
  );
});

test('an org that the CLI does not know is answered with the sign-in command', async () => {
  const env = await program(
    `echo '{"status":2,"name":"NamedOrgNotFoundError","message":"No authorization information found for dev."}'; exit 2`,
  );
  const asked = createSf(folder, env)(['org', 'display', '--target-org', 'dev']);
  await assert.rejects(asked, failsWith(/knows no org ‘dev’/, /sf org login web --alias dev/));
});

test('an org that cannot be reached is told without the CLI’s remarks about its own commands', async () => {
  const env = await program(
    `echo 'Warning: This command is currently in beta.' >&2; echo 'Error (10): fetch failed' >&2; exit 10`,
  );
  const asked = openOrg(createSf(folder, env), 'dev').query('SELECT Id FROM Account');
  await assert.rejects(asked, failsWith(/^The org could not be reached: fetch failed$/, /HTTPS_PROXY/));
});

test('an expired sign-in is told from an unknown org', async () => {
  const env = await program(
    `echo '{"status":1,"name":"RefreshTokenAuthError","message":"expired access/refresh token"}'; exit 1`,
  );
  const asked = createSf(folder, env)(['org', 'display', '--target-org', 'dev']);
  await assert.rejects(asked, failsWith(/has ended: expired/, /sf org login web/));
});

test('a CLI that answers with anything but JSON is shown with its command', async () => {
  const env = await program(`echo ' ›   Error: Command org display not found.' >&2; exit 127`);
  await assert.rejects(
    createSf(folder, env)(['org', 'display']),
    failsWith(/did not answer with JSON.*not found/s, /too old/),
  );
});

test('what the CLI refuses comes with its words and the command to repeat', async () => {
  const env = await program(`echo '{"status":1,"name":"Oops","message":"No space left"}'; exit 1`);
  const args = ['data', 'query', '--query', 'SELECT Id FROM Account'];
  const answer = await createSf(folder, env)(args);
  assert.throws(
    () => resultOf(args, answer, 'Free some.'),
    (error) => error instanceof SetupFailure && error.where === 'sf data query --query "SELECT Id FROM Account"',
  );
});

test('a body travels in a file that only its owner reads, and is gone afterwards', async () => {
  const env = await program(
    `for last; do :; done; file="\${last#@}"; { echo "$*"; ls -l "$file"; cat "$file"; } > '${folder}/seen'; echo '{"id":"1"}'`,
  );
  const org = openOrg(createSf(folder, env), 'dev');
  await org.send('POST', 'sobjects/X', { Secret: 'whsec_x' }, 'Adding X');
  const [line, listing, body] = (await readFile(join(folder, 'seen'), 'utf8')).split('\n');
  assert.ok(!line!.includes('whsec_x'));
  assert.match(listing!, /^-rw-------/);
  assert.equal(body, '{"Secret":"whsec_x"}');
  await assert.rejects(readFile(line!.split('@').at(-1)!), { code: 'ENOENT' });
});

test('an error of the org is told in the org’s words', async () => {
  const env = await program(`echo '[{"message":"duplicate value found","errorCode":"DUPLICATE_VALUE"}]'; exit 1`);
  const sent = openOrg(createSf(folder, env), 'dev').send('POST', 'sobjects/X', {}, 'Adding the user');
  await assert.rejects(sent, failsWith(/^Adding the user: duplicate value found$/, /run this step again/));
});
