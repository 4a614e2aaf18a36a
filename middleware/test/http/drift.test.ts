// What differs, as the operator sees it: the page, the JSON, and asking for a comparison.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import express from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Report } from '../../src/drift/report.ts';
import { driftApi, driftPages } from '../../src/http/drift.ts';
import { createOperatorSession } from '../../src/http/operator-session.ts';
import { noteFindings } from '../../src/ledger/drift-findings.ts';
import { askForDriftRun, endDriftRun, latestDriftRuns } from '../../src/ledger/drift-runs.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';

const TOKEN = 'an-operator-token-of-length';
const folder = mkdtempSync(join(tmpdir(), 'portway-http-drift-'));
let ledger: Ledger;
let server: Server;
let origin: string;

before(async () => {
  ledger = await openLedger({ file: join(folder, 'ledger.sqlite'), instanceId: 'test' });
  const session = createOperatorSession(TOKEN, Date.now);
  const app = express();
  app.use(session.required);
  app.use('/operator/api/drift', driftApi(ledger));
  app.use('/operator/drift', driftPages({ ledger, session }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  return fetch(origin + path, { redirect: 'manual', headers, ...init });
}

test('before the first comparison the page says so, and the JSON is null', async () => {
  assert.match(await (await ask('/operator/drift')).text(), /not been compared yet/);
  assert.equal(await (await ask('/operator/api/drift')).json(), null);
});

test('a finding is shown with its words, escaped, and what to do', async () => {
  const { runId } = await askForDriftRun(ledger, { topics: ['orders'], mends: false }, new Date());
  const term = (await takeTurn(ledger, 'drift'))!;
  const seen = [
    {
      code: 'OrderGone',
      key: '1',
      isConfirmed: true,
      what: 'Order <b>1</b> is gone',
      about: { order_id: '1' },
      mark: null,
    },
  ];
  await noteFindings(ledger, term, { seen, kept: [], endedOf: [] }, new Date());
  assert.match(await (await ask('/operator/drift')).text(), /under way/);
  const outcome = {
    calls: { salesforce: 5, whmcs: 6 },
    compared: { orders: 1, services: 2, invoices: 3, accounts: 4 },
    differences: 1,
    seenOnce: 0,
    leftOut: 0,
    more: {},
    mendable: 0,
    mended: 0,
    notMended: [],
    marksWritten: 0,
    marksRefused: [],
  };
  await endDriftRun(ledger, term, runId, outcome, new Date());
  const page = await (await ask('/operator/drift')).text();
  assert.match(page, /Compared 1 order, 2 services, 3 invoices and 4 accounts/);
  assert.match(page, /OrderGone/);
  assert.match(page, /Order &#60;b&#62;1&#60;\/b&#62; is gone/);
  assert.match(page, /Find out who deleted it in WHMCS/);
  const report = (await (await ask('/operator/api/drift')).json()) as Report;
  assert.deepEqual(
    report.findings.map(({ code, key }) => [code, key]),
    [['OrderGone', '1']],
  );
  assert.deepEqual(((await (await ask(`/operator/api/drift/runs/${runId}`)).json()) as Report).run.state, 'done');
});

test('a comparison is asked for with what it is to compare, and nothing else is taken', async () => {
  const post = (body: unknown): Promise<Response> =>
    ask('/operator/api/drift/runs', { method: 'POST', body: JSON.stringify(body) });
  const asked = await post({ topics: ['invoices'], mends: true });
  assert.equal(asked.status, 202);
  const { runId } = (await asked.json()) as { runId: string };
  const run = (await latestDriftRuns(ledger, 5)).find((each) => each.runId === runId)!;
  assert.deepEqual([run.topics, run.mends, run.state], [['invoices'], true, 'asked']);
  for (const topics of [['weather'], [], 'orders']) assert.equal((await post({ topics })).status, 400);
  assert.equal((await ask('/operator/api/drift/runs/none')).status, 404);
  assert.equal((await ask('/operator/api/drift/runs')).status, 405);
  assert.equal((await ask('/operator/api/drift', { headers: {} })).status, 401);
});
