// What visitors of the website send becomes leads in Salesforce: over the real wires, with Salesforce away for an hour, with a
// lead that Salesforce refuses, and killed in between.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATOR_TOKEN, startStack, type Row, type Stack } from './stack.ts';

const SITE = 'https://www.example.test';
let stack: Stack;
let senders = 0;

before(async () => {
  stack = await startStack({ env: { LEAD_ALLOWED_ORIGINS: SITE, LEAD_MIN_FILL_MS: '0', TRUSTED_PROXIES: '1' } });
  await stack.ready();
});
after(() => stack.close());

async function send(change: Row = {}): Promise<{ code: number; requestId: string }> {
  const sender = ++senders;
  const headers = { origin: SITE, 'x-forwarded-for': `198.51.100.${sender}`, 'content-type': 'application/json' };
  const { formToken } = (await (await stack.ask('/leads/form', { headers })).json()) as { formToken: string };
  const visitor = { lastName: '見本', email: `visitor.${sender}@example.test`, message: '料金を教えてください。' };
  const body = JSON.stringify({ ...visitor, consent: true, formToken, ...change });
  const response = await stack.ask('/leads', { method: 'POST', headers, body });
  const { requestId } = (await response.json()) as { requestId: string };
  return { code: response.status, requestId };
}

const FIELDS =
  'Id, LastName, Company, Email, State, LeadSource, Status, Description, Owner.Name, Privacy_Consent_Date_Time__c, Request_Id__c';

const leadsOf = (requestId: string): Row[] =>
  stack.query(`SELECT ${FIELDS} FROM Lead WHERE Request_Id__c = '${requestId}'`);

async function until(what: string, isOver: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isOver())) {
    assert.ok(Date.now() < deadline, what);
    await sleep(20);
  }
}

async function leadWhen(requestId: string): Promise<Row> {
  await until(`the lead ${requestId}`, () => leadsOf(requestId).length > 0);
  return leadsOf(requestId)[0]!;
}

/** Of the metrics, the sum of the samples that name all these. */
async function figure(name: string, ...labels: readonly string[]): Promise<number> {
  const text = await (await stack.ask('/metrics')).text();
  const lines = text.split('\n').filter((line) => [name, ...labels].every((part) => line.includes(part)));
  return lines.filter((line) => !line.startsWith('#')).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const operator = async (method: string, path: string): Promise<Row> => {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  return (await (await stack.ask(`/operator/api/leads${path}`, { method, headers })).json()) as Row;
};

test('a visitor’s message is a lead two seconds later, with its consent', async () => {
  const { code, requestId } = await send({ firstName: '花子', message: '=SUM(1)' });
  assert.equal(code, 202);
  const lead = await leadWhen(requestId);
  assert.equal(lead.LeadSource, 'Website');
  assert.equal(lead.Company, '見本 花子');
  assert.equal(lead.Status, 'New');
  assert.equal(lead.Description, "'=SUM(1)");
  assert.match(lead.Privacy_Consent_Date_Time__c as string, /^20\d\d-/);
});

test('an hour without Salesforce loses nothing, and what comes meanwhile is answered as ever', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/services/data', status: 503, times: 1_000_000 });
  const sent = [await send(), await send(), await send()];
  assert.ok(sent.every(({ code }) => code === 202));
  await until('Salesforce was tried', async () => (await figure('portway_call_seconds_count', 'UNREACHABLE')) > 0);
  await stack.orgLocal('POST', 'clock', { advanceMs: 3_600_000 });
  await stack.orgLocal('DELETE', 'faults');
  for (const { requestId } of sent) await leadWhen(requestId);
});

test('a lead whose write was answered by nobody is there once', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/sobjects', status: 0, times: 1, commitFirst: true });
  const { requestId } = await send();
  await leadWhen(requestId);
  await until('the queue is empty', async () => (await figure('portway_leads_waiting')) === 0);
  assert.equal(leadsOf(requestId).length, 1);
});

test('the org’s rule gives each lead to the queue of its region', async () => {
  const sent = [
    { prefecture: '東京都', queue: 'Leads East Japan' },
    { prefecture: 'Osaka', queue: 'Leads West Japan' },
    { prefecture: '', queue: 'Leads Other Regions' },
  ];
  for (const { prefecture, queue } of sent) {
    const lead = await leadWhen((await send({ prefecture })).requestId);
    assert.equal((lead.Owner as Row).Name, queue, prefecture);
  }
});

test('a lead that Salesforce refuses is set aside with its words, and goes in when the operator says so', async () => {
  const errors = [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No prefecture.', fields: ['State'] }];
  const body = [{ success: false, errors }];
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/sobjects', status: 200, times: 1, body });
  const { requestId } = await send();
  await until('it is set aside', async () => (await figure('portway_leads_refused')) === 1);
  const { setAside } = (await operator('GET', '')) as { setAside: Row[] };
  assert.equal(setAside[0]?.requestId, requestId);
  assert.equal(setAside[0]?.reason, 'FIELD_CUSTOM_VALIDATION_EXCEPTION: No prefecture.');
  assert.equal((setAside[0]?.lead as Row).LastName, '見本');
  assert.equal((await operator('POST', `/${requestId}/redrive`)).outcome, 'redrive');
  await leadWhen(requestId);
});

test('a stopped middleware forgets no lead', async () => {
  const { requestId } = await send();
  await stack.restart();
  await leadWhen(requestId);
});
