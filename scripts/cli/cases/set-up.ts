// The whole set-up as an admin runs it, from an empty org to a portal in which an order is placed; and once more, to no effect.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliCase } from '../case.ts';
import { ALIAS } from '../lab.ts';
import { query } from './data.ts';
import { signIn } from './sign-in.ts';

const LONG_MS = 900_000;
const OPTIONS = ['--turn-on-settings', '--sample-data', '--whmcs-origin', 'https://billing.example.com'];

export const SET_UP_CASES: readonly CliCase[] = [
  {
    name: 'npm run setup makes a working portal of an empty org, and run again changes nothing',
    ownOrg: true,
    run: async (lab) => {
      await signIn(lab);
      await lab.linkCommunityPlugin();
      const first = await lab.setUp(['--target-org', ALIAS, ...OPTIONS], { timeoutMs: LONG_MS });
      assert.equal(first.exitCode, 0, first.text);
      const environment = await readFile(join(lab.project, 'config/middleware.env'), 'utf8');
      assert.match(environment, /^SF_USERNAME=\S+/m);
      const counts = async (): Promise<number[]> =>
        Promise.all(
          ['Product2', 'PricebookEntry', 'Account', 'Order', 'PermissionSetAssignment', 'User'].map(
            async (name) => (await query(lab, `SELECT Id FROM ${name}`)).totalSize,
          ),
        );
      const before = await counts();
      const second = await lab.setUp(['--target-org', ALIAS, ...OPTIONS], { timeoutMs: LONG_MS });
      assert.equal(second.exitCode, 0, second.text);
      assert.deepEqual(await counts(), before);
      assert.equal((await fetch(`${lab.origin}/customer/`)).status, 200);
    },
  },
];
