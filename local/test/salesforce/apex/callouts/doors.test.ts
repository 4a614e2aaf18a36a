// The other doors through which clients start Apex that calls out: Apex REST and anonymous Apex; and a called system that calls
// back into the org before it answers.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { apexClass, customObject, field, writeProject } from '../../dml/test-org.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from '../../api/running-org.ts';
import { CALL } from './calling-org.ts';
import { startOtherSystem, type OtherSystem } from './other-system.ts';

const DESK = `@RestResource(urlMapping='/desk/*')
global without sharing class Desk {
    @HttpGet
    global static String ask() {
        String secret = Keys__c.getOrgDefaults().Secret__c;
        Boolean isFirst = Cache.Org.get('asked') == null;
        Cache.Org.put('asked', true);
        String path = '/' + [SELECT COUNT() FROM Box__c] + '/' + secret + '/' + isFirst;
        String answer = Call.get(path);
        insert new Box__c(Name = 'asked');
        return path + ' ' + answer + ' ' + [SELECT COUNT() FROM Box__c] + ' ' + Keys__c.getOrgDefaults().Secret__c;
    }
    @HttpPost
    global static Integer add() {
        insert new Box__c(Name = 'added');
        Keys__c keys = Keys__c.getOrgDefaults();
        keys.Secret__c = 'changed';
        upsert keys;
        return [SELECT COUNT() FROM Box__c];
    }
}`;

let org: RunningLocalOrg;
let other: OtherSystem;
let token: string;
let remove: () => Promise<void>;
before(async () => {
  other = await startOtherSystem();
  const projectDir = await writeProject({
    ...CALL,
    ...customObject('Box__c', ''),
    'objects/Keys__c/Keys__c.object-meta.xml':
      '<?xml version="1.0" encoding="UTF-8"?><CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><customSettingsType>Hierarchy</customSettingsType><label>Keys</label><visibility>Protected</visibility></CustomObject>',
    ...field('Keys__c', 'Secret__c', '<type>Text</type><length>20</length>'),
    ...apexClass('Desk', DESK),
  });
  remove = () => rm(projectDir, { recursive: true });
  org = await startTestOrg({ projectDir, users: [], callouts: { namedCredentials: { Open: { url: other.url } } } });
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(async () => {
  await org.close();
  await other.close();
  await remove();
});
beforeEach(() => {
  other.received.length = 0;
});

test('a called system may call back into the org; the caller reads on as it was until it has its answer', async () => {
  other.answers = async (_request, response) => {
    const { body } = await rest<number>(org, token, 'POST', '/services/apexrest/desk');
    response.end(`there are ${body}`);
  };
  const { status, body } = await rest<string>(org, token, 'GET', '/services/apexrest/desk');
  assert.deepEqual([status, body], [200, '/0/null/true there are 1 2 changed']);
  assert.deepEqual(
    other.received.map(({ path }) => path),
    ['/0/null/true'],
  );
});

test('anonymous Apex calls out, and its log tells of one run', async () => {
  other.answers = (_request, response) => void response.end('hello');
  const code = "System.debug('before'); System.debug(Call.get('/x'));";
  const soap = await fetch(`${org.origin}/services/Soap/s/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header><SessionHeader xmlns="http://soap.sforce.com/2006/08/apex"><sessionId>${token}</sessionId></SessionHeader></env:Header><env:Body><executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex"><apexcode>${code}</apexcode></executeAnonymous></env:Body></env:Envelope>`,
  });
  assert.deepEqual((await soap.text()).match(/\|DEBUG\|\w+/g), ['|DEBUG|before', '|DEBUG|hello']);
  const failing = encodeURIComponent("Call.get('/x'); Integer x = 1 / 0;");
  const { body } = await rest(org, token, 'GET', `/tooling/executeAnonymous?anonymousBody=${failing}`);
  assert.equal(body['exceptionMessage'], 'System.MathException: Divide by 0');
});

test('other requests are served while Apex waits', async () => {
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    other.answers = (_request, response) => {
      release = () => void response.end('late');
      resolve();
    };
  });
  const waiting = rest<string>(org, token, 'GET', '/services/apexrest/desk');
  await reached;
  const meanwhile = await rest(org, token, 'GET', '/limits');
  assert.equal(meanwhile.status, 200);
  release();
  assert.match((await waiting).body, / late /);
});
