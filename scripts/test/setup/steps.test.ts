// Each step against an org: what it adds, that a second run adds nothing, that a run which stopped half way goes on.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { org as orgStep } from '../../setup/2-org.ts';
import { people } from '../../setup/5-people.ts';
import { data } from '../../setup/6-data.ts';
import { middlewareSettings } from '../../setup/7-middleware-settings.ts';
import { publish } from '../../setup/8-publish.ts';
import { environment, loginUrl } from '../../setup/9-environment.ts';
import { withOwner } from '../../setup/deploy/site-owner.ts';
import { SetupFailure } from '../../setup/failure.ts';
import { changesOf, ORG_ID } from './fake-org.ts';
import { labWith, projectFolder, type Lab, type Ran } from './step-lab.ts';

const SITE = 'force-app/main/default/sites';
const NETWORK = 'force-app/main/default/networks';
let lab: Lab;
beforeEach(async () => {
  lab = labWith(await projectFolder(SITE, NETWORK));
});
afterEach(() => rm(lab.root, { recursive: true, force: true }));

const text = ({ lines }: Ran): string => lines.join('\n');

function stoppedFor({ failure }: Ran): SetupFailure {
  assert.ok(failure instanceof SetupFailure, String(failure));
  return failure;
}

describe('the org', () => {
  test('a scratch org is made once', async () => {
    const options = { 'create-scratch': 'trial', 'dev-hub': 'hub' };
    assert.match(text(await lab.run(orgStep, options)), /made the scratch org trial/);
    assert.doesNotMatch(text(await lab.run(orgStep, options)), /made/);
    const made = lab.org.calls.filter((call) => call.startsWith('org create scratch'));
    assert.deepEqual(made.length, 1);
    assert.match(made[0]!, /--definition-file config\/project-scratch-def.json --alias trial .*--target-dev-hub hub/);
  });

  test('what the Dev Hub refuses is told with what it needs', async () => {
    const answer = { status: 1, name: 'SignupDuplicateUserNameError', message: 'daily limit reached' };
    lab.org.refusals = [{ when: 'org create scratch', answer }];
    const failure = stoppedFor(await lab.run(orgStep, { 'create-scratch': 'trial' }));
    assert.match(failure.message, /daily limit reached/);
    assert.match(failure.next, /scratch orgs left/);
  });
});

describe('people', () => {
  test('the integration user gets licence, permission set licence and permission set, in that order', async () => {
    const ran = await lab.run(people);
    assert.equal(ran.failure, undefined);
    const order = changesOf(lab.org).map((call) => /sobjects\/(\w+)/.exec(call)?.[1]);
    assert.deepEqual(order.slice(0, 3), ['User', 'PermissionSetLicenseAssign', 'PermissionSetAssignment']);
    const user = lab.org.records.User!.at(-1)!;
    assert.equal(user.Username, `integration@${ORG_ID.slice(0, 15).toLowerCase()}.portway.example`);
    assert.equal(user.ProfileId, '00e2');
  });

  test('profiles are found in an org of another language too', async () => {
    for (const profile of lab.org.records.Profile!) profile.Name = `標準 ${String(profile.Id)}`;
    lab.org.listedProfiles = [
      { fullName: 'Minimum Access - API Only Integrations', id: '00e2' },
      { fullName: 'Customer Community Plus User', id: '00e1' },
    ];
    assert.equal((await lab.run(people)).failure, undefined);
    assert.equal(lab.org.records.User!.at(-1)!.ProfileId, '00e2');
  });

  test('guest and agent get their permission sets, the agent all queues', async () => {
    await lab.run(people);
    const assigned = lab.org.records.PermissionSetAssignment!.map(
      (row) => `${String(row.AssigneeId)} ${String(row.PermissionSetId)}`,
    );
    assert.ok(assigned.includes('005G 0PSPortal_Guest') && assigned.includes('0051 0PSCustomer_Service_Agent'));
    assert.equal(lab.org.records.GroupMember!.length, 2);
  });

  test('a second run changes nothing', async () => {
    await lab.run(people);
    const before = changesOf(lab.org).length;
    const again = await lab.run(people);
    assert.equal(changesOf(lab.org).length, before);
    assert.ok(again.lines.every((line) => line.startsWith('there already')));
  });

  test('a run that the org stopped half way goes on where it stopped', async () => {
    const answer = { status: 1, name: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' };
    lab.org.refusals = [{ when: 'sobjects/PermissionSetAssignment', answer, times: 1 }];
    assert.match(
      stoppedFor(await lab.run(people)).message,
      /Adding permission set Customer_Portal_Integration.*exclusive access/,
    );
    const ran = await lab.run(people);
    assert.equal(ran.failure, undefined);
    assert.match(text(ran), /there already {2}integration user/);
    assert.match(text(ran), /added {10}permission set Customer_Portal_Integration/);
    assert.equal(lab.org.records.User!.length, 2);
  });

  test('a dry run says what would be added and adds nothing', async () => {
    const ran = await lab.run(people, { 'dry-run': true });
    assert.match(text(ran), /would add {6}integration user/);
    assert.deepEqual(changesOf(lab.org), []);
  });

  test('whoever deploys without a role gets one', async () => {
    lab.org.records.User![0]!.UserRoleId = null;
    await lab.run(people);
    assert.equal(lab.org.records.User![0]!.UserRoleId, '00E1');
    assert.equal(lab.org.calls.filter((call) => call.includes('PATCH') && call.includes('sobjects/User')).length, 1);
  });

  test('the owner of what guests make goes into a copy of the site’s file, which is deployed alone', async () => {
    lab.org.records.Site![0]!.GuestRecordDefaultOwnerId = '005X';
    await lab.run(people);
    const copy = await readFile(join(lab.root, 'var/setup/sites/Customer_Portal.site-meta.xml'), 'utf8');
    assert.match(copy, /<siteGuestRecordDefaultOwner>admin@example.test<\/siteGuestRecordDefaultOwner>\n *<siteType>/);
    assert.ok(lab.org.calls.some((call) => call.startsWith('project deploy start --source-dir var/setup/sites ')));
    assert.equal(withOwner(copy, 'admin@example.test'), copy);
  });

  test('people who register get the customers’ profile; where the org refuses it, that does not stop the step', async () => {
    await lab.run(people);
    assert.equal(lab.org.records.Network![0]!.SelfRegProfileId, '00e1');
    lab.org.records.Network![0]!.SelfRegProfileId = null;
    lab.org.refusals = [{ when: 'sobjects/Network', answer: { status: 1, message: 'not a member' } }];
    const ran = await lab.run(people);
    assert.equal(ran.failure, undefined);
    assert.match(text(ran), /look at.*not a member\n.*Login & Registration: choose Customer Community Plus User/);
  });

  test('without a deployment it says what is to be deployed first', async () => {
    lab.org.records.PermissionSet = [];
    assert.match(stoppedFor(await lab.run(people)).next, /4-deploy/);
  });
});

describe('data', () => {
  const sample = { 'sample-data': true };
  const count = (object: string): number => lab.org.records[object]!.length;

  test('the price books are made ready, and no sample data is loaded unless asked for', async () => {
    lab.org.records.Pricebook2![0]!.IsActive = false;
    await lab.run(data);
    assert.equal(lab.org.records.Pricebook2![0]!.IsActive, true);
    assert.deepEqual([count('Pricebook2'), count('Product2'), count('Account')], [2, 0, 0]);
  });

  test('a second run loads nothing', async () => {
    assert.equal((await lab.run(data, sample)).failure, undefined);
    const before = Object.values(lab.org.records).flat().length;
    assert.deepEqual([count('OrderItem'), count('Order'), count('Pricebook2')], [20, 10, 2]);
    assert.equal((await lab.run(data, sample)).failure, undefined);
    assert.equal(Object.values(lab.org.records).flat().length, before);
  });

  test('a load that stopped half way goes on with what is missing', async () => {
    const answer = { status: 1, name: 'X', message: 'ERROR: first error: UNABLE_TO_LOCK_ROW' };
    lab.org.refusals = [{ when: 'load Contact', answer, times: 1 }];
    assert.match(stoppedFor(await lab.run(data, sample)).message, /UNABLE_TO_LOCK_ROW/);
    assert.deepEqual([count('Account'), count('Contact')], [9, 0]);
    const ran = await lab.run(data, sample);
    assert.equal(ran.failure, undefined);
    assert.deepEqual([count('Account'), count('Contact'), count('OrderItem')], [9, 9, 20]);
    assert.ok(lab.org.records.Contact!.every((row) => String(row.AccountId).startsWith('Account')));
  });

  test('one line of an order that is gone is the one that is loaded', async () => {
    await lab.run(data, sample);
    lab.org.records.OrderItem!.splice(3, 1);
    const ran = await lab.run(data, sample);
    assert.match(text(ran), /loading {8}1 of OrderItem, 19 are there/);
    assert.equal(count('OrderItem'), 20);
  });

  test('articles are published, once', async () => {
    assert.match(text(await lab.run(data, sample)), /published {6}7 articles/);
    assert.match(text(await lab.run(data, sample)), /all articles are published/);
  });
});

describe('settings for the middleware', () => {
  const envFile = (): string => join(lab.root, 'config/middleware.env');

  test('the signing secret is made once, lies in the file and never on the screen', async () => {
    const first = await lab.run(middlewareSettings);
    const secret = String(lab.org.records.Middleware_Settings__c![0]!.Signing_Secret__c);
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.ok((await readFile(envFile(), 'utf8')).includes(`\nSALESFORCE_SIGNING_SECRETS=${secret}\n`));
    assert.equal((await stat(envFile())).mode & 0o777, 0o600);
    const again = await lab.run(middlewareSettings);
    assert.equal(lab.org.records.Middleware_Settings__c![0]!.Signing_Secret__c, secret);
    assert.ok(!(text(first) + text(again)).includes(secret));
    assert.ok(!lab.org.calls.some((call) => call.includes(secret)));
  });

  test('a secret that the middleware has already is the one that the org gets', async () => {
    await writeFile(envFile(), 'SALESFORCE_SIGNING_SECRETS=whsec_new,whsec_old\n');
    await lab.run(middlewareSettings);
    assert.equal(lab.org.records.Middleware_Settings__c![0]!.Signing_Secret__c, 'whsec_new');
  });

  test('two secrets that differ are told and none is overwritten', async () => {
    lab.org.records.Middleware_Settings__c = [{ Id: 'a001', SetupOwnerId: ORG_ID, Signing_Secret__c: 'whsec_a' }];
    await writeFile(envFile(), 'SALESFORCE_SIGNING_SECRETS=whsec_b\n');
    assert.match(text(await lab.run(middlewareSettings)), /look at.*payment requests will be refused/);
    assert.equal(await readFile(envFile(), 'utf8'), 'SALESFORCE_SIGNING_SECRETS=whsec_b\n');
    assert.equal(lab.org.records.Middleware_Settings__c[0]!.Signing_Secret__c, 'whsec_a');
  });

  test('a named credential that points elsewhere is told', async () => {
    const ran = await lab.run(middlewareSettings, {}, { PORTWAY_MIDDLEWARE_URL: 'https://other.example.com' });
    assert.match(text(ran), /look at.*https:\/\/mw.example.com, PORTWAY_MIDDLEWARE_URL is https:\/\/other.example.com/);
  });

  test('WHMCS’s address is set as an origin', async () => {
    await lab.run(middlewareSettings, { 'whmcs-origin': 'https://billing.example.com/index.php' });
    assert.equal(lab.org.records.Middleware_Settings__c![0]!.WHMCS_Origin__c, 'https://billing.example.com');
  });
});

describe('publishing', () => {
  test('ends with the site’s address', async () => {
    assert.match(text(await lab.run(publish)), /published {6}Customer Portal: https:\/\/example.my.site.com\/customer/);
  });

  test('a background operation that failed stops it', async () => {
    lab.org.records.BackgroundOperation![0]!.Status = 'Error';
    assert.match(stoppedFor(await lab.run(publish)).message, /ended as Error/);
  });

  test('a site that is not live yet is activated before it is published', async () => {
    lab.org.records.Network![0]!.Status = 'UnderConstruction';
    assert.match(text(await lab.run(publish)), /^activated.*UnderConstruction\npublished/);
    assert.equal(lab.org.records.Network![0]!.Status, 'Live');
  });

  test('an activation that the org refuses ends with where to do it by hand', async () => {
    lab.org.records.Network![0]!.Status = 'UnderConstruction';
    lab.org.refusals = [{ when: 'sobjects/Network', answer: { status: 1, message: 'not allowed' } }];
    const failure = stoppedFor(await lab.run(publish));
    assert.match(failure.message, /Activating Customer Portal: not allowed/);
    assert.match(failure.next, /Administration → Settings → Activate/);
  });

  test('without a site it says what is to be deployed first', async () => {
    lab.org.records.Network = [];
    assert.match(stoppedFor(await lab.run(publish)).next, /4-deploy/);
  });
});

describe('the environment', () => {
  test('without a consumer key it says which step makes one', async () => {
    assert.match(stoppedFor(await lab.run(environment)).next, /1-keys/);
    assert.ok(!existsSync(join(lab.root, 'config/middleware.env')));
  });

  for (const [instance, isSandbox, url] of [
    ['https://acme.my.salesforce.com', false, 'https://login.salesforce.com'],
    ['https://acme--dev.sandbox.my.salesforce.com', true, 'https://test.salesforce.com'],
    ['http://127.0.0.1:4800/', false, 'http://127.0.0.1:4800'],
  ] as const)
    test(`${instance} signs in at ${url}`, () => assert.equal(loginUrl(instance, isSandbox), url));
});
