// A project after some of its files changed must be what it would be if all of it were read again.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadProject, reloadProject } from '../../../src/salesforce/metadata/load-project.ts';
import type { Project } from '../../../src/salesforce/metadata/project.ts';
import { SourceError } from '../../../src/salesforce/metadata/source-error.ts';
import { field, object, projectOf, xml } from './project-on-disk.ts';

const SOURCE = 'app/main/default';
const SIZE = `${SOURCE}/objects/Order/fields/Size__c.field-meta.xml`;
const FLOW = `${SOURCE}/flows/Order_Flow.flow-meta.xml`;
const CLASS = `${SOURCE}/classes/Sorter.cls`;

const FILES = {
  ...Object.fromEntries([object('Thing__c'), field('Order', 'Size__c', '<type>Date</type>')]),
  'flows/Order_Flow.flow-meta.xml': xml('Flow', ''),
  'classes/Sorter.cls': 'class Sorter {}',
  'classes/Sorter.cls-meta.xml': xml('ApexClass', '<status>Active</status>'),
};

const facts = (project: Project) =>
  project.components.map(({ type, fullName, xml: root, content }) => ({ type, fullName, root, content }));

const CHANGES: readonly (readonly [title: string, changed: string, change: (root: string) => Promise<void>])[] = [
  [
    'a file that says something else',
    SIZE,
    (root) => writeFile(join(root, SIZE), field('Order', 'Size__c', '<type>Time</type>')[1]),
  ],
  ['a file that is gone', FLOW, (root) => rm(join(root, FLOW))],
  [
    'a file that is new',
    `${SOURCE}/flows/New.flow-meta.xml`,
    (root) => writeFile(join(root, SOURCE, 'flows/New.flow-meta.xml'), xml('Flow', '')),
  ],
  ['a class of other text', CLASS, (root) => writeFile(join(root, CLASS), 'class Sorter { }')],
  [
    'a class of other facts',
    `${CLASS}-meta.xml`,
    (root) => writeFile(join(root, `${CLASS}-meta.xml`), xml('ApexClass', '<status>Deleted</status>')),
  ],
];

for (const [title, changed, change] of CHANGES) {
  test(`${title} is read, and the rest is as it was`, async (t) => {
    const project = await projectOf(t, FILES);
    await change(project.root);
    assert.deepEqual(facts(await reloadProject(project, [changed])), facts(await loadProject(project.root)));
  });
}

test('a file that became malformed is refused', async (t) => {
  const project = await projectOf(t, FILES);
  await writeFile(join(project.root, FLOW), '<Flow>');
  await assert.rejects(reloadProject(project, [FLOW]), SourceError);
});
