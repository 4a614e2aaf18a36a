import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unmetDirectories } from '../../../src/salesforce/metadata/package-dependencies.ts';

async function unmet(packageDirectories: readonly object[]): Promise<unknown> {
  const root = await mkdtemp(join(tmpdir(), 'packages-'));
  try {
    await writeFile(join(root, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
    return await unmetDirectories(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

test('a directory that needs a package from elsewhere is named, with that package', async () => {
  const directories = [
    { path: 'core', package: 'Core', default: true },
    {
      path: 'plugins\\Log',
      package: 'Log',
      dependencies: [{ package: 'Core@1.0.0-1' }, { package: 'Log Kit@4.14.4-x' }],
    },
    { path: './plugins/Own', package: 'Own', dependencies: [{ package: 'Core@1.0.0-1' }] },
    { path: 'extra' },
  ];
  assert.deepEqual(await unmet(directories), [{ path: 'plugins/Log/', missing: 'Log Kit' }]);
});

test('the default directory stays, whatever it needs', async () => {
  assert.deepEqual(await unmet([{ path: 'main', default: true, dependencies: [{ package: 'Elsewhere' }] }]), []);
});

test('a folder that is no project has no such directories', async () => {
  assert.deepEqual(await unmetDirectories(join(tmpdir(), 'no-such-project')), []);
});
