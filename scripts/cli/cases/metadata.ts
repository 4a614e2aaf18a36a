// Metadata out of the org: lists, retrievals, the site's publication.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseXml, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { CliCase } from '../case.ts';
import { ALIAS, type CliLab } from '../lab.ts';
import { query } from './data.ts';

/** A project with nothing in it. */
async function emptyProject(lab: CliLab, name: string): Promise<string> {
  const folder = join(lab.folder, name);
  await mkdir(join(folder, 'force-app'), { recursive: true });
  const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' };
  await writeFile(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  return folder;
}

const plain = ({ name, text, children }: XmlElement): unknown => [name, text, ...children.map(plain)];

/** What a file says: of XML not how it is written. */
async function contentOf(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  return file.endsWith('.xml') ? plain(parseXml(text, file)) : text;
}

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** Where a type's files lie, and that classes have no folders of topics in an org. */
const plainPath = (path: string): string => path.replace(/^classes\/(?:[^/]+\/)+/, 'classes/');

export const METADATA_CASES: readonly CliCase[] = [
  {
    name: 'org list metadata-types and org list metadata tell what there is',
    run: async (lab) => {
      const { metadataObjects } = await lab.result<{ metadataObjects: { xmlName: string }[] }>([
        'org',
        'list',
        'metadata-types',
        '-o',
        ALIAS,
      ]);
      assert.ok(metadataObjects.some(({ xmlName }) => xmlName === 'DigitalExperienceBundle'));
      const flows = await lab.result<{ fullName: string }[]>(['org', 'list', 'metadata', '-o', ALIAS, '-m', 'Flow']);
      assert.ok(flows.some(({ fullName }) => fullName === 'Order_Approval_Stamp'));
    },
  },
  {
    name: 'project retrieve start brings back by name and warns of what is not there',
    isShort: true,
    run: async (lab) => {
      const cwd = await emptyProject(lab, 'retrieved-some');
      const members = ['ApexClass:OwnServices', 'CustomField:Order.Activation_Status__c', 'ApexClass:Nope'];
      const reply = await lab.ok(
        ['project', 'retrieve', 'start', '-o', ALIAS, ...members.flatMap((one) => ['-m', one])],
        { cwd },
      );
      assert.match(reply.text, /Entity of type 'ApexClass' named 'Nope' cannot be found/);
      const came = await filesBelow(join(cwd, 'force-app/main/default'));
      // For a part of an object the CLI also writes the object's own file, which says nothing.
      assert.deepEqual(came.filter((path) => !path.endsWith('Order.object-meta.xml')).toSorted(), [
        'classes/OwnServices.cls',
        'classes/OwnServices.cls-meta.xml',
        'objects/Order/fields/Activation_Status__c.field-meta.xml',
      ]);
    },
  },
  {
    name: 'project retrieve start -x brings the whole project back as it was deployed',
    run: async (lab) => {
      await lab.ok(['project', 'generate', 'manifest', '--source-dir', 'force-app', '--name', 'all']);
      const cwd = await emptyProject(lab, 'retrieved-all');
      await lab.ok(['project', 'retrieve', 'start', '-o', ALIAS, '-x', join(lab.project, 'all.xml')], { cwd });
      const before = join(lab.project, 'force-app/main/default');
      const after = join(cwd, 'force-app/main/default');
      const ignored = /\.ts$|__tests__|tsconfig|jsconfig|README/;
      const sent = (await filesBelow(before)).filter((path) => !ignored.test(path));
      const came = new Set(await filesBelow(after));
      assert.deepEqual(
        sent.filter((path) => !came.has(plainPath(path))),
        [],
        'files that did not come back',
      );
      const changed: string[] = [];
      for (const path of sent) {
        const [a, b] = await Promise.all([contentOf(join(before, path)), contentOf(join(after, plainPath(path)))]);
        if (JSON.stringify(a) !== JSON.stringify(b)) changed.push(path);
      }
      assert.deepEqual(changed, [], 'files that came back otherwise');
    },
  },
  {
    name: 'community publish builds the site; its background operation says how it went',
    isShort: true,
    run: async (lab) => {
      await lab.linkCommunityPlugin();
      const { jobId, url } = await lab.result<{ jobId: string; url: string }>([
        'community',
        'publish',
        '-o',
        ALIAS,
        '--name',
        'Customer Portal',
      ]);
      assert.equal(url, `${lab.origin}/customer`);
      for (let state: unknown = 'Running'; state === 'Running';) {
        const { records } = await query(lab, `SELECT Status, Error FROM BackgroundOperation WHERE Id = '${jobId}'`);
        state = records[0]!.Status;
        if (state !== 'Running') assert.deepEqual([state, records[0]!.Error], ['Complete', null]);
      }
      assert.equal((await fetch(`${lab.origin}/customer/`)).status, 200);
    },
  },
];
