// Apex called by pages: what it gets, what it answers, and who is refused.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { apexClass, customObject, field, writeProject, xml } from '../../dml/test-org.ts';
import { OPEN_CLIENT_ID, signIn, startTestOrg, user } from '../running-org.ts';

const SHOPPER = 'shopper@example.test';
const GUEST = 'guest@example.test';
const OTHER = 'other.shopper@example.test';
const STRANGER = 'stranger@example.test';

const SHOP = `public with sharing class Shop {
    public class Item {
        @AuraEnabled public String name { get; set; }
        @AuraEnabled public Integer count;
        @AuraEnabled public List<Item> parts;
        public String secret = 'hidden';
    }
    public class ShopException extends Exception {}
    @AuraEnabled(cacheable=true)
    public static List<Item> items(Integer howMany) {
        Item item = new Item();
        item.name = 'box';
        item.count = howMany;
        return new List<Item>{ item };
    }
    @AuraEnabled
    public static Item echo(Item item) { return item; }
    @AuraEnabled
    public static String describe(String text, Boolean flag, Decimal price, Id recordId, Date day, Map<String, Integer> counts) {
        return text + '|' + flag + '|' + price + '|' + recordId + '|' + (day == null ? 'no day' : 'day') + '|' + counts.get('a');
    }
    @AuraEnabled
    public static Integer fail(Integer n) { return 1 / n; }
    @AuraEnabled
    public static void refuse() { throw new ShopException('sold out'); }
    @AuraEnabled
    public static void tell() { throw new AuraHandledException('come back tomorrow'); }
    @AuraEnabled
    public static String tongue() { return UserInfo.getLanguage(); }
    public static String hidden() { return 'hidden'; }
    @AuraEnabled
    public static List<Box__c> boxes() { return [SELECT Name, OwnerId, Note__c FROM Box__c ORDER BY Name]; }
    @AuraEnabled
    public static Box__c keep(Box__c box) {
        insert box;
        return box;
    }
    @AuraEnabled(cacheable=true)
    public static void writes() { insert new Box__c(Name = 'never'); }
}`;

let org: RunningLocalOrg;
let shopper: string;
let remove: () => Promise<void>;
before(async () => {
  const projectDir = await writeProject({
    ...customObject('Box__c', '<sharingModel>Private</sharingModel>'),
    ...field('Box__c', 'Note__c', '<type>Text</type><length>20</length>'),
    ...apexClass('Shop', SHOP),
    ...apexClass('Back', 'public class Back { @AuraEnabled public static void run() {} }'),
    'permissionsets/Shopping.permissionset-meta.xml': xml(
      'PermissionSet',
      '<label>Shopping</label>' +
        '<objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Box__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>' +
        '<classAccesses><apexClass>Shop</apexClass><enabled>true</enabled></classAccesses>',
    ),
  });
  remove = () => rm(projectDir, { recursive: true });
  const users = [
    user(SHOPPER, 'Minimum Access - Salesforce', ['Shopping']),
    user(OTHER, 'Minimum Access - Salesforce', ['Shopping']),
    user(STRANGER, 'Minimum Access - Salesforce', []),
    user(GUEST, 'Guest User', ['Shopping']),
  ];
  org = await startTestOrg({ projectDir, users });
  shopper = await signIn(org, { iss: OPEN_CLIENT_ID, sub: SHOPPER });
});
after(async () => {
  await org.close();
  await remove();
});

type Row = Readonly<Record<string, unknown>>;

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly classname?: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly cacheable?: boolean;
}

const AS_GUEST = '';

async function call(
  token: string,
  { classname = 'Shop', params = {}, ...rest }: Call,
  language = 'en-US',
): Promise<Reply> {
  const response = await fetch(`${org.origin}/shop/webruntime/api/apex/execute?language=${language}&htmlEncode=false`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { cookie: `sid=${token}` }) },
    body: JSON.stringify({ namespace: '', classname, isContinuation: false, params, cacheable: false, ...rest }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

const returned = async (token: string, wanted: Call) => {
  const { status, body } = await call(token, wanted);
  assert.equal(status, 200, JSON.stringify(body));
  return body['returnValue'];
};

test('a method answers its value; of a class only what is @AuraEnabled, without null fields', async () => {
  assert.deepEqual(await call(shopper, { method: 'items', params: { howMany: 3 }, cacheable: true }), {
    status: 200,
    body: { returnValue: [{ name: 'box', count: 3 }], cacheable: true },
  });
});

test('a cacheable method answers GET as well; any other does not', async () => {
  const get = (method: string, cacheable: boolean) =>
    fetch(
      `${org.origin}/webruntime/api/apex/execute?cacheable=${cacheable}&classname=Shop&isContinuation=false&method=${method}&namespace=&params=${encodeURIComponent('{"howMany":1}')}`,
      { headers: { authorization: `Bearer ${shopper}` } },
    );
  assert.deepEqual(await (await get('items', true)).json(), {
    returnValue: [{ name: 'box', count: 1 }],
    cacheable: true,
  });
  assert.equal((await get('fail', true)).status, 400);
  assert.equal((await get('items', false)).status, 400);
});

test('a class may be named by its record id', async () => {
  const [shop] = org.org.store.find('ApexClass', 'Name', 'Shop');
  const classname = `@udd/${String(shop!['Id']).slice(0, 15)}`;
  assert.deepEqual(await returned(shopper, { classname, method: 'items', params: { howMany: 1 } }), [
    { name: 'box', count: 1 },
  ]);
});

test('parameters are read as their declared types; what was not sent is null', async () => {
  const params = { text: 'x', flag: true, price: '1.50', recordId: '001000000000001', counts: { a: 7 }, more: 1 };
  assert.equal(await returned(shopper, { method: 'describe', params }), 'x|true|1.50|001000000000001AAA|no day|7');
});

test('an object parameter takes its @AuraEnabled fields, ignoring case, and none of the others', async () => {
  const item = { NAME: 'a', count: '2', parts: [{ name: 'b' }], secret: 'set', other: 1 };
  assert.deepEqual(await returned(shopper, { method: 'echo', params: { item } }), {
    name: 'a',
    count: 2,
    parts: [{ name: 'b' }],
  });
});

for (const [name, value, type] of [
  ['flag', 'perhaps', 'Boolean'],
  ['price', 'much', 'Decimal'],
  ['recordId', "' OR Name != '", 'Id'],
  ['day', '2026-13-45', 'Date'],
  ['day', '2026-02-30', 'Date'],
  ['counts', [1], 'Map<String,Integer>'],
  ['counts', { a: 1.5 }, 'Map<String,Integer>'],
  ['text', { a: 1 }, 'String'],
] as const)
  test(`${JSON.stringify(value)} is refused for a ${type}`, async () => {
    const { status, body } = await call(shopper, { method: 'describe', params: { [name]: value } });
    assert.deepEqual(
      [status, body['message']],
      [400, `Value provided is invalid for action parameter '${name}' of type '${type}'`],
    );
  });

test('an exception is told with type, message and Apex stack', async () => {
  const { status, body } = await call(shopper, { method: 'fail', params: { n: 0 } });
  assert.equal(status, 500);
  assert.partialDeepStrictEqual(body, {
    exceptionType: 'System.MathException',
    isUserDefinedException: false,
    message: 'Divide by 0',
  });
  assert.match(String(body['stackTrace']), /^Class\.Shop\.fail: line \d+, column \d+$/);
  assert.partialDeepStrictEqual((await call(shopper, { method: 'refuse' })).body, {
    exceptionType: 'Shop.ShopException',
    isUserDefinedException: true,
    message: 'sold out',
  });
  assert.partialDeepStrictEqual((await call(shopper, { method: 'tell' })).body, {
    exceptionType: 'System.AuraHandledException',
    message: 'come back tomorrow',
  });
});

test('records are read as the user of the session, and saved as records of that user', async () => {
  const kept = (await returned(shopper, { method: 'keep', params: { box: { Name: 'mine', Note__c: null } } })) as Row;
  const other = await signIn(org, { iss: OPEN_CLIENT_ID, sub: OTHER });
  await returned(other, { method: 'keep', params: { box: { Name: 'theirs' } } });
  const boxes = (await returned(shopper, { method: 'boxes' })) as Row[];
  assert.deepEqual(boxes, [{ Id: kept['Id'], Name: 'mine', OwnerId: org.org.userByName(SHOPPER).userId }]);
});

test('a field that the object lacks is refused in a record', async () => {
  const { status, body } = await call(shopper, { method: 'keep', params: { box: { Nothing__c: 1 } } });
  assert.deepEqual(
    [status, body['message']],
    [400, "Value provided is invalid for action parameter 'box' of type 'Box__c'"],
  );
});

test('a cacheable method may not save', async () => {
  const { status, body } = await call(shopper, { method: 'writes', cacheable: true });
  assert.equal(status, 500);
  assert.partialDeepStrictEqual(body, {
    exceptionType: 'System.LimitException',
    message: 'Too many DML statements: 1',
  });
  assert.deepEqual(org.org.store.find('Box__c', 'Name', 'never'), []);
});

test('only @AuraEnabled methods of granted classes can be called', async () => {
  const refusals: readonly (readonly [string, Call, RegExp])[] = [
    [shopper, { method: 'hidden' }, /No apex action available for Shop\.hidden/],
    [shopper, { method: 'items', cacheable: true, classname: 'Nothing' }, /Nothing does not exist/],
    [shopper, { method: 'run', classname: 'Back' }, /do not have access to the Apex class named 'Back'/],
    [shopper, { method: 'fail', cacheable: true }, /not cacheable/],
    [
      await signIn(org, { iss: OPEN_CLIENT_ID, sub: STRANGER }),
      { method: 'items' },
      /do not have access to the Apex class named 'Shop'/,
    ],
  ];
  for (const [token, wanted, says] of refusals) {
    const { status, body } = await call(token, wanted);
    assert.equal(status, 400);
    assert.match(String(body['message']), says);
  }
});

test('who has no session is the site’s guest; a session that has ended is refused', async () => {
  assert.deepEqual(await returned(AS_GUEST, { method: 'items', params: { howMany: 1 } }), [{ name: 'box', count: 1 }]);
  assert.equal((await call('00D!gone', { method: 'items' })).status, 401);
});

test('a page of somebody signed in is told that the session has ended when its cookie is gone', async () => {
  const response = await fetch(`${org.origin}/webruntime/api/apex/execute?asGuest=false`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ classname: 'Page', method: 'items', params: { howMany: 1 }, isContinuation: false }),
  });
  assert.equal(response.status, 401);
  assert.equal(((await response.json()) as { errorCode: string }).errorCode, 'INVALID_SESSION_ID');
});

test('Apex speaks the language of the page that calls it', async () => {
  for (const token of [AS_GUEST, shopper]) {
    assert.equal((await call(token, { method: 'tongue' }, 'ja')).body['returnValue'], 'ja');
    assert.equal((await call(token, { method: 'tongue' }, 'en-US')).body['returnValue'], 'en_US');
    assert.equal((await call(token, { method: 'tongue' }, 'anything')).body['returnValue'], 'en_US');
  }
});

test('a malformed request is told what is wrong with it', async () => {
  const post = async (body: string, type = 'application/json') => {
    const url = `${org.origin}/webruntime/api/apex/execute`;
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    return { status: response.status, message: ((await response.json()) as { message: string }).message };
  };
  assert.deepEqual(await post('{"method":"x","isContinuation":false}'), {
    status: 400,
    message: 'JSONObject["classname"] not found.',
  });
  assert.equal((await post('{')).status, 400);
  assert.match((await post('{}', 'text/plain')).message, /application\/json/);
});
