// What goes over the wire and what comes back, as Apex writes and reads it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Journal, type AwaitsAnswer } from '../../../../src/salesforce/dml/journal.ts';
import { orgTransaction } from '../../../../src/salesforce/dml/transactions.ts';
import { callingOrg, type CallingOrg } from './calling-org.ts';
import { startOtherSystem, type OtherSystem } from './other-system.ts';

let other: OtherSystem;
let org: CallingOrg;
before(async () => {
  other = await startOtherSystem();
  org = await callingOrg({}, { namedCredentials: { open: { url: `${other.url}/base/` } } });
});
after(() => other.close());
beforeEach(() => {
  other.received.length = 0;
  other.answers = (_request, response) => void response.end('ok');
});

test('every method is sent as it is; a GET with a body goes out as a POST', async () => {
  const source = `for (String method : new List<String>{ 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS' })
      Call.to(Call.request(method, '/x?a=b%20c'));
    HttpRequest odd = Call.request('GET', '/odd');
    odd.setBody('body');
    Call.to(odd);`;
  assert.deepEqual(await org.says(source), []);
  assert.deepEqual(
    other.received.map(({ method, path, body }) => `${method} ${path} ${body}`.trim()),
    [
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((method) => `${method} /base/x?a=b%20c`),
      'POST /base/odd body',
    ],
  );
});

test('bytes go there and back unchanged', async () => {
  other.answers = (_request, response) => void response.end(Buffer.from([0, 255, 128, 10]));
  const source = `HttpRequest request = Call.request('POST', '/bytes');
    request.setBodyAsBlob(EncodingUtil.convertFromHex('00ff800a'));
    System.debug(EncodingUtil.convertToHex(Call.to(request).getBodyAsBlob()));`;
  assert.deepEqual(await org.says(source), ['00ff800a']);
  assert.equal(other.received[0]!.headers['content-length'], '4');
});

test('a compressed request says so', async () => {
  let unpacked = '';
  other.answers = ({ bytes }, response) => {
    unpacked = gunzipSync(bytes).toString();
    response.end();
  };
  await org.says(`HttpRequest request = Call.request('POST', '/zip');
    request.setBody('squeeze me');
    request.setCompressed(true);
    Call.to(request);`);
  assert.equal(unpacked, 'squeeze me');
  assert.equal(other.received[0]!.headers['content-encoding'], 'gzip');
});

test('status, headers and an answer that leads elsewhere are told as they are', async () => {
  other.answers = (_request, response) =>
    void response
      .writeHead(302, 'Elsewhere', { Location: 'https://other.example.test/', 'X-Many': ['one', 'two'], Date: 'today' })
      .end();
  const source = `HttpResponse response = Call.to(Call.request('GET', '/'));
    System.debug(response.getStatusCode() + ' ' + response.getStatus());
    System.debug(response.getHeader('location') + ' ' + response.getHeader('X-MANY') + ' ' + response.getHeader('None'));
    System.debug(response.getHeaderKeys().contains('X-Many'));
    System.debug('[' + response.getBody() + ']');`;
  assert.deepEqual(await org.says(source), [
    '302 Elsewhere',
    'https://other.example.test/ one, two null',
    'true',
    '[]',
  ]);
});

test('what the network does wrong is a CalloutException', async () => {
  other.answers = ({ path }, response) => {
    if (path.endsWith('/cut')) response.destroy();
    else if (path.endsWith('/large')) response.end(Buffer.alloc(6_000_001));
  };
  const source = `HttpRequest slow = Call.request('GET', '/slow');
    slow.setTimeout(30);
    System.debug(Call.failure(slow));
    System.debug(Call.failure(Call.request('GET', '/cut')));
    System.debug(Call.failure(Call.request('GET', '/large')));
    System.debug(Call.failure(Call.request('FETCH', '/')));
    System.debug(Call.failure(''));`;
  assert.deepEqual(await org.says(source), [
    'Read timed out',
    'Unexpected end of file from server',
    'Exceeded max size limit of 6000000',
    'Invalid HTTP method: FETCH',
    'no endpoint specified',
  ]);
  const gone = await startOtherSystem();
  await gone.close();
  const lost = await callingOrg({}, { namedCredentials: { Open: { url: gone.url } } });
  assert.deepEqual(await lost.says("System.debug(Call.failure(Call.request('GET', '/')));"), ['Connection refused']);
});

test('the time to wait is 1 to 120,000 milliseconds', async () => {
  for (const timeout of [0, 120_001])
    assert.deepEqual(await org.says(`Call.request('GET', '/').setTimeout(${timeout});`), [
      'System.CalloutException: Timeout must be between 1 and 120000',
    ]);
});

test('a transaction makes a hundred callouts, and no more', async () => {
  const log = await org.says(`for (Integer i = 0; i < 101; i++) Call.get('/' + i);`);
  assert.deepEqual(log, ['System.LimitException: Too many callouts: 101']);
  assert.equal(other.received.length, 100);
});

test('a failure that the code catches leaves it the rest of its transaction', async () => {
  other.answers = ({ path }, response) => void (path.endsWith('/bad') ? response.destroy() : response.end('good'));
  const source = `String first = Call.failure(Call.request('GET', '/bad'));
    System.debug(first + ', then ' + Call.get('/fine'));
    System.debug(Limits.getCallouts());`;
  assert.deepEqual(await org.says(source), ['Unexpected end of file from server, then good', '2']);
});

/** What a block says that is run again after one callout had this outcome. */
async function saysAfter(outcome: object, path: string, source: string): Promise<readonly string[]> {
  const journal = new Journal();
  try {
    journal.answer('callout', () => Promise.resolve(outcome), `GET ${other.url}/base/${path}`);
  } catch (error) {
    await (error as AwaitsAnswer).ask();
  }
  journal.rewind();
  return org.transact(org.root, (tx) => {
    orgTransaction(tx).journal = journal;
    return org.apex.runAnonymous(tx, source).debugLog;
  });
}

test('all callouts of a transaction together wait two minutes at most', async () => {
  const source = ['late', 'next'].map((path) => `System.debug(Call.failure(Call.request('GET', '/${path}')));`);
  assert.deepEqual(await saysAfter({ elapsedMs: 120_000, failure: 'Read timed out' }, 'late', source.join('\n')), [
    'Read timed out',
    'Exceeded maximum time allotted for callout (120000 ms)',
  ]);
  assert.equal(other.received.length, 0);
});

test('code that asks for something else when it is run again gets no answer that was not meant for it', async () => {
  await assert.rejects(
    saysAfter({ elapsedMs: 1, failure: 'of one' }, 'one', "Call.failure(Call.request('GET', '/other'));"),
    /System\.UnexpectedException: The repeated code asks for “GET .*\/other” where it asked for “GET .*\/one” before/,
  );
});
