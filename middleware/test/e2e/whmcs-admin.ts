// The local WHMCS through its API, as an administrator with every right: what happens there by other hands than ours.
import assert from 'node:assert/strict';
import type { Row, Stack } from './stack.ts';

/** One action, which must succeed. */
export async function askWhmcs(stack: Stack, action: string, fields: Record<string, string>): Promise<Row> {
  const credentials = { identifier: 'local-full-access', secret: 'local-full-secret', responsetype: 'json' };
  const body = new URLSearchParams({ action, ...credentials, ...fields });
  const reply = (await (await fetch(stack.whmcs.apiUrl, { method: 'POST', body })).json()) as Row;
  assert.equal(reply.result, 'success', JSON.stringify(reply));
  return reply;
}
