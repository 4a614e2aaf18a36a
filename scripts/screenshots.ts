// `npm run screenshots`: takes the pictures of the documentation from the running pages, with the sample data.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { takePortalPictures } from './screenshots-portal.ts';
import { LOCAL_OPERATOR_TOKEN } from './stack/local-environment.ts';
import { approveAll, picture, recordId, startStage, type Stage } from './test/browser/stage.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');

const PICTURES: Readonly<Record<string, (page: Page, stage: Stage) => Promise<unknown>>> = {
  'console-order': (page, stage) => {
    const id = recordId(stage, 'Order', 'OrderNumber', '00000001');
    return page.goto(`${stage.lab.org.origin}/console/record/${id}`);
  },
  whmcs: (page, stage) => page.goto(`${stage.lab.whmcs.origin}/`),
  operator: async (page, stage) => {
    await page.goto(`${stage.middleware.origin}/operator`);
    await page.getByLabel('Operator token').fill(LOCAL_OPERATOR_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  },
};

await agentsPictures();
await takePortalPictures(IMAGES);

async function agentsPictures(): Promise<void> {
  const stage = await startStage();
  try {
    await approveAll(stage);
    const page = await stage.openAlone();
    for (const [name, show] of Object.entries(PICTURES)) {
      await show(page, stage);
      await picture(page, join(IMAGES, `${name}.png`), name === 'whmcs' ? 'window' : 'page');
      console.log(`docs/images/${name}.png`);
    }
  } finally {
    await stage.close();
  }
}
