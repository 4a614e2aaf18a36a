// Deploying: the whole project into an empty org, mistakes that are shown with their place, tests that fail.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliCase } from '../case.ts';
import { ALIAS, type CliLab } from '../lab.ts';
import type { SfOptions, SfReply } from '../sf.ts';
import { query } from './data.ts';

/** A whole project is validated with all its Apex tests. */
const LONG_MS = 600_000;

interface DeployedFile {
  readonly fullName: string;
  readonly type: string;
  readonly state: string;
  readonly filePath?: string;
  readonly error?: string;
  readonly lineNumber?: number;
}

interface Deployment {
  readonly id: string;
  readonly status: string;
  readonly numberComponentsDeployed: number;
  readonly numberComponentsTotal: number;
  readonly numberTestsCompleted: number;
  readonly files: readonly DeployedFile[];
}

const deploy = (lab: CliLab, more: readonly string[], options: Partial<SfOptions> = {}): Promise<SfReply> =>
  lab.sf(['project', 'deploy', 'start', '-o', ALIAS, ...more], { timeoutMs: LONG_MS, ...options });

const resultOf = ({ stdout }: SfReply): Deployment => (JSON.parse(stdout) as { result: Deployment }).result;

const classMeta =
  '<?xml version="1.0" encoding="UTF-8"?><ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><status>Active</status></ApexClass>';

/** Writes a class into a folder of the admin's project. @returns the folder */
async function writeClass(lab: CliLab, folder: string, name: string, source: string): Promise<string> {
  const path = join(lab.project, folder, 'main/default/classes');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, `${name}.cls`), source);
  await writeFile(join(path, `${name}.cls-meta.xml`), classMeta);
  return folder;
}

/** The project again, with one mistake in it. */
async function withMistake(lab: CliLab, name: string, file: string, from: string, to: string): Promise<string> {
  const cwd = join(lab.folder, name);
  await cp(lab.project, cwd, { recursive: true });
  const path = join(cwd, 'force-app/main/default', file);
  const text = await readFile(path, 'utf8');
  assert.ok(text.includes(from), `${file} no longer says ${from}`);
  await writeFile(path, text.replace(from, to));
  return cwd;
}

/** Package directories of the planted classes, beside the project's own. */
async function addPackageDirectory(lab: CliLab, path: string): Promise<void> {
  const file = join(lab.project, 'sfdx-project.json');
  const project = JSON.parse(await readFile(file, 'utf8')) as { packageDirectories: { path: string }[] };
  if (!project.packageDirectories.some((one) => one.path === path)) project.packageDirectories.push({ path });
  await writeFile(file, JSON.stringify(project));
}

const MISTAKE = {
  file: 'permissionsets/Customer_Service_Agent.permissionset-meta.xml',
  from: '<field>Account.Id_Verification_Method__c</field>',
  to: '<field>Account.Nothing__c</field>',
};

export const DEPLOY_CASES: readonly CliCase[] = [
  {
    name: 'project deploy validate runs all tests on the whole project and changes nothing',
    run: async (lab) => {
      const args = [
        'project',
        'deploy',
        'validate',
        '-o',
        ALIAS,
        '-d',
        'force-app',
        '-l',
        'RunLocalTests',
        '-w',
        '10',
        '--json',
      ];
      const reply = await lab.ok(args, { timeoutMs: LONG_MS });
      const deployment = resultOf(reply);
      assert.equal(deployment.status, 'Succeeded');
      assert.ok(deployment.numberTestsCompleted > 100);
      assert.equal((await query(lab, "SELECT Id FROM ApexClass WHERE Name = 'OwnServices'")).totalSize, 0);
    },
  },
  {
    name: 'project deploy start shows a planted mistake with its component, line and words, and deploys nothing',
    run: async (lab) => {
      const { file, from, to } = MISTAKE;
      const cwd = await withMistake(lab, 'mistaken', file, from, to);
      const human = await deploy(lab, ['-d', 'force-app'], { cwd });
      assert.equal(human.exitCode, 1);
      assert.match(human.text, /Component Failures/);
      const failed = resultOf(await deploy(lab, ['-d', 'force-app', '--json'], { cwd })).files.filter(
        ({ state }) => state === 'Failed',
      );
      const [mistake] = failed;
      assert.equal(failed.length, 1, JSON.stringify(failed));
      assert.equal(mistake!.fullName, 'Customer_Service_Agent');
      assert.match(mistake!.error!, /Nothing__c/);
      assert.ok(mistake!.filePath!.endsWith(file));
      assert.equal(
        (await query(lab, "SELECT Id FROM PermissionSet WHERE Name = 'Customer_Service_Agent'")).totalSize,
        0,
      );
    },
  },
  {
    name: 'project deploy start deploys the whole project into the empty org, with progress',
    isShort: true,
    run: async (lab) => {
      const reply = await deploy(lab, ['-d', 'force-app']);
      assert.equal(reply.exitCode, 0, reply.text);
      assert.match(reply.text, /Components: \d+\/\d+/);
      assert.equal((await query(lab, "SELECT Id FROM ApexClass WHERE Name = 'OwnServices'")).totalSize, 1);
    },
  },
  {
    name: 'project deploy start of the same again changes nothing and says so',
    run: async (lab) => {
      const { status, files } = resultOf(await deploy(lab, ['-d', 'force-app/main/default/flows', '--json']));
      assert.equal(status, 'Succeeded');
      assert.deepEqual([...new Set(files.map(({ state }) => state))], ['Unchanged']);
    },
  },
  {
    name: 'project deploy quick deploys what was validated, and report tells it afterwards',
    run: async (lab) => {
      const tests = ['-l', 'RunSpecifiedTests', '-t', 'OwnServicesTest', '--json'];
      const validate = ['project', 'deploy', 'validate', '-o', ALIAS, '-d', 'force-app/main/default/flows', ...tests];
      const validated = resultOf(await lab.ok(validate, { timeoutMs: LONG_MS })).id;
      const quick = ['project', 'deploy', 'quick', '-o', ALIAS, '-i', validated];
      const { id } = await lab.result<{ id: string }>(quick, { timeoutMs: LONG_MS });
      const { status } = await lab.result<Deployment>(['project', 'deploy', 'report', '-o', ALIAS, '-i', id]);
      assert.equal(status, 'Succeeded');
    },
  },
  {
    name: 'project deploy start by REST deploys as by SOAP',
    run: async (lab) => {
      const env = { SF_ORG_METADATA_REST_DEPLOY: 'true' };
      const reply = await deploy(lab, ['-d', 'force-app/main/default/flows', '--json'], { env });
      assert.equal(resultOf(reply).status, 'Succeeded');
    },
  },
  {
    name: 'a class that does not compile is shown with line and column',
    isShort: true,
    run: async (lab) => {
      const folder = await writeClass(
        lab,
        'planted',
        'Planted',
        'public class Planted {\n  public Integer i = nothing;\n}',
      );
      await addPackageDirectory(lab, folder);
      const [failure] = resultOf(await deploy(lab, ['-d', folder, '--json'])).files.filter(
        ({ state }) => state === 'Failed',
      );
      assert.deepEqual([failure!.fullName, failure!.lineNumber], ['Planted', 2]);
      assert.match(failure!.error!, /nothing/);
      await rm(join(lab.project, folder), { recursive: true });
      await mkdir(join(lab.project, folder));
    },
  },
  {
    name: 'a failing Apex test ends a deployment that runs it, and apex run test with exit code 100',
    run: async (lab) => {
      const source =
        "@IsTest private class PlantedTest {\n  @IsTest static void fails() { System.assertEquals(1, 2, 'one is not two'); }\n}";
      const folder = await writeClass(lab, 'planted', 'PlantedTest', source);
      await addPackageDirectory(lab, folder);
      const refused = await deploy(lab, ['-d', folder, '-l', 'RunSpecifiedTests', '-t', 'PlantedTest']);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.text, /PlantedTest[^]*one is not two/);
      assert.equal((await deploy(lab, ['-d', folder])).exitCode, 0);
      for (const how of [['--synchronous'], ['--wait', '5']]) {
        const run = await lab.sf(['apex', 'run', 'test', '-o', ALIAS, '--class-names', 'PlantedTest', ...how]);
        assert.equal(run.exitCode, 100, run.text);
        assert.match(run.text, /one is not two/);
      }
    },
  },
  {
    name: 'project delete source takes a class away again',
    run: async (lab) => {
      await lab.ok(['project', 'delete', 'source', '-o', ALIAS, '-m', 'ApexClass:PlantedTest', '--no-prompt'], {
        timeoutMs: LONG_MS,
      });
      assert.equal((await query(lab, "SELECT Id FROM ApexClass WHERE Name = 'PlantedTest'")).totalSize, 0);
    },
  },
];
