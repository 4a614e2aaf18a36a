// The Metadata API's reading half and the partner API over SOAP, as other clients than the CLI speak them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readZip } from '../../../src/salesforce/deploy/zip-reader.ts';
import { parseXml, type XmlElement } from '../../../src/salesforce/metadata/xml.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { ADMIN, API_USER, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from './running-org.ts';

let org: RunningLocalOrg;
let admin: string;

before(async () => {
  org = await startTestOrg();
  admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

interface Reply {
  readonly status: number;
  readonly text: string;
  /** Inside `<…Response>`. */
  readonly body: XmlElement | undefined;
}

/** One call; `x:` prefixes as a client might choose them. */
async function soap(api: string, operation: string, token = admin, version = 64): Promise<Reply> {
  const header = `<x:SessionHeader><x:sessionId>${token}</x:sessionId></x:SessionHeader>`;
  const reply = await fetch(`${org.origin}/services/Soap/${api}/${version}.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="urn:x"><e:Header>${header}</e:Header><e:Body>${operation}</e:Body></e:Envelope>`,
  });
  const text = await reply.text();
  const body = parseXml(text, 'reply').children.find(({ name }) => name.endsWith('Body'))?.children[0];
  return { status: reply.status, text, body };
}

const all = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element ? element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]) : [];
const texts = (element: XmlElement | undefined, name: string): string[] => all(element, name).map(({ text }) => text);

async function retrieved(request: string): Promise<XmlElement> {
  const { body } = await soap(
    'm',
    `<x:retrieve><x:request><x:apiVersion>64.0</x:apiVersion>${request}</x:request></x:retrieve>`,
  );
  const [id] = texts(body, 'id');
  for (;;) {
    const status = await soap(
      'm',
      `<x:checkRetrieveStatus><x:asyncProcessId>${id}</x:asyncProcessId></x:checkRetrieveStatus>`,
    );
    if (texts(status.body, 'done')[0] === 'true') return status.body!;
    await setTimeout(20);
  }
}

const types = (name: string, ...members: string[]): string =>
  `<x:types>${members.map((member) => `<x:members>${member}</x:members>`).join('')}<x:name>${name}</x:name></x:types>`;

const filesIn = (result: XmlElement): ReadonlyMap<string, Buffer> =>
  readZip(Buffer.from(texts(result, 'zipFile')[0]!, 'base64'));

test('what is retrieved comes as a zip in metadata format, with its manifest', async () => {
  const result = await retrieved(
    `<x:unpackaged>${types('CustomObject', 'Gadget__c')}<x:version>64.0</x:version></x:unpackaged>`,
  );
  const files = filesIn(result);
  assert.deepEqual([...files.keys()], ['unpackaged/objects/Gadget__c.object', 'unpackaged/package.xml']);
  assert.match(files.get('unpackaged/objects/Gadget__c.object')!.toString(), /<fullName>Colour__c<\/fullName>/);
  assert.match(
    files.get('unpackaged/package.xml')!.toString(),
    /<name>CustomObject<\/name>[^]*<version>64\.0<\/version>/,
  );
  assert.ok(texts(result, 'fullName').includes('Gadget__c.Colour__c'));
});

test('a part of an object comes without the object’s other parts', async () => {
  const result = await retrieved(
    `<x:singlePackage>true</x:singlePackage><x:unpackaged>${types('CustomField', 'Gadget__c.Code__c')}</x:unpackaged>`,
  );
  const object = parseXml(filesIn(result).get('objects/Gadget__c.object')!.toString(), 'object');
  assert.deepEqual(
    object.children.map(({ name }) => name),
    ['fields'],
  );
  assert.ok(!texts(result, 'fullName').includes('Gadget__c'));
});

test('settings that nobody has deployed say what the org does', async () => {
  const result = await retrieved(`<x:unpackaged>${types('Settings', 'Order')}</x:unpackaged>`);
  assert.match(filesIn(result).get('unpackaged/settings/Order.settings')!.toString(), /<enableOrders>true</);
});

test('what is not there is told, and the rest comes', async () => {
  const wanted = types('PermissionSet', '*') + types('ApexClass', 'Nope') + types('Nonsense', '*');
  const result = await retrieved(`<x:unpackaged>${wanted}</x:unpackaged>`);
  assert.deepEqual(texts(result, 'problem'), [
    "Entity of type 'ApexClass' named 'Nope' cannot be found",
    "Entity type: 'Nonsense' is unknown",
  ]);
  assert.ok(filesIn(result).has('unpackaged/permissionsets/Api_User.permissionset'));
});

test('types and components are listed', async () => {
  const described = await soap('m', '<x:describeMetadata><x:asOfVersion>64.0</x:asOfVersion></x:describeMetadata>');
  assert.ok(texts(described.body, 'xmlName').includes('PermissionSet'));
  const listed = await soap(
    'm',
    '<x:listMetadata><x:queries><x:type>CustomField</x:type></x:queries></x:listMetadata>',
  );
  assert.ok(texts(listed.body, 'fullName').includes('Gadget__c.Code__c'));
});

test('a component is read as a record, and an empty one for what is not there', async () => {
  const names = '<x:fullNames>Gadget__c</x:fullNames><x:fullNames>Nope__c</x:fullNames>';
  const { body } = await soap('m', `<x:readMetadata><x:type>CustomObject</x:type>${names}</x:readMetadata>`);
  const [gadget, nothing] = all(body, 'records');
  assert.equal(gadget!.attributes['xsi:type'], 'CustomObject');
  assert.deepEqual([gadget!.children[0]!.name, gadget!.children[0]!.text], ['fullName', 'Gadget__c']);
  assert.equal(nothing!.attributes['xsi:nil'], 'true');
});

test('metadata is for those who may change it', async () => {
  const reply = await soap('m', '<x:describeMetadata/>', await signIn(org, { sub: API_USER }));
  assert.equal(reply.status, 500);
  assert.match(reply.text, /<faultcode>sf:INSUFFICIENT_ACCESS<\/faultcode>/);
});

test('an ended session has the fault code by which clients sign in again', async () => {
  assert.match(
    (await soap('m', '<x:describeMetadata/>', 'none')).text,
    /<faultcode>sf:INVALID_SESSION_ID<\/faultcode>/,
  );
});

test('an administrator sets a password, and its user signs in with it until logging out', async () => {
  const { userId } = org.org.userByName(ADMIN);
  const set = await soap(
    'u',
    `<x:setPassword><x:userId>${userId}</x:userId><x:password>long-enough-1</x:password></x:setPassword>`,
  );
  assert.equal(set.status, 200);
  const login = (password: string, version?: number) =>
    soap('u', `<x:login><x:username>${ADMIN}</x:username><x:password>${password}</x:password></x:login>`, '', version);
  assert.match((await login('wrong')).text, /INVALID_LOGIN/);
  const { body } = await login('long-enough-1');
  const [session] = texts(body, 'sessionId');
  assert.equal(
    texts(body, 'serverUrl')[0],
    `${org.origin}/services/Soap/u/64.0/${org.org.organizationId.slice(0, 15)}`,
  );
  assert.deepEqual(texts((await soap('u', '<x:getUserInfo/>', session)).body, 'userName'), [ADMIN]);
  assert.equal((await soap('u', '<x:logout/>', session)).status, 200);
  assert.match((await soap('u', '<x:getUserInfo/>', session)).text, /INVALID_SESSION_ID/);
  assert.match((await login('long-enough-1', 65)).text, /login\(\) is not available in version 65/);
});

test('passwords are set over REST too, by those who may', async () => {
  const { userId } = org.org.userByName(API_USER);
  const path = `/sobjects/User/${userId}/password`;
  assert.equal((await rest(org, admin, 'POST', path, { NewPassword: 'short' })).status, 400);
  assert.equal((await rest(org, admin, 'POST', path, { NewPassword: 'long-enough-1' })).status, 204);
  assert.deepEqual((await rest(org, admin, 'GET', path)).body, { isExpired: false });
  const { body } = await rest<{ NewPassword: string }>(org, admin, 'DELETE', path);
  assert.ok(org.org.passwords.check(userId, body.NewPassword));
  const other = `/sobjects/User/${org.org.userByName(ADMIN).userId}/password`;
  const own = await signIn(org, { sub: API_USER });
  assert.equal((await rest(org, own, 'POST', other, { NewPassword: 'long-enough-1' })).status, 403);
});

test('what is not spoken is refused in words', async () => {
  assert.match(
    (await soap('u', '<x:query><x:queryString>SELECT Id FROM User</x:queryString></x:query>')).text,
    /not supported by the local org/,
  );
});
