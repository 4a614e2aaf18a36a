// The operator's page of the website's leads: what is set aside, and what can be done with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leadCounts } from '../../src/ledger/leads.ts';
import { startOperator } from '../support/operator.ts';

test('the operator sees what was sent and why it is set aside, tries it again, or removes it', async (t) => {
  const { ledger, ask, askApi, read, press } = await startOperator(t);
  const at = '2026-11-20T10:00:00.000Z';
  for (const n of [1, 2]) {
    await ledger.db
      .insertInto('lead')
      .values({
        ...{
          request_id: `request ${n}`,
          content_hash: `c${n}`,
          address_hash: 'a',
          email_hash: 'e',
          form_nonce: `f${n}`,
        },
        ...{ state: 'refused', turn: 0, body: '{"LastName":"<b>Sample</b>"}', attempts: 1, next_attempt_at: null },
        ...{ reason: 'STRING_TOO_LONG: Company', received_at: at, updated_at: at },
      })
      .execute();
  }

  assert.equal((await ask('/operator/leads')).status, 401);
  const page = await read('/operator/leads');
  assert.match(page, /0 wait for Salesforce, 2 are set aside/);
  assert.match(page, /STRING_TOO_LONG: Company/);
  assert.ok(page.includes('&#60;b&#62;Sample') && !page.includes('<b>'), 'what was sent is text');

  const retry = '/operator/leads/request%201/redrive';
  assert.equal((await press(retry, false)).status, 403, 'not from a page of ours');
  const pressed = await press(retry);
  assert.equal(pressed.headers.get('location'), '/operator/leads?said=redrive');
  assert.deepEqual(await leadCounts(ledger), { waiting: 1, refused: 1 });
  assert.equal((await press(retry)).status, 404);

  const discarded = await askApi('/operator/api/leads/request%202/discard', { method: 'POST' });
  assert.equal(discarded.status, 202);
  const listed = (await (await askApi('/operator/api/leads')).json()) as { setAside: unknown[] };
  assert.deepEqual(listed.setAside, []);
  const row = await ledger.db
    .selectFrom('lead')
    .select('body')
    .where('request_id', '=', 'request 2')
    .executeTakeFirst();
  assert.equal(row?.body, null);
});
