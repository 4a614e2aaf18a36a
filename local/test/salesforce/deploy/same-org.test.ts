// The proof: this project deployed into an empty org, as the Salesforce CLI deploys it, gives the org that a start from source gives.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import { buildOrg, type BuiltOrg } from '../../../src/salesforce/build-org.ts';
import { describeType } from '../../../src/salesforce/api/describe.ts';
import { MemoryEventLog } from '../../../src/salesforce/events/memory-event-log.ts';
import { testFilter } from '../../../src/salesforce/apex/testing/filter.ts';
import { runApexTests } from '../../../src/salesforce/apex/testing/run-tests.ts';
import type { LocalOrg } from '../../../src/salesforce/org.ts';
import type { Row } from '../../../src/salesforce/schema/schema.ts';
import { DEFAULT_ADMIN } from '../../../src/salesforce/security/user-seeds.ts';
import { sitePlaces } from '../../../src/salesforce/site/metadata/site.ts';
import { changesIn, emptyOrg, failuresIn, type Result, type Stage } from './stage.ts';

const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));
const API = '67.0';

let stage: Stage;
let source: BuiltOrg;
let zip: Buffer;
let result: Result;

before(async () => {
  // What the project file replaces from the environment is replaced with itself.
  process.env['PORTWAY_MIDDLEWARE_URL'] ??= 'https://middleware.example.com';
  process.env['PORTWAY_SITE_SENDER'] ??= 'portal.admin@portway.example.test';
  // The JavaScript of the components is made, not kept; without it they are left to `npm run build:lwc` and the CLI.
  const isBuilt = existsSync(`${PROJECT}/force-app/main/default/lwc/homePage/homePage.js`);
  const components = ComponentSet.fromSource(`${PROJECT}/force-app`).filter(
    ({ type }) => isBuilt || type.name !== 'LightningComponentBundle',
  );
  components.apiVersion = components.sourceApiVersion = API;
  const converted = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' });
  zip = converted.zipBuffer!;
  source = await buildOrg({ projectDir: PROJECT, events: (clock) => new MemoryEventLog(clock) });
  stage = await emptyOrg();
  result = await stage.deploy(zip);
});
after(() => stage.close());

test('all of it is created', () => {
  assert.deepEqual(failuresIn(result), []);
  assert.equal(result.status, 'Succeeded');
  assert.ok(result.numberComponentsTotal > 1000);
  assert.equal(result.numberComponentsDeployed, result.numberComponentsTotal);
  assert.deepEqual(
    changesIn(result).filter((text) => !text.endsWith(': created')),
    [],
  );
});

test('every object is described alike', () => {
  const described = (org: LocalOrg) =>
    [...org.schema.types.keys()].toSorted().map((name) => [name, describe(org, name)]);
  assert.deepEqual(described(stage.org), described(source));
});

/** Prefixes and ids of what the platform numbers in the order of creation differ between orgs that are otherwise alike. */
function describe(org: LocalOrg, name: string): unknown {
  const described = describeType(org.schema, org.userByName(DEFAULT_ADMIN.username), org.schema.type(name)!, 67);
  return JSON.parse(
    JSON.stringify(described, (key, value: unknown) => (key === 'keyPrefix' || key === 'recordTypeId' ? 0 : value)),
  );
}

test('permission sets, classes, list views, queues and all else that metadata makes are the same records', () => {
  const rows = (org: LocalOrg, type: string) => {
    const told = (value: unknown): unknown => (typeof value === 'string' ? nameOfId(org, value) : value);
    return [...org.store.all(type)]
      .map((row) =>
        JSON.stringify(
          Object.entries(row)
            .filter(([name]) => !OF_MOMENT.has(name))
            .map(([name, value]) => [name, told(value)]),
        ),
      )
      .toSorted();
  };
  for (const type of source.schema.types.keys())
    if (!OF_USERS.has(type)) assert.deepEqual(rows(stage.org, type), rows(source, type), type);
  for (const type of [
    'PermissionSet',
    'ObjectPermissions',
    'FieldPermissions',
    'SetupEntityAccess',
    'ListView',
    'ApexClass',
  ])
    assert.notEqual([...stage.org.store.all(type)].length, 0, type);
});

const OF_MOMENT = new Set([
  'Id',
  'CreatedDate',
  'LastModifiedDate',
  'SystemModstamp',
  'StartTime',
  'ApplicationId',
  'KeyPrefix',
  'GuestUserId', // comes into being with a deployment, see below
]);
/** A deployed site has a guest user. */
const OF_USERS = new Set(['User', 'PermissionSetAssignment']);

/** An id as what it stands for. */
function nameOfId(org: LocalOrg, value: string): unknown {
  const type = /^\w{18}$/.test(value) ? org.schema.typeOfId(value) : undefined;
  const row: Row | undefined = type && org.store.get(type.name, value);
  return row ? [type!.name, named(org, row)] : value.replace(/^X00e\w+$/, 'profile').replace(/^00e\w{15}$/, 'profile');
}

function named(org: LocalOrg, row: Row): unknown {
  const profile = row['ProfileId'] ? org.store.get('Profile', String(row['ProfileId']))?.['Name'] : undefined;
  return profile ?? row['DeveloperName'] ?? row['Name'] ?? row['Username'] ?? row['SobjectType'] ?? null;
}

test('flows, labels, layouts and sites are the same', () => {
  const flows = (org: LocalOrg & Pick<BuiltOrg, 'flowNamed'>) =>
    org.project
      .ofType('Flow')
      .map(({ fullName }) => [fullName, org.flowNamed(fullName)?.kind])
      .toSorted();
  assert.deepEqual(flows(stage.org as BuiltOrg), flows(source));
  for (const type of ['CustomLabel', 'Layout', 'FlexiPage', 'Network', 'CustomSite', 'CustomTab', 'Translations'])
    assert.deepEqual(namesOf(stage.org, type), namesOf(source, type), type);
  assert.deepEqual(
    sitePlaces(stage.org.project).map(({ name, urlPathPrefix }) => [name, urlPathPrefix]),
    sitePlaces(source.project).map(({ name, urlPathPrefix }) => [name, urlPathPrefix]),
  );
  assert.deepEqual(stage.running.sites.paths, ['/customer/']);
});

const namesOf = (org: LocalOrg, type: string): string[] =>
  org.project
    .ofType(type)
    .map(({ fullName }) => fullName)
    .toSorted();

test('the tests of a class pass in it as they do in source', () => {
  const options = { filter: testFilter(['CancellationTermsTest']), withCoverage: false };
  const outcome = (org: BuiltOrg) =>
    runApexTests(org, options).methods.map(({ methodName, verdict, message }) => [methodName, verdict, message]);
  const passed = outcome(stage.org as BuiltOrg);
  assert.ok(passed.length > 0);
  assert.deepEqual(passed, outcome(source));
});

test('deployed again, nothing changes', async () => {
  const again = await stage.deploy(zip);
  assert.equal(again.status, 'Succeeded');
  assert.deepEqual(
    changesIn(again).filter((text) => !text.endsWith(': unchanged')),
    [],
  );
});
