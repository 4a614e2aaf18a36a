// One call over a real socket: what each answer means, and that a mutating call is sent once.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { isPortwayError, type ErrorCode } from '../../src/errors.ts';
import { createCall, type WhmcsCall } from '../../src/whmcs/call.ts';
import { UnreadableReply } from '../../src/whmcs/reply.ts';

let server: Server;
let call: WhmcsCall;
let requests: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(body);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/includes/api.php`;
  call = createCall({ url, identifier: 'id', secret: 's3cret', timeoutMs: 300, readRetries: 1 });
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
});

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const refusal = (status: number, message: string) => json(status, { result: 'error', message });
const text = (status: number, body: string) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'text/html' }).end(body);
};

interface Case {
  says: string;
  answer: typeof answer;
  once: ErrorCode;
  reads?: ErrorCode;
}

const CASES: readonly Case[] = [
  { says: 'wrong credentials', answer: refusal(403, 'Authentication Failed'), once: 'WHMCS_AUTH' },
  { says: 'no credentials', answer: refusal(403, 'Invalid or missing credentials'), once: 'WHMCS_AUTH' },
  { says: 'an address not allowed', answer: refusal(403, 'Invalid IP 203.0.113.9'), once: 'WHMCS_IP_NOT_ALLOWED' },
  { says: 'the same with 400', answer: refusal(400, 'Invalid IP 203.0.113.9'), once: 'WHMCS_IP_NOT_ALLOWED' },
  {
    says: 'an action outside the role',
    answer: refusal(403, 'Invalid Permissions: API action "addorder" is not allowed'),
    once: 'WHMCS_ROLE_DENIED',
  },
  { says: 'a firewall’s page', answer: text(403, '<h1>Forbidden</h1>'), once: 'WHMCS_FORBIDDEN' },
  { says: 'a wrong path', answer: text(404, 'Not Found'), once: 'WHMCS_URL_WRONG' },
  {
    says: 'a redirect',
    answer: (_request, response) => response.writeHead(301, { location: 'https://other.example.test/' }).end(),
    once: 'WHMCS_URL_WRONG',
  },
  { says: 'too many requests', answer: text(429, 'slow down'), once: 'WHMCS_BUSY' },
  { says: 'a refusal with 200', answer: refusal(200, 'Client ID Not Found'), once: 'WHMCS_REJECTED' },
  { says: 'a refusal under "status"', answer: json(200, { status: 'error', message: 'no' }), once: 'WHMCS_REJECTED' },
  {
    says: 'a payment method it does not know',
    answer: refusal(200, 'Invalid Payment Method. Valid options include a,b'),
    once: 'WHMCS_PAYMENT_METHOD',
  },
  {
    says: 'HTML with 500',
    answer: text(500, '<h1>Oops!</h1>'),
    once: 'WHMCS_UNKNOWN_OUTCOME',
    reads: 'WHMCS_UNREACHABLE',
  },
  { says: 'a gateway’s 504', answer: text(504, ''), once: 'WHMCS_UNKNOWN_OUTCOME', reads: 'WHMCS_UNREACHABLE' },
  {
    says: 'a warning before the JSON',
    answer: text(200, '<br /><b>Warning</b>{"result":"success"}'),
    once: 'WHMCS_UNKNOWN_OUTCOME',
    reads: 'WHMCS_UNREACHABLE',
  },
  { says: 'JSON that is no object', answer: json(200, []), once: 'WHMCS_UNKNOWN_OUTCOME', reads: 'WHMCS_UNREACHABLE' },
  {
    says: 'an object without a result',
    answer: json(200, {}),
    once: 'WHMCS_UNKNOWN_OUTCOME',
    reads: 'WHMCS_UNREACHABLE',
  },
  {
    says: 'a success without what it promises',
    answer: json(200, { result: 'success' }),
    once: 'WHMCS_UNKNOWN_OUTCOME',
    reads: 'WHMCS_UNREACHABLE',
  },
  {
    says: 'a broken connection',
    answer: (request) => request.socket.destroy(),
    once: 'WHMCS_UNKNOWN_OUTCOME',
    reads: 'WHMCS_UNREACHABLE',
  },
  { says: 'nothing', answer: () => undefined, once: 'WHMCS_UNKNOWN_OUTCOME', reads: 'WHMCS_UNREACHABLE' },
];

const needsAnId = {
  read: () => {
    throw new UnreadableReply('no orderid');
  },
};

for (const { says, answer: given, once, reads = once } of CASES) {
  test(`${says}: ${once} when something was to change, ${reads} when it was read`, async () => {
    answer = given;
    await assert.rejects(call('AddOrder', {}, { sends: 'once', ...needsAnId }), (error) => isPortwayError(error, once));
    assert.equal(requests.length, 1, 'a mutating call is sent once');
    await assert.rejects(call('GetOrders', {}, { sends: 'reads', ...needsAnId }), (error) =>
      isPortwayError(error, reads),
    );
    assert.equal(requests.length, reads === 'WHMCS_UNREACHABLE' ? 3 : 2);
  });
}

test('a host that refuses the connection was sent nothing: no unknown outcome', async () => {
  const closed = createCall({
    url: await closedUrl(),
    identifier: 'i',
    secret: 's',
    timeoutMs: 300,
  });
  await assert.rejects(closed('AddOrder', {}, { sends: 'once', ...needsAnId }), (error) =>
    isPortwayError(error, 'WHMCS_UNREACHABLE'),
  );
});

test('an action’s own refusals go before the common ones', async () => {
  answer = refusal(200, 'CLIENT ID not found');
  const refusals = [['client id not found', 'CLIENT_NOT_FOUND']] as const;
  await assert.rejects(
    call('AddOrder', {}, { sends: 'once', ...needsAnId, refusals }),
    (error) => isPortwayError(error, 'CLIENT_NOT_FOUND') && error.message.includes('CLIENT ID not found'),
  );
});

test('a read that fails once is repeated and answered', async () => {
  let calls = 0;
  answer = (request, response) =>
    (++calls === 1 ? text(502, '') : json(200, { result: 'success', id: 7 }))(request, response);
  assert.equal(await call('GetOrders', {}, { sends: 'reads', read: (reply) => reply.id }), 7);
});

test('credentials travel in the body, and no error repeats them', async () => {
  answer = refusal(200, 'No');
  const error: unknown = await call('AddOrder', { clientid: 5 }, { sends: 'once', ...needsAnId }).catch(
    (each: unknown) => each,
  );
  assert.match(requests[0]!, /action=AddOrder&identifier=id&secret=s3cret&responsetype=json&clientid=5/);
  assert.doesNotMatch(String(error), /s3cret/);
});

/** An address at which nobody listens any more. */
async function closedUrl(): Promise<string> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  return `http://127.0.0.1:${port}/includes/api.php`;
}
