// The workflows are safe to run on what strangers propose, ask for what exists, and keep step with the rest of the project.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkWorkflows, findingsIn } from '../../check/workflows.ts';
import { PINNED } from '../../cli/pinned-cli.ts';
import { ROOT } from './planted.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const CHECK = read('.github/workflows/check.yml');
const SCRATCH = read('.github/workflows/scratch-org.yml');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const OFFERS = { scripts: new Set(Object.keys(scripts)), hasFile: (path: string) => path === 'scripts/there.ts' };

test('the project’s own workflows break no rule', () => {
  assert.deepEqual(checkWorkflows({ root: ROOT }), { summary: '2 workflows', findings: [] });
});

test('the gate on GitHub runs what .ci/run runs, in its order', () => {
  const commands = (text: string): string[] =>
    [...text.matchAll(/^\s*(?:- run: )?(npm (?:ci|run check|test))$/gm)].map(([, line]) => line!);
  assert.deepEqual(commands(CHECK), commands(read('.ci/run')));
});

test('a scratch org is set up with the Salesforce CLI that the project is tested with', () => {
  assert.ok(SCRATCH.includes(`npm install --global @salesforce/cli@${PINNED['@salesforce/cli']}\n`));
});

test('a scratch org is set up by options that the set-up knows', () => {
  const [, given = ''] = /npm run setup -- ([^#]*?)\n {6}- /.exec(SCRATCH)!;
  const help = execFileSync(process.execPath, [join(ROOT, 'scripts/setup.ts'), '--help'], { encoding: 'utf8' });
  const options = [...given.matchAll(/--[a-z-]+/g)].map(([option]) => option);
  assert.ok(options.length > 3);
  for (const option of options) assert.match(help, new RegExp(`^ +${option} `, 'm'));
});

test('the scratch org’s workflow runs reviewed code only, and deletes the org whatever happened', () => {
  const triggers = /\non:\n((?: .*\n)+)/.exec(SCRATCH)![1];
  assert.equal(
    triggers,
    "  push:\n    branches: [main]\n  schedule:\n    - cron: '17 3 * * 1'\n  workflow_dispatch:\n",
  );
  const [, condition] = /- name: Delete it\n\s+if: (.*)\n/.exec(SCRATCH)!;
  assert.equal(condition, "always() && env.HAS_DEV_HUB == 'true'");
  const steps = SCRATCH.slice(SCRATCH.indexOf('    steps:'))
    .split(/\n(?= {6}- )/)
    .slice(1);
  for (const step of steps.slice(1))
    assert.match(step, /if: (always\(\) && )?env\.HAS_DEV_HUB == 'true'|if: failure\(\)/);
});

const PIN = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';

const PLANTED: readonly { what: string; from: string; to: string; in?: string; says: RegExp }[] = [
  {
    what: 'a trigger with the base’s rights',
    from: '  pull_request:\n',
    to: '  pull_request_target:\n',
    says: /^pull_request_target gives secrets/,
  },
  {
    what: 'a trigger with the base’s rights in a list',
    from: 'on:\n  push:\n  pull_request:\n',
    to: 'on: [push, pull_request_target]\n',
    says: /^pull_request_target gives secrets/,
  },
  {
    what: 'secrets after a stranger’s workflow',
    in: SCRATCH,
    from: '  workflow_dispatch:\n',
    to: '  workflow_run:\n    workflows: [Check]\n',
    says: /^workflow_run with secrets/,
  },
  {
    what: 'the head of a pull request after its workflow',
    from: 'on:\n  push:\n  pull_request:\n',
    to: 'on:\n  workflow_run:\n    workflows: [Other]\nx:\n  ref: ${{ github.event.workflow_run.head_sha }}\n',
    says: /^workflow_run with secrets or with the head/,
  },
  {
    what: 'a secret where pull requests run',
    in: SCRATCH,
    from: '  workflow_dispatch:\n',
    to: '  pull_request:\n',
    says: /^a secret in a workflow that runs on pull_request/,
  },
  {
    what: 'a secret put in by another form',
    from: '      - run: npm ci\n',
    to: "      - run: npm ci\n        env:\n          TOKEN: ${{ secrets['NPM_TOKEN'] }}\n",
    says: /^a secret in a workflow that runs on pull_request/,
  },
  {
    what: 'all secrets handed on',
    from: '  image:\n',
    to: '  other:\n    uses: ./.github/workflows/other.yml\n    secrets: inherit\n  image:\n',
    says: /^a secret in a workflow/,
  },
  { what: 'no permissions', from: 'permissions:\n  contents: read\n', to: '', says: /^job offline has no permissions/ },
  {
    what: 'all permissions',
    from: 'permissions:\n  contents: read\n',
    to: 'permissions: write-all\n',
    says: /^permissions: write-all/,
  },
  {
    what: 'all permissions of a job',
    from: '  image:\n',
    to: '  image:\n    permissions: write-all\n',
    says: /^permissions: write-all/,
  },
  {
    what: 'a title in a script',
    from: 'run: npm ci',
    to: 'run: echo "${{ github.event.pull_request.title }}"',
    says: /^\$\{\{ github\.event\.pull_request\.title \}\} inside a script/,
  },
  {
    what: 'a branch’s name in a longer script',
    from: 'grep SF_LOGIN_URL said',
    to: 'git checkout ${{ github.head_ref }}',
    says: /github\.head_ref \}\} inside a script/,
  },
  {
    what: 'what somebody typed in a script',
    in: SCRATCH,
    from: 'npm ci\n',
    to: 'npm ci ${{ inputs.flags }}\n',
    says: /inputs\.flags \}\} inside a script/,
  },
  {
    what: 'an action by its version',
    from: PIN,
    to: 'actions/checkout@v7',
    says: /^actions\/checkout@v7 may become another program/,
  },
  {
    what: 'an action by a branch',
    from: PIN,
    to: 'someone/something@main',
    says: /^someone\/something@main may become/,
  },
  {
    what: 'an action by a short commit',
    from: PIN,
    to: 'actions/checkout@3d3c42e',
    says: /^actions\/checkout@3d3c42e may become/,
  },
  { what: 'a container by its tag', from: PIN, to: 'docker://alpine:3', says: /^docker:\/\/alpine:3 may become/ },
  {
    what: 'a token left behind',
    from: 'persist-credentials: false',
    to: 'fetch-depth: 0',
    says: /^checkout leaves the token/,
  },
  {
    what: 'a script that does not exist',
    from: 'npm run check',
    to: 'npm run chekc',
    says: /^package\.json has no script chekc/,
  },
  {
    what: 'a file that does not exist',
    from: 'npm run check',
    to: 'node scripts/gone.ts',
    says: /^there is no scripts\/gone\.ts/,
  },
  { what: 'no YAML', from: 'jobs:\n', to: 'jobs: [\n', says: /^no YAML: / },
];

for (const { what, from, to, in: source = CHECK, says } of PLANTED) {
  test(`${what} is found, with its line`, () => {
    const planted = source.replace(from, () => to);
    assert.notEqual(planted, source, 'nothing was planted');
    const findings = findingsIn('x.yml', planted, OFFERS);
    assert.ok(
      findings.some((finding) => says.test(finding.what)),
      JSON.stringify(findings),
    );
    assert.ok(findings.every(({ line }) => line > 1));
  });
}

const HARMLESS: readonly { what: string; run: string }[] = [
  { what: 'what GitHub itself says, in a script', run: 'echo "${{ github.sha }} ${{ matrix.language }}"' },
  { what: 'a file that exists', run: 'node --test scripts/there.ts' },
  { what: 'npm’s own commands', run: 'npm ci && npm install --global x && npm run check -- --only schema' },
];
for (const { what, run } of HARMLESS)
  test(`${what} is let be`, () => {
    const source = CHECK.replace('npm ci', () => JSON.stringify(run));
    assert.deepEqual(findingsIn('x.yml', source, OFFERS), []);
  });
