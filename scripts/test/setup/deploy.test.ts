// Deployments: their order, and what an admin reads when the org refuses one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkSchema } from '../../check/schema.ts';
import { readSourceTree } from '../../check/source-tree.ts';
import { meaningOf } from '../../setup/deploy/known-errors.ts';
import { deploy } from '../../setup/deploy/run-stage.ts';
import { stagesFor } from '../../setup/deploy/stages.ts';
import { SetupFailure } from '../../setup/failure.ts';
import type { Sf } from '../../setup/sf.ts';
import { ROOT } from '../check/planted.ts';

test('settings come first, the project is one deployment, the client app follows what it names', () => {
  const stages = stagesFor(ROOT, {}, ['Order']);
  assert.deepEqual(
    stages.map(({ paths }) => paths.length > 20),
    [false, true, false],
  );
  assert.deepEqual(stages[0]!.paths, ['config/org-settings/settings/Order.settings-meta.xml']);
  const project = stages[1]!.paths.join(' ');
  for (const folder of [
    'networks',
    'sites',
    'digitalExperiences',
    'digitalExperienceConfigs',
    'classes',
    'permissionsets',
  ])
    assert.ok(project.includes(`default/${folder}`), folder);
  assert.doesNotMatch(project, /externalClientApps|extlClntApp/);
});

test('an org where all settings are on gets none', () => {
  assert.equal(stagesFor(ROOT, {}, []).length, 2);
});

test('with a connected app no folder of the external client app is deployed', () => {
  const stages = stagesFor(ROOT, { 'client-app': 'connected-app' }, []);
  assert.deepEqual(stages.at(-1)!.paths, ['var/connected-app/connectedApps']);
  assert.doesNotMatch(stages.flatMap(({ paths }) => paths).join(' '), /externalClientApps|extlClntApp/);
});

const deployment = {
  ...{ root: ROOT, target: 'dev', title: 'the project', paths: ['force-app'], isRehearsal: true, wait: '60' },
};
const answering =
  (answer: object): Sf =>
  () =>
    Promise.resolve(answer as never);

test('every refused component is named with file, line and, where it is known, what it means', async () => {
  const files = [
    { type: 'ApexClass', fullName: 'A', state: 'Failed', filePath: join(ROOT, 'force-app/A.cls'), lineNumber: 3, columnNumber: 5, error: 'Variable does not exist: x' },
    { type: 'SharingSet', fullName: 'Customers', state: 'Failed', filePath: '', error: 'In field: profile - no Profile named X found' },
    { type: 'Layout', fullName: 'B', state: 'Created', filePath: 'b' },
  ]; // prettier-ignore
  const sf = answering({ status: 1, result: { id: '0Af1', status: 'Failed', files } });
  await assert.rejects(deploy(sf, deployment), (error) => {
    assert.ok(error instanceof SetupFailure);
    assert.match(error.message, /force-app\/A.cls:3:5: Variable does not exist: x/);
    assert.match(error.message, /SharingSet Customers: In field.*\n.*→ The org has no profile of that name/);
    assert.doesNotMatch(error.message, /Layout/);
    assert.match(error.where, /0Af1/);
    assert.match(error.next, /Nothing was changed/);
    return true;
  });
});

for (const failures of [
  [{ name: 'AT', methodName: 'works', message: 'Assertion Failed', stackTrace: 'Class.AT.works: line 4' }],
  { name: 'AT', methodName: 'works', message: 'Assertion Failed' },
])
  test(`a failed Apex test is named (${Array.isArray(failures) ? 'a list' : 'one'})`, async () => {
    const sf = answering({ status: 1, result: { details: { runTestResult: { failures } } } });
    await assert.rejects(deploy(sf, deployment), /test AT.works: Assertion Failed/);
  });

test('a deployment that did nothing because the CLI refused it says the CLI’s words', async () => {
  const sf = answering({ status: 1, message: 'INSUFFICIENT_ACCESS: use of the Metadata API requires …' });
  await assert.rejects(deploy(sf, deployment), /requires …\n.*→ Your user lacks a right/);
});

test('what the org already had is told from what is new', async () => {
  const files = [
    { type: 'Layout', fullName: 'A', state: 'Unchanged' },
    { type: 'Layout', fullName: 'B', state: 'Created' },
  ];
  const sf = answering({ status: 0, result: { files, numberComponentsTotal: 2, numberTestsCompleted: 12 } });
  const { lines } = await deploy(sf, { ...deployment, isRehearsal: false });
  assert.deepEqual(lines, ['deployed: 2 components, 1 of them new or changed, 12 Apex tests passed']);
});

test('what was rehearsed with its Apex tests is deployed without running them again', async () => {
  const calls: string[] = [];
  const sf: Sf = (args) => {
    calls.push(args.join(' '));
    return Promise.resolve({ status: 0, result: { id: '0Af1', numberTestsCompleted: 12 } } as never);
  };
  const { rehearsalId } = await deploy(sf, deployment);
  await deploy(sf, { ...deployment, isRehearsal: false, ...(rehearsalId && { rehearsalId }) });
  assert.deepEqual(calls[1], 'project deploy quick --job-id 0Af1 --target-org dev --wait 60');
});

test('a rehearsal without tests leads to a deployment like any other', async () => {
  const sf = answering({ status: 0, result: { id: '0Af1', numberTestsCompleted: 0 } });
  assert.equal((await deploy(sf, deployment)).rehearsalId, undefined);
});

test('an unknown refusal gets no meaning made up for it', () => {
  assert.equal(meaningOf('Something that nobody has seen'), undefined);
});

test('the files of config/org-settings and the client apps fit the Metadata API', async () => {
  const root = await mkdtemp(join(tmpdir(), 'portway-settings-'));
  try {
    await cp(join(ROOT, 'config/org-settings'), join(root, 'all'), { recursive: true });
    for (const [template, file] of [
      ['Customer_Portal_Integration.connectedApp', 'connectedApps/App.connectedApp'],
      ['Customer_Portal_Integration_glbloauth.ecaGlblOauth', 'extlClntAppGlobalOauthSets/App.ecaGlblOauth'],
    ])
      await cp(join(ROOT, `config/salesforce/${template}-meta.xml.template`), join(root, `all/${file}-meta.xml`));
    const project = { packageDirectories: [{ path: 'all', default: true }], sourceApiVersion: '67.0' };
    await writeFile(join(root, 'sfdx-project.json'), JSON.stringify(project));
    const tree = readSourceTree(root);
    assert.equal(tree.files.length, 8);
    assert.deepEqual(checkSchema(tree).findings, []);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

/** Names of settings that org-settings, the scratch definition and the preflight use. */
const TYPES = readFileSync(join(ROOT, 'node_modules/@salesforce/types/lib/metadata.d.ts'), 'utf8');

test('every setting of the scratch definition exists in the Metadata API', () => {
  const { settings } = JSON.parse(readFileSync(join(ROOT, 'config/project-scratch-def.json'), 'utf8')) as {
    settings: Record<string, Record<string, unknown>>;
  };
  for (const [group, values] of Object.entries(settings)) {
    const name = `${group[0]!.toUpperCase()}${group.slice(1)}`;
    const type = new RegExp(`^export type ${name} = [^]*?^};`, 'm').exec(TYPES)?.[0];
    assert.ok(type, name);
    for (const element of Object.keys(values))
      assert.match(type, new RegExp(`^ +${element}\\??:`, 'm'), `${name}.${element}`);
  }
});
