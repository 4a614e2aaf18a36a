// The preflight lists all that is missing at once, and tells it from what deserves a look and what could not be asked.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { preflight } from '../../setup/3-preflight.ts';
import { SetupFailure } from '../../setup/failure.ts';
import { goodOrg, type FakeOrgState } from './fake-org.ts';
import { labWith, projectFolder, type Ran } from './step-lab.ts';

let root: string;
before(async () => {
  root = await projectFolder('force-app');
});
after(() => rm(root, { recursive: true, force: true }));

const VARIABLES = { PORTWAY_MIDDLEWARE_URL: 'https://mw.example.com', PORTWAY_SITE_SENDER: 'portal@example.test' };

async function check(
  change: (org: FakeOrgState) => void,
  env: NodeJS.ProcessEnv = VARIABLES,
  turnsOn = false,
): Promise<Ran> {
  const org = goodOrg();
  change(org);
  return labWith(root, org).run(preflight, { 'turn-on-settings': turnsOn }, env);
}

const linesLike = ({ lines }: Ran, word: string): string[] => lines.filter((line) => line.startsWith(word));

test('an org that lacks nothing passes, and nothing is changed', async () => {
  const org = goodOrg();
  const ran = await labWith(root, org).run(preflight, {}, VARIABLES);
  assert.equal(ran.failure, undefined);
  assert.deepEqual([...linesLike(ran, 'MISSING'), ...linesLike(ran, 'not asked'), ...linesLike(ran, 'look at')], []);
});

/** What is done to the org, the finding’s line, and what mends it. */
// prettier-ignore
const FINDINGS: readonly [what: string, change: (org: FakeOrgState) => void, line: RegExp, mend: RegExp][] = [
  ['Group Edition', (org) => (org.records.Organization![0]!.OrganizationType = 'Group Edition'), /^MISSING +Edition/, /scratch org/],
  ['an older version', (org) => (org.apiVersion = '60.0'), /^MISSING +API version +60.0/, /sourceApiVersion/],
  ['an instance address', (org) => (org.instanceUrl = 'https://na1.salesforce.com'), /^MISSING +My Domain/, /My Domain/],
  ['orders off', (org) => delete org.records.Order, /^MISSING +Orders/, /Order Settings/],
  ['sites off', (org) => delete org.records.Network, /^MISSING +Digital Experiences/, /Enable Digital Experiences/],
  ['knowledge off', (org) => delete org.records.Knowledge__kav, /^MISSING +Knowledge/, /Knowledge Settings/],
  ['optional price books on', (org) => (org.settings.Order!.enableOptionalPricebook = 'true'), /^MISSING +Optional price/, /: off/],
  ['translations off', (org) => (org.settings.Language!.enableTranslationWorkbench = 'false'), /^MISSING +Translation W/, /Enable/],
  ['Japanese not active', (org) => (org.records.Translation![0]!.IsActive = false), /^MISSING +Translations into ja/, /add ja/],
  ['external profiles barred', (org) => (org.settings.Communities!.enableOotbProfExtUserOpsEnable = 'false'), /^MISSING +Standard ext/, /self-registration/],
  ['flows arrive inactive', (org) => (org.settings.Flow!.enableFlowDeployAsActiveEnabled = 'false'), /^MISSING +Deploy flows/, /as active/],
  ['open custom settings', (org) => (org.settings.Schema!.enableAdvancedCSSecurity = 'false'), /^look at +Restrict custom/, /Schema Settings/],
  ['no customer licence', (org) => org.records.UserLicense!.shift(), /^MISSING +Licence Customer Community Plus/, /Experience Cloud/],
  ['no licence left', (org) => (org.records.UserLicense![1]!.UsedLicenses = 20), /^look at +Licence Salesforce Integration +0 of 20/, /Company Info/],
  ['no permission set licence', (org) => (org.records.PermissionSetLicense = []), /^MISSING +Salesforce API Integration/, /Permission Set Lic/],
  ['no such profile', (org) => org.records.Profile!.shift(), /^MISSING +Profile Customer Community Plus User/, /licence/],
  ['a right less', (org) => (org.records.UserPermissionAccess![0]!.PermissionsAuthorApex = false), /^MISSING +Your right: Author Apex/, /profile/],
  ['no role', (org) => (org.records.User![0]!.UserRoleId = null), /^look at +Your role/, /step 5/],
  ['another lead rule', (org) => org.records.AssignmentRule!.push({ Name: 'Old', SobjectType: 'Lead', Active: true }), /^look at +Lead assignment rule.*Old/, /Merge/],
  ['an edited layout', (org) => org.records.Layout!.push({ Name: 'Order Layout', TableEnumOrId: 'Order', NamespacePrefix: null, LastModifiedDate: '2026-05-01', CreatedDate: '2020-01-01' }), /^look at +Page layouts.*Order Layout/, /leave/],
  ['a value of theirs', (org) => {
    org.picklists.Order = { Status: ['Draft', 'Shipped'] };
    org.records.Order = [{ Status: 'Shipped' }, { Status: 'Shipped' }];
  }, /^look at +Values of OrderStatus.*Shipped \(2 records\)/, /OrderStatus\.standardValueSet/],
];

for (const [what, change, line, mend] of FINDINGS)
  test(`${what}: found, with what mends it`, async () => {
    const ran = await check(change);
    const at = ran.lines.findIndex((each) => line.test(each));
    assert.notEqual(at, -1, ran.lines.join('\n'));
    assert.match(ran.lines[at + 2]!, mend);
    assert.equal(ran.failure instanceof SetupFailure, line.source.startsWith('^MISSING'));
  });

test('a layout of the project whose name the org does not know is told: nobody would see it', async () => {
  const ran = await check((org) =>
    org.records.Layout!.push({ Name: '注文 レイアウト', TableEnumOrId: 'Order', NamespacePrefix: null }),
  );
  assert.match(
    linesLike(ran, 'look at').join('\n'),
    /Page layouts.*shown to nobody until you assign them:.*Order “Order Layout”/,
  );
});

test('all that is missing is listed at once', async () => {
  const ran = await check((org) => {
    delete org.records.Order;
    org.records.PermissionSetLicense = [];
  }, {});
  assert.ok(ran.failure instanceof SetupFailure);
  assert.match(
    ran.failure.message,
    /Orders, Salesforce API Integration, Variable PORTWAY_MIDDLEWARE_URL, Variable PORTWAY_SITE_SENDER/,
  );
});

test('whoever gives the middleware’s user a full licence needs no integration licence', async () => {
  const org = goodOrg();
  org.records.PermissionSetLicense = [];
  const ran = await labWith(root, org).run(preflight, { 'integration-license': 'Salesforce' }, VARIABLES);
  assert.equal(ran.failure, undefined);
});

test('a setting that this set-up turns on does not stop it', async () => {
  const ran = await check((org) => delete org.records.Order, VARIABLES, true);
  assert.equal(ran.failure, undefined);
  assert.equal(linesLike(ran, 'to come').length, 1);
});

test('in an org of another language profiles are known by their Metadata API name, and licences are not said to be missing', async () => {
  const ran = await check((org) => {
    org.records.User![0]!.LanguageLocaleKey = 'ja';
    org.records.Profile![0]!.Name = 'カスタマーコミュニティ Plus ユーザー';
    org.listedProfiles = [{ fullName: 'Customer Community Plus User', id: '00e1' }];
    org.records.UserLicense![1]!.Name = 'インテグレーション';
  });
  assert.equal(ran.failure, undefined);
  assert.match(linesLike(ran, 'ok').join('\n'), /Profile Customer Community Plus User +there/);
  assert.match(linesLike(ran, 'not asked').join('\n'), /Licence Salesforce Integration.*your language is ja/);
});

test('what the org does not answer is neither in order nor missing', async () => {
  const ran = await check((org) => {
    const answer = { status: 1, name: 'INSUFFICIENT_ACCESS', message: 'not for you' };
    org.refusals = [
      { when: 'project retrieve', answer },
      { when: 'FROM UserLicense', answer },
    ];
  });
  assert.equal(ran.failure, undefined);
  assert.match(
    linesLike(ran, 'not asked').join('\n'),
    /Licence Customer Community Plus.*INSUFFICIENT_ACCESS: not for you/,
  );
  assert.match(linesLike(ran, 'not asked').join('\n'), /Optional price books.*not for you/);
});
