// How things fail: with an exit code and words, and without a wait.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliCase } from '../case.ts';
import { ALIAS, type CliLab } from '../lab.ts';
import { query } from './data.ts';
import { signInArguments } from './sign-in.ts';

const QUICK_MS = 15_000;

/** Resolves when the org has been asked to run tests. */
async function begun(lab: CliLab): Promise<void> {
  const deadline = Date.now() + QUICK_MS;
  const isAsked = async (): Promise<boolean> =>
    JSON.stringify(await lab.orgLocal('GET', 'counters')).includes('tooling/runTestsAsynchronous');
  await lab.orgLocal('POST', 'counters/reset');
  while (!(await isAsked())) assert.ok(Date.now() < deadline, 'no test run was begun');
}

export const FAILURE_CASES: readonly CliCase[] = [
  {
    name: 'a wrong key is refused at sign-in',
    run: async (lab) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const keyFile = join(lab.folder, 'other.key');
      await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
      const reply = await lab.sf(signInArguments({ ...lab, keyFile }, 'wrong.key@portway.example.test'), {
        timeoutMs: QUICK_MS,
      });
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /invalid assertion/);
    },
  },
  {
    name: 'an unknown user is refused at sign-in',
    run: async (lab) => {
      const reply = await lab.sf(signInArguments(lab, 'nobody@portway.example.test'), { timeoutMs: QUICK_MS });
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /user hasn't approved this consumer/);
    },
  },
  {
    name: 'a mistake in SOQL is shown with its place',
    isShort: true,
    run: async (lab) => {
      const reply = await lab.sf(['data', 'query', '-o', ALIAS, '-q', 'SELECT Nothing FROM Account']);
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /No such column 'Nothing' on entity 'Account'/);
      assert.match(reply.text, /Row:1:Column:8/);
    },
  },
  {
    name: 'a session that ends between commands is renewed unseen, over REST and over SOAP',
    run: async (lab) => {
      await lab.orgLocal('POST', 'faults', { kind: 'expireTokens' });
      assert.equal((await query(lab, 'SELECT Id FROM Organization')).totalSize, 1);
      await lab.orgLocal('POST', 'faults', { kind: 'expireTokens' });
      await lab.ok(['org', 'list', 'metadata', '-o', ALIAS, '-m', 'Role']);
    },
  },
  {
    name: 'a session that ends in the middle of a test run is renewed unseen',
    run: async (lab) => {
      const args = ['apex', 'run', 'test', '-o', ALIAS, '--class-names', 'HomeServiceTest', '--wait', '5', '--json'];
      const running = lab.ok(args);
      await begun(lab);
      await lab.orgLocal('POST', 'faults', { kind: 'expireTokens' });
      assert.match((await running).stdout, /"outcome": "Passed"/);
    },
  },
  {
    name: 'what the local org does not have is refused in words',
    run: async (lab) => {
      const reply = await lab.sf(['api', 'request', 'rest', 'services/data/v67.0/nothing', '-o', ALIAS], {
        timeoutMs: QUICK_MS,
      });
      assert.match(reply.text, /The requested resource does not exist/);
    },
  },
  {
    name: 'an org that is gone is told after the tries that the CLI makes',
    run: async (lab) => {
      await lab.stopOrg();
      const reply = await lab.sf(['data', 'query', '-o', ALIAS, '-q', 'SELECT Id FROM Account'], { timeoutMs: 60_000 });
      assert.ok(Number(reply.exitCode) > 0, `exit code ${reply.exitCode}`);
      assert.match(reply.text, /ECONNREFUSED|fetch failed|org cannot be found/);
    },
  },
];
