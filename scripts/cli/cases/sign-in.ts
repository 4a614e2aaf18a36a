// Signing in, and what the CLI knows of the org afterwards.
import assert from 'node:assert/strict';
import type { CliCase } from '../case.ts';
import { ADMIN, ALIAS, type CliLab } from '../lab.ts';

export function signIn(lab: CliLab): Promise<unknown> {
  return lab.ok(signInArguments(lab));
}

export function signInArguments({ clientId, keyFile, origin }: CliLab, username = ADMIN): string[] {
  const who = ['--client-id', clientId, '--jwt-key-file', keyFile, '--username', username];
  return ['org', 'login', 'jwt', ...who, '--instance-url', origin, '--alias', ALIAS];
}

export const SIGN_IN_CASES: readonly CliCase[] = [
  {
    name: 'org display shows the org that an admin signed in to by JWT',
    isShort: true,
    run: async (lab) => {
      await signIn(lab);
      const org = await lab.result<Record<string, string>>(['org', 'display', '-o', ALIAS]);
      assert.equal(org.username, ADMIN);
      assert.equal(org.instanceUrl, lab.origin);
      assert.equal(org.connectedStatus, 'Connected');
    },
  },
  {
    name: 'org list names it',
    run: async (lab) => {
      const { nonScratchOrgs } = await lab.result<{ nonScratchOrgs: { username: string; connectedStatus: string }[] }>([
        'org',
        'list',
      ]);
      assert.deepEqual(
        nonScratchOrgs.map(({ username, connectedStatus }) => [username, connectedStatus]),
        [[ADMIN, 'Connected']],
      );
    },
  },
  {
    name: 'org open gives an address that opens the org in a browser, once',
    run: async (lab) => {
      const { url } = await lab.result<{ url: string }>(['org', 'open', '-o', ALIAS, '--url-only']);
      assert.ok(url.startsWith(`${lab.origin}/secur/frontdoor.jsp?`), url);
      assert.equal((await fetch(url, { redirect: 'manual' })).status, 302);
      assert.equal((await fetch(url, { redirect: 'manual' })).status, 403);
    },
  },
];
