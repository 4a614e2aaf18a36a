// What the container file and the process file say, and that they say the same as the package's own script.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { readContainerFile, type Step } from '../../container/container-file.ts';
import { ignoredBy } from '../../container/ignored.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const { scripts, devDependencies } = JSON.parse(read('package.json')) as Record<
  'scripts' | 'devDependencies',
  Record<string, string>
>;
const stages = readContainerFile(read('Dockerfile'));
const image = stages.at(-1)!;
const ofKind = <Kind extends Step['kind']>(kind: Kind) =>
  image.steps.filter((step): step is Extract<Step, { kind: Kind }> => step.kind === kind);
/** As `npm run middleware` starts it, without the file of variables. */
const command = scripts.middleware!.split(' ').filter((word) => !word.startsWith('--env-file'));

test('the image runs the Node that the project is tested with, on one base', () => {
  for (const { base } of stages) assert.equal(base, `node:${devDependencies.node}-bookworm-slim`);
});

test('the image starts what npm run middleware starts, by node itself, as somebody who is not root', () => {
  assert.deepEqual(
    ofKind('cmd').map((step) => step.command),
    [command],
  );
  assert.deepEqual(
    ofKind('user').map(({ name }) => name),
    ['node'],
  );
  assert.equal(ofKind('run').length, 0, 'nothing runs as root in the last stage');
  const lastCopy = image.steps.findLastIndex(({ kind }) => kind === 'copy');
  assert.ok(image.steps.findIndex(({ kind }) => kind === 'user') > lastCopy);
});

test('only the volume is the image user’s to write', () => {
  const owned = ofKind('copy').filter(({ owner }) => owner !== undefined);
  assert.deepEqual(
    owned.map(({ to, owner }) => [to, owner]),
    [['var', 'node:node']],
  );
  assert.deepEqual(
    ofKind('volume').map(({ path }) => path),
    ['/app/var/middleware'],
  );
});

test('the image sets no variable but those that every installation shares', () => {
  const names = ofKind('env').flatMap(({ variables }) => Object.keys(variables));
  assert.deepEqual(names, ['NODE_ENV', 'HOST', 'PORT', 'SHUTDOWN_GRACE_MS']);
  const graceMs = Number(ofKind('env')[0]!.variables.SHUTDOWN_GRACE_MS);
  assert.ok(graceMs + 1500 < 10_000, 'docker stop kills after ten seconds');
});

test('the systemd unit starts the same', () => {
  const [node, ...args] = command;
  assert.ok(read('config/portway-middleware.service').includes(`\nExecStart=/usr/bin/${node} ${args.join(' ')}\n`));
});

test('the process file starts the same, reachable from outside', () => {
  assert.equal(read('Procfile'), `web: HOST=0.0.0.0 exec ${command.join(' ')}\n`);
});

test('a builder is given the middleware’s sources and the lists of packages, and nothing else', () => {
  const isIgnored = ignoredBy(read('.dockerignore'));
  const sources = readdirSync(join(ROOT, 'middleware/src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)));
  const given = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    'config/pubsub_api.proto',
    'middleware/package.json',
    ...sources,
  ];
  for (const path of given) assert.equal(isIgnored(path), false, path);
  const withheld = [
    '.env',
    '.git/config',
    'config/middleware.env',
    'force-app/main/default/extlClntAppGlobalOauthSets/x.xml',
    'local/src/whmcs/main.ts',
    'middleware/.env',
    'middleware/src/server.key',
    'middleware/src/http/.env',
    'middleware/test/config.test.ts',
    'node_modules/zod/package.json',
    'middleware/node_modules/pino/package.json',
    'var/sf/server.key',
    'var/middleware/ledger.sqlite',
  ];
  for (const path of withheld) assert.equal(isIgnored(path), true, path);
});

test('a host that builds from the process file gets all that the middleware needs', () => {
  const isIgnored = ignoredBy(read('.slugignore'));
  const needed = ['package.json', 'package-lock.json', 'config/pubsub_api.proto', 'middleware/src/main.ts', 'Procfile'];
  assert.deepEqual(needed.filter(isIgnored), []);
});

const IGNORING: readonly { rules: string; path: string; isIgnored: boolean }[] = [
  { rules: 'secret', path: 'secret/key', isIgnored: true },
  { rules: '*\n!a', path: 'a/b', isIgnored: false },
  { rules: '*\n!a\na/b', path: 'a/b', isIgnored: true },
  { rules: '*.key', path: 'a/x.key', isIgnored: false }, // a star stays within its folder
  { rules: '**/*.key', path: 'a/x.key', isIgnored: true },
  { rules: '# a comment\n/a/', path: 'a', isIgnored: true },
];
for (const { rules, path, isIgnored } of IGNORING)
  test(`.dockerignore ${JSON.stringify(rules)} ${isIgnored ? 'leaves out' : 'lets in'} ${path}`, () => {
    assert.equal(ignoredBy(rules)(path), isIgnored);
  });

const REFUSED: readonly { line: string; says: RegExp }[] = [
  { line: 'ADD https://example.test/x /x', says: /line 2: ADD is not known here/ },
  { line: 'CMD node main.ts', says: /line 2: node main\.ts is not a list of arguments/ },
  { line: 'HEALTHCHECK CMD curl localhost', says: /line 2: curl localhost is not a list/ },
  { line: 'COPY --link a b', says: /line 2: COPY --link a b is not read here/ },
  { line: 'ENV A', says: /line 2: ENV A is not read here/ },
];
for (const { line, says } of REFUSED)
  test(`“${line}” is refused rather than passed over`, () => {
    assert.throws(() => readContainerFile(`FROM x\n${line}\n`), says);
  });
