// What a site's source must not ask for: refused with the file and the line, before anybody opens the page.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startTestOrg, user } from '../api/running-org.ts';
import { SiteBuildError } from '../../../src/salesforce/site/build/problem.ts';
import { pageSizes } from '../../../src/salesforce/site/sizes.ts';
import { PROJECT } from './stage.ts';

const SOURCE = 'force-app/main/default';
const LIST = `${SOURCE}/lwc/gadgetList/gadgetList`;
const HOME = `${SOURCE}/digitalExperiences/site/Sample_Site1/sfdc_cms__view/home/content.json`;

interface Planted {
  readonly title: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** `line: message` */
  readonly expected: RegExp;
}

const PLANTED: readonly Planted[] = [
  {
    title: 'a base component that does not exist',
    file: `${LIST}.html`,
    from: '<lightning-icon',
    to: '<lightning-ikon></lightning-ikon><lightning-icon',
    expected: /gadgetList\.html:1\d: the module lightning\/ikon is unknown/,
  },
  {
    title: 'a module that LWR sites do not have',
    file: `${LIST}.ts`,
    from: "import Toast from 'lightning/toast';",
    to: "import { ShowToastEvent as Toast } from 'lightning/platformShowToastEvent';",
    expected: /gadgetList\.ts:3: lightning\/platformShowToastEvent is not supported on LWR sites: use lightning\/toast/,
  },
  {
    title: 'an Apex method that is not there',
    file: `${LIST}.ts`,
    from: 'GadgetController.addGadget',
    to: 'GadgetController.addGizmo',
    expected: /gadgetList\.ts:7: GadgetController has no @AuraEnabled method addGizmo/,
  },
  {
    title: 'a label that is not there',
    file: `${LIST}.ts`,
    from: 'label/c.Gadgets_Heading',
    to: 'label/c.Gizmos_Heading',
    expected: /gadgetList\.ts:8: there is no custom label Gizmos_Heading/,
  },
  {
    title: 'a template that does not compile',
    file: `${LIST}.html`,
    from: '</ul>',
    to: '</ol>',
    expected: /gadgetList\.html:\d+: .*LWC\d+/,
  },
  {
    title: 'TypeScript that is no TypeScript, in its own line',
    file: `${LIST}.ts`,
    from: "  name = '';",
    to: '  name = ;',
    expected: /gadgetList\.ts:17: TS\d+/,
  },
  {
    title: 'a component on a page that is no component',
    file: HOME,
    from: '"c:greeting"',
    to: '"c:farewell"',
    expected: /home\/content\.json:\d+: there is no Lightning web component c:farewell/,
  },
  {
    title: 'an attribute that the component does not offer',
    file: HOME,
    from: '"repeat"',
    to: '"times"',
    expected: /home\/content\.json:\d+: c:greeting has no property times/,
  },
  {
    title: 'a component of the platform that cannot be had here',
    file: HOME,
    from: '"community_builder:htmlEditor"',
    to: '"forceCommunity:recordDetail"',
    expected: /home\/content\.json:\d+: forceCommunity:recordDetail is not supported by the local site/,
  },
  {
    title: 'a component that is not meant for pages',
    file: HOME,
    from: '"c:greeting"',
    to: '"c:siteFrame"',
    expected: /home\/content\.json:\d+: c:siteFrame is not exposed for lightningCommunity__Page/,
  },
];

describe('the build of a site', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portway-site-'));
  cpSync(PROJECT, folder, { recursive: true });
  const org = await startTestOrg({
    projectDir: folder,
    users: [user('guest@example.test', 'Guest User', ['Visitor'])],
    sites: { isLive: false },
  });
  const [builds] = org.sites.builds;
  after(async () => {
    await org.close();
    rmSync(folder, { recursive: true });
  });

  for (const { title, file, from, to, expected } of PLANTED) {
    test(`refuses ${title}`, async () => {
      const path = join(folder, file);
      const good = readFileSync(path, 'utf8');
      assert.ok(good.includes(from));
      writeFileSync(path, good.replace(from, to));
      try {
        await assert.rejects(builds!.rebuild(), (error) => {
          assert.ok(error instanceof SiteBuildError, String(error));
          assert.match(error.message, expected);
          return true;
        });
      } finally {
        writeFileSync(path, good);
      }
    });
  }

  test('shows what there is to say while the network is not live', async () => {
    const path = join(folder, `${SOURCE}/networks/Sample Site.network-meta.xml`);
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, good.replace('<status>Live', '<status>UnderConstruction'));
    await builds!.rebuild();
    const reply = await fetch(`${org.origin}/sample/gadgets`, { headers: { accept: 'text/html' } });
    assert.equal(reply.status, 503);
    assert.match(await reply.text(), /<title>Service Not Available/);
    writeFileSync(path, good);
  });

  test('is right again once the source is, and tells what its pages weigh', async (t) => {
    const edition = await builds!.rebuild();
    const sizes = await pageSizes(edition);
    t.diagnostic(`built in ${edition.buildMs.toFixed(0)} ms; ${JSON.stringify(sizes)}`);
    const home = sizes.find(({ route }) => route === 'Home')!;
    assert.ok(home.ownBytes > 500 && home.ownBytes < 10_000, `${home.ownBytes}`);
    assert.ok(home.platformBytes > 50_000 && home.platformBytes < 400_000, `${home.platformBytes}`);
  });
});
