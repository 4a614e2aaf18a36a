// The REST client over a real socket: sign-in, renewal with an end, errors by name.
import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { isPortwayError, type ErrorCode } from '../../src/errors.ts';
import { createApi, type SalesforceApi } from '../../src/salesforce/api.ts';
import { readOrders } from '../../src/salesforce/orders.ts';
import { updateRecords } from '../../src/salesforce/update.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let server: Server;
let origin: string;
let tokens = 0;
let seen: { method: string; url: string; body: string; token: string }[] = [];
let answer: (request: (typeof seen)[number], response: ServerResponse) => void;
let signIn: ((response: ServerResponse) => void) | null = null;
let assertion = '';

before(async () => {
  server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/services/oauth2/token') {
        assertion = new URLSearchParams(body).get('assertion') ?? '';
        if (signIn) return signIn(response);
        tokens++;
        return send(response, 200, {
          access_token: `00D!${tokens}`,
          instance_url: origin,
          id: `${origin}/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS`,
          token_type: 'Bearer',
        });
      }
      const one = {
        method: request.method!,
        url: request.url!,
        body,
        token: (request.headers.authorization ?? '').slice(7),
      };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  tokens = 0;
  signIn = null;
});

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function api(timeoutMs = 1000): SalesforceApi {
  return createApi({
    loginUrl: origin,
    audience: 'https://login.salesforce.com',
    clientId: 'client',
    username: 'user@example.test',
    privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    timeoutMs,
    apiVersion: '65.0',
  });
}

test('the assertion is signed, and says who, for whom, and for how long', async () => {
  await api().session();
  const [header, claims, signature] = assertion.split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(keys.publicKey, signature!, 'base64url');
  assert.ok(isSigned);
  const { exp, ...rest } = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual(rest, { iss: 'client', sub: 'user@example.test', aud: 'https://login.salesforce.com' });
  assert.ok((exp as number) > Date.now() / 1000 && (exp as number) < Date.now() / 1000 + 300);
});

test('a refused sign-in says why in Salesforce’s words', async () => {
  signIn = (response) =>
    send(response, 400, { error: 'invalid_grant', error_description: 'user hasn’t approved this consumer' });
  await assert.rejects(
    api().session(),
    (error) =>
      isPortwayError(error, 'SALESFORCE_AUTH') &&
      error.what.includes('invalid_grant: user hasn’t approved this consumer'),
  );
});

test('an expired session is renewed once and the request repeated', async () => {
  answer = ({ token }, response) =>
    token === '00D!1'
      ? send(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }])
      : send(response, 200, { ok: true });
  assert.deepEqual(await api().request('x', 'GET', '/services/data/v65.0/limits'), { ok: true });
  assert.deepEqual(
    seen.map(({ token }) => token),
    ['00D!1', '00D!2'],
  );
});

test('a session that is refused however often it is renewed comes to an end', async () => {
  answer = (_request, response) =>
    send(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]);
  await assert.rejects(api().request('x', 'GET', '/services/data'), (error) =>
    isPortwayError(error, 'SALESFORCE_AUTH'),
  );
  assert.ok(seen.length <= 4, `${seen.length} requests`);
});

const FAULTS: readonly [status: number, body: unknown, code: ErrorCode][] = [
  [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }], 'SALESFORCE_LIMIT'],
  [400, [{ errorCode: 'INVALID_FIELD', message: "No such column 'X__c'" }], 'SALESFORCE_ACCESS_DENIED'],
  [400, [{ errorCode: 'INVALID_TYPE', message: 'sObject type is not supported' }], 'SALESFORCE_ACCESS_DENIED'],
  [503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }], 'SALESFORCE_UNREACHABLE'],
  [500, 'oops', 'SALESFORCE_UNREACHABLE'],
  [429, 'slow down', 'SALESFORCE_UNREACHABLE'],
];
for (const [status, body, code] of FAULTS) {
  test(`${status} ${JSON.stringify(body)}: ${code}, asked once`, async () => {
    answer = (_request, response) => send(response, status, body);
    await assert.rejects(api().request('x', 'GET', '/services/data'), (error) => isPortwayError(error, code));
    assert.equal(seen.length, 1);
  });
}

test('an answer that does not come is given up', async () => {
  answer = () => undefined;
  await assert.rejects(api(200).request('x', 'GET', '/services/data'), (error) =>
    isPortwayError(error, 'SALESFORCE_UNREACHABLE'),
  );
});

test('the share of the daily limit is read from every answer', async () => {
  answer = (_request, response) => send(response, 200, {}, { 'sforce-limit-info': 'api-usage=123/15000' });
  const one = api();
  assert.equal(one.usage(), null);
  await one.request('x', 'GET', '/services/data');
  assert.deepEqual(one.usage(), { used: 123, limit: 15000 });
});

test('long lists of order lines are read page by page', async () => {
  const product = {
    Name: 'P',
    WHMCS_Product_Id__c: '1',
    Billing_Cycle__c: 'Monthly',
    Item_Class__c: null,
    Portal_ConfigOptions_JSON__c: null,
  };
  const item = (number: number) => ({
    Id: `802${number}`,
    Quantity: 1,
    UnitPrice: 1,
    WHMCS_Service_ID__c: null,
    Product2Id: 'p',
    Product2: product,
  });
  answer = ({ url }, response) =>
    url.includes('next-items')
      ? send(response, 200, { totalSize: 3, done: true, records: [item(3)] })
      : send(response, 200, {
          totalSize: 1,
          done: true,
          records: [
            {
              Id: '801000000000001AAA',
              OrderNumber: '1',
              Status: 'Approved',
              Activation_Status__c: 'Activating',
              WHMCS_Order_Id__c: null,
              AccountId: null,
              Account: null,
              BillToContact: null,
              OpportunityId: null,
              Opportunity: null,
              OrderItems: {
                totalSize: 3,
                done: false,
                nextRecordsUrl: '/services/data/v65.0/query/next-items',
                records: [item(1), item(2)],
              },
            },
          ],
        });
  const orders = await readOrders(api(), ['801000000000001AAA']);
  assert.deepEqual(
    orders.get('801000000000001AAA')?.lines.map((line) => line.orderItemId),
    ['8021', '8022', '8023'],
  );
  assert.equal(seen.length, 2);
});

test('an id that is none never becomes part of a query', async () => {
  await assert.rejects(readOrders(api(), ["801' OR Name != '"]), /ORDER_ID_INVALID/);
  assert.equal(seen.length, 0);
});

test('results of a composite update come back record by record', async () => {
  answer = (_request, response) =>
    send(response, 200, {
      compositeResponse: [
        {
          httpStatusCode: 200,
          referenceId: 'c0',
          httpHeaders: {},
          body: [
            { id: 'a', success: true, errors: [] },
            {
              success: false,
              errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access', fields: [] }],
            },
          ],
        },
        {
          httpStatusCode: 400,
          referenceId: 'c1',
          httpHeaders: {},
          body: [{ errorCode: 'INVALID_TYPE', message: 'no' }],
        },
      ],
    });
  const sections = [
    [
      { type: 'Order', id: 'a', fields: {} },
      { type: 'Order', id: 'b', fields: {} },
    ],
    [{ type: 'X', id: 'c', fields: {} }],
  ];
  const outcomes = await updateRecords(api(), sections);
  assert.deepEqual(
    sections.flat().map((record) => outcomes.get(record)?.code ?? 'written'),
    ['written', 'UNABLE_TO_LOCK_ROW', 'INVALID_TYPE'],
  );
  const sent = JSON.parse(seen[0]!.body) as { allOrNone: boolean; compositeRequest: { method: string; url: string }[] };
  assert.equal(sent.allOrNone, false);
  assert.deepEqual(
    sent.compositeRequest.map(({ method, url }) => `${method} ${url}`),
    Array(2).fill('PATCH /services/data/v65.0/composite/sobjects'),
  );
});

test('more records than five collections hold take several calls', async () => {
  answer = ({ body }, response) => {
    const { compositeRequest } = JSON.parse(body) as { compositeRequest: { body: { records: { id: string }[] } }[] };
    assert.ok(compositeRequest.length <= 5);
    send(response, 200, {
      compositeResponse: compositeRequest.map((part) => ({
        httpStatusCode: 200,
        body: part.body.records.map(({ id }) => ({ id, success: true, errors: [] })),
      })),
    });
  };
  const records = Array.from({ length: 1100 }, (_, number) => ({ type: 'OrderItem', id: `i${number}`, fields: {} }));
  const outcomes = await updateRecords(api(), [records]);
  assert.equal(outcomes.size, 1100);
  assert.ok([...outcomes.values()].every((fault) => fault === null));
  assert.equal(seen.length, 2);
});
