// What goes on while the org is replaced: Apex that waits for another system, events and their streams, sign-ins, sites.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { generate } from 'selfsigned';
import { startLocalOrg } from '../../../src/salesforce/main.ts';
import { startOtherSystem, type OtherSystem } from '../apex/callouts/other-system.ts';
import { connect, type SchemaInfo } from '../pubsub/subscriber.ts';
import { failuresIn, Stage } from './stage.ts';
import { apexClass, packageXml, XMLNS, zipOf } from './zip.ts';

let other: OtherSystem;
let stage: Stage;
before(async () => {
  other = await startOtherSystem();
  const callouts = { remoteSites: { Elsewhere: { url: other.url } } };
  stage = new Stage(await startLocalOrg({ users: [], port: 0, pubsubPort: 0, clients: [], callouts }));
});
after(async () => {
  await stage.close();
  await other.close();
});

const xml = (type: string, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} ${XMLNS}>${body}</${type}>`;

test('Apex that waits for another system ends in the org it began in, and what it saved is there afterwards', async () => {
  const caller =
    "public class Caller {\n  public static void call() {\n    HttpRequest r = new HttpRequest();\n    r.setEndpoint('https://elsewhere.example/x');\n    r.setMethod('GET');\n    String body = new Http().send(r).getBody();\n    insert new Account(Name = body);\n  }\n}";
  const files = {
    'remoteSiteSettings/Elsewhere.remoteSite': xml(
      'RemoteSiteSetting',
      '<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://elsewhere.example</url>',
    ),
    ...apexClass('Caller', caller),
  };
  const first = await stage.deploy(
    zipOf({ 'package.xml': packageXml({ ApexClass: ['*'], RemoteSiteSetting: ['*'] }), ...files }),
  );
  assert.deepEqual(failuresIn(first), []);
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    other.answers = (_request, response) => {
      answer = () => void response.end('from elsewhere');
      resolve();
    };
  });
  const running = stage.anonymous('Caller.call();');
  await asked;
  const begun = await stage.begin(
    zipOf({ 'package.xml': packageXml({ ApexClass: ['*'] }), ...apexClass('Fresh', 'public class Fresh {}') }),
  );
  const { id } = (await begun.json()) as { id: string };
  const result = await stage.finished(id, ({ stateDetail }) => {
    if (stateDetail?.startsWith('Waiting for 1 transaction')) answer();
  });
  assert.equal(result.status, 'Succeeded');
  assert.deepEqual(await running, { ...(await running), success: true });
  assert.deepEqual(
    (await stage.query('SELECT Name FROM Account')).map(({ Name }) => Name),
    ['from elsewhere'],
  );
  assert.equal((await stage.anonymous('new Fresh();')).success, true);
});

const event = (...fields: string[]) =>
  xml(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType>${fields.map((name) => `<fields><fullName>${name}</fullName><label>${name}</label><length>40</length><type>Text</type></fields>`).join('')}<label>Rang</label><pluralLabel>Rangs</pluralLabel><publishBehavior>PublishAfterCommit</publishBehavior>`,
  );

test('a stream goes on through a deployment, with the new fields of its event', async () => {
  const deploy = (...fields: string[]) =>
    stage.deploy(
      zipOf({ 'package.xml': packageXml({ CustomObject: ['*'] }), 'objects/Rang__e.object': event(...fields) }),
    );
  await deploy('Who__c');
  const client = connect(stage.running, stage.token);
  const stream = client.subscribe({ topicName: '/event/Rang__e', replayPreset: 'LATEST', numRequested: 10 });
  const schemaOf = () => client.call<{ schemaId: string }>('GetTopic', { topicName: '/event/Rang__e' });
  const before = await schemaOf();
  const events = async (count: number) => {
    while (stream.responses.flatMap(({ events }) => events).length < count) await once(stream.stream, 'data');
    return stream.responses.flatMap(({ events }) => events);
  };
  await stage.anonymous("EventBus.publish(new Rang__e(Who__c = 'one'));");
  await events(1);
  await deploy('Who__c', 'Where__c');
  await stage.anonymous("EventBus.publish(new Rang__e(Who__c = 'two', Where__c = 'there'));");
  const [first, second] = await events(2);
  assert.equal(stream.error, undefined);
  assert.equal(first!.event.schemaId, before.schemaId);
  assert.equal(second!.event.schemaId, (await schemaOf()).schemaId);
  assert.notEqual(second!.event.schemaId, before.schemaId);
  const { schemaJson } = await client.call<SchemaInfo>('GetSchema', { schemaId: before.schemaId });
  assert.doesNotMatch(schemaJson, /Where__c/);
  stream.stream.cancel();
  client.close();
});

test('each event runs the triggers of the org as it was when it was published, once', async () => {
  const deploy = (suffix: string) =>
    stage.deploy(
      zipOf({
        'package.xml': packageXml({ ApexTrigger: ['*'] }),
        'triggers/OnRang.trigger': `trigger OnRang on Rang__e (after insert) {\n  for (Rang__e e : Trigger.new) insert new Account(Name = e.Who__c + '${suffix}');\n}`,
        'triggers/OnRang.trigger-meta.xml': xml('ApexTrigger', '<apiVersion>65.0</apiVersion><status>Active</status>'),
      }),
    );
  assert.deepEqual(failuresIn(await deploy(' old')), []);
  const { org } = stage;
  const admin = () => org.userByName('admin@local-org.test');
  const publish = (who: string) =>
    org.transact(admin(), (tx) => void org.apex.runAnonymous(tx, `EventBus.publish(new Rang__e(Who__c = '${who}'));`));
  publish('a');
  await deploy(' new');
  publish('b');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const names = (await stage.query("SELECT Name FROM Account WHERE Name LIKE '_ ___' ORDER BY Name")).map(
    ({ Name }) => Name,
  );
  assert.deepEqual(names, ['a old', 'b new']);
});

test('a client app whose certificate is deployed can sign in; a certificate that is none is refused', async () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { cert } = await generate([{ name: 'commonName', value: 'client' }], {
    keyPair: { privateKey: key, publicKey },
  });
  const app = (certificate: string) =>
    stage.deploy(
      zipOf({
        'package.xml': packageXml({
          ExternalClientApplication: ['*'],
          ExtlClntAppGlobalOauthSettings: ['*'],
          ExtlClntAppOauthSettings: ['*'],
          ExtlClntAppConfigurablePolicies: ['*'],
          ExtlClntAppOauthConfigurablePolicies: ['*'],
          PermissionSet: ['*'],
        }),
        'permissionsets/Robots.permissionset': xml('PermissionSet', '<label>Robots</label>'),
        'externalClientApps/Robot.eca': xml(
          'ExternalClientApplication',
          '<contactEmail>a@b.example</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>Robot</label>',
        ),
        'extlClntAppGlobalOauthSets/Robot_glbl.ecaGlblOauth': xml(
          'ExtlClntAppGlobalOauthSettings',
          `<callbackUrl>https://x.example</callbackUrl><certificate>${certificate}</certificate><consumerKey>robot-key</consumerKey><externalClientApplication>Robot</externalClientApplication><label>Robot</label>`,
        ),
        'extlClntAppOauthSettings/Robot_oauth.ecaOauth': xml(
          'ExtlClntAppOauthSettings',
          '<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes><externalClientApplication>Robot</externalClientApplication><label>Robot</label>',
        ),
        'extlClntAppPolicies/Robot_plcy.ecaPlcy': xml(
          'ExtlClntAppConfigurablePolicies',
          '<externalClientApplication>Robot</externalClientApplication><isEnabled>true</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled><label>Robot</label>',
        ),
        'extlClntAppOauthPolicies/Robot_oauthPlcy.ecaOauthPlcy': xml(
          'ExtlClntAppOauthConfigurablePolicies',
          '<commaSeparatedPermissionSet>Robots</commaSeparatedPermissionSet><externalClientApplication>Robot</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>Robot</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType>',
        ),
      }),
    );
  assert.match(
    failuresIn(await app('no certificate'))[0]!,
    /^extlClntAppGlobalOauthSets\/Robot_glbl\.ecaGlblOauth:2 the certificate of the client app cannot be read/,
  );
  assert.deepEqual(failuresIn(await app(cert)), []);
  const [{ Id: PermissionSetId }] = (await stage.query("SELECT Id FROM PermissionSet WHERE Name = 'Robots'")) as [
    { Id: string },
  ];
  const AssigneeId = stage.org.userByName('admin@local-org.test').userId;
  await stage.create('PermissionSetAssignment', { AssigneeId, PermissionSetId });
  const { origin } = stage.running;
  const claims = {
    iss: 'robot-key',
    sub: 'admin@local-org.test',
    aud: origin,
    exp: Math.floor(Date.now() / 1000) + 60,
  };
  const signed = [{ alg: 'RS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
  const response = await fetch(`${origin}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  });
  assert.equal(response.status, 200, await response.text());
});
