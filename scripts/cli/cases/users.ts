// People: a user of one's own, permission sets and licences, passwords.
import assert from 'node:assert/strict';
import type { CliCase } from '../case.ts';
import { ADMIN, ALIAS } from '../lab.ts';
import { query } from './data.ts';
import { signInArguments } from './sign-in.ts';

const AGENT = 'new.agent@portway.example.test';

export const USER_CASES: readonly CliCase[] = [
  {
    name: 'data create record makes a user, who signs in by JWT',
    run: async (lab) => {
      const { records } = await query(lab, "SELECT Id FROM Profile WHERE Name = 'Standard User'");
      const values = [
        `Username='${AGENT}' Email='${AGENT}' LastName=Agent Alias=agent ProfileId=${String(records[0]!.Id)}`,
        'TimeZoneSidKey=Asia/Tokyo LocaleSidKey=en_US LanguageLocaleKey=en_US EmailEncodingKey=UTF-8',
      ].join(' ');
      await lab.ok(['data', 'create', 'record', '-o', ALIAS, '-s', 'User', '-v', values]);
      const args = signInArguments(lab, AGENT).map((arg) => (arg === ALIAS ? 'agent' : arg));
      await lab.ok(args);
      const { username } = await lab.result<{ username: string }>(['org', 'display', '-o', 'agent']);
      assert.equal(username, AGENT);
    },
  },
  {
    name: 'org assign permset gives a permission set once, and says so the second time',
    isShort: true,
    run: async (lab) => {
      const assign = ['org', 'assign', 'permset', '-o', ALIAS, '-n', 'Customer_Portal_Integration'];
      await lab.ok(assign);
      const again = await lab.sf(assign);
      assert.match(again.text, /Duplicate PermissionSetAssignment/);
      const { totalSize } = await query(
        lab,
        `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Customer_Portal_Integration' AND Assignee.Username = '${ADMIN}'`,
      );
      assert.equal(totalSize, 1);
    },
  },
  {
    name: 'org assign permsetlicense gives the licence of API integrations',
    run: async (lab) => {
      await lab.ok(['org', 'assign', 'permsetlicense', '-o', ALIAS, '-n', 'SalesforceAPIIntegrationPsl']);
    },
  },
  {
    name: 'org generate password sets a password',
    run: async (lab) => {
      assert.match((await lab.ok(['org', 'generate', 'password', '-o', ALIAS])).text, /Successfully set the password/);
    },
  },
  {
    name: 'org create user is refused by the CLI itself: the org is no scratch org',
    run: async (lab) => {
      const reply = await lab.sf(['org', 'create', 'user', '-o', ALIAS, 'username=x@portway.example.test']);
      assert.equal(reply.exitCode, 1);
      assert.match(reply.text, /scratch org/i);
    },
  },
];
