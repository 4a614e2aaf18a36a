// Pages that make Apex call another system: the way there and back, while the org goes on serving.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { apexClass, customObject, event, writeProject, xml } from '../../dml/test-org.ts';
import { OPEN_CLIENT_ID, rest, signIn, startTestOrg, user } from '../../api/running-org.ts';
import {
  PRINCIPAL_ACCESS,
  SHOP_CREDENTIALS,
  SHOP_SECRETS,
  startOtherSystem,
  type OtherSystem,
} from './other-system.ts';

const BUYER = 'buyer@example.test';
const STRANGER = 'stranger@example.test';

const PAY = `public without sharing class Pay {
    static Integer runs = 0;
    @AuraEnabled
    public static String page(String invoice) {
        HttpRequest request = new HttpRequest();
        request.setEndpoint('callout:Shop/payment-pages?of=' + invoice);
        request.setMethod('POST');
        request.setHeader('Content-Type', 'application/json');
        request.setBody(JSON.serialize(new Map<String, Object>{ 'invoice' => invoice }));
        HttpResponse response = new Http().send(request);
        return response.getStatusCode() + ' ' + response.getStatus() + ' ' + response.getHeader('x-kind') + ' ' + response.getBody();
    }
    @AuraEnabled
    public static String fails() {
        try {
            return page('1');
        } catch (Exception e) {
            return e.getTypeName() + ': ' + e.getMessage();
        }
    }
    @AuraEnabled
    public static Map<String, Object> twice() {
        runs++;
        String told = String.valueOf(Crypto.getRandomLong()) + UUID.randomUUID() + Datetime.now().getTime() + Math.random() + Request.getCurrent().getRequestId();
        EventBus.publish(new Now__e(Text__c = 'now'));
        Integer boxes = [SELECT COUNT() FROM Box__c];
        String first = page(told);
        String second = page(told);
        insert new Box__c(Name = second);
        return new Map<String, Object>{
            'told' => told, 'first' => first, 'second' => second, 'runs' => runs, 'boxes' => boxes,
            'queries' => Limits.getQueries(), 'callouts' => Limits.getCallouts()
        };
    }
}`;

let org: RunningLocalOrg;
let shop: OtherSystem;
let buyer: string;
let remove: () => Promise<void>;
before(async () => {
  shop = await startOtherSystem();
  const projectDir = await writeProject({
    ...SHOP_CREDENTIALS,
    ...customObject('Box__c', '<sharingModel>Private</sharingModel>'),
    ...event('Now__e', 'PublishImmediately'),
    ...apexClass('Pay', PAY),
    'permissionsets/Paying.permissionset-meta.xml': xml(
      'PermissionSet',
      `<label>Paying</label><classAccesses><apexClass>Pay</apexClass><enabled>true</enabled></classAccesses>${PRINCIPAL_ACCESS}`,
    ),
    'permissionsets/Looking.permissionset-meta.xml': xml(
      'PermissionSet',
      '<label>Looking</label><classAccesses><apexClass>Pay</apexClass><enabled>true</enabled></classAccesses>',
    ),
  });
  remove = () => rm(projectDir, { recursive: true });
  org = await startTestOrg({
    projectDir,
    users: [
      user(BUYER, 'Minimum Access - Salesforce', ['Paying']),
      user(STRANGER, 'Minimum Access - Salesforce', ['Looking']),
    ],
    callouts: { namedCredentials: { Shop: { url: () => shop.url } }, externalCredentials: SHOP_SECRETS },
  });
  buyer = await signIn(org, { iss: OPEN_CLIENT_ID, sub: BUYER });
});
after(async () => {
  await org.close();
  await shop.close();
  await remove();
});
beforeEach(() => {
  shop.received.length = 0;
  shop.answers = (_request, response) => void response.end('ok');
});

async function call(token: string, method: string, params: object = {}): Promise<unknown> {
  const response = await fetch(`${org.origin}/shop/webruntime/api/apex/execute`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `sid=${token}` },
    body: JSON.stringify({ classname: 'Pay', method, isContinuation: false, params, cacheable: false }),
  });
  const body = (await response.json()) as { returnValue?: unknown };
  return response.status === 200 ? body.returnValue : body;
}

test('a page’s POST through a named credential reaches the other system, and its answer the page', async () => {
  shop.answers = (_request, response) =>
    void response.writeHead(201, { 'X-Kind': 'test' }).end('{"url":"https://pay.example.test/é"}');
  assert.equal(await call(buyer, 'page', { invoice: '7' }), '201 Created test {"url":"https://pay.example.test/é"}');
  const [{ method, path, headers, body }] = shop.received as [OtherSystem['received'][number]];
  assert.deepEqual([method, path, body], ['POST', '/payment-pages?of=7', '{"invoice":"7"}']);
  assert.equal(headers['authorization'], 'Bearer token-of-the-desk');
  assert.equal(headers['content-type'], 'application/json');
});

test('a user without the principal is told what the platform tells', async () => {
  assert.equal(
    await call(await signIn(org, { iss: OPEN_CLIENT_ID, sub: STRANGER }), 'fails'),
    'System.CalloutException: We couldn\'t access the credential(s). You might not have the required permissions, or the external credential "Shop_Keeper" might not exist.',
  );
  assert.equal(shop.received.length, 0);
});

test('code that waits reads the same clock, dice and records, and does everything else once', async () => {
  const published = org.org.events.latest('Now__e');
  shop.answers = async ({ path }, response) => {
    // Somebody else changes the org meanwhile, by the same door.
    org.org.transact(org.org.userByName('admin@local-org.test'), (tx) =>
      org.org.save(tx, {
        operation: 'insert',
        allOrNone: true,
        access: 'system',
        records: [{ type: 'Box__c', values: { Name: 'of another' } }],
      }),
    );
    await rest(org, buyer, 'GET', '/limits');
    response.end(`answer ${shop.received.length} to ${path.length}`);
  };
  const answer = (await call(buyer, 'twice')) as Record<string, unknown>;
  assert.equal(shop.received.length, 2);
  assert.equal(shop.received[0]!.path, shop.received[1]!.path);
  assert.match(String(answer['first']), /^200 OK null answer 1 /);
  assert.match(String(answer['second']), /^200 OK null answer 2 /);
  const { runs, boxes, queries, callouts } = answer;
  assert.deepEqual({ runs, boxes, queries, callouts }, { runs: 1, boxes: 0, queries: 1, callouts: 2 });
  assert.equal(org.org.events.after('Now__e', published, 10).length, 1);
  assert.deepEqual(
    [...org.org.store.all('Box__c')].map((row) => String(row['Name']).slice(0, 10)),
    ['of another', 'of another', '200 OK nul'],
  );
});
