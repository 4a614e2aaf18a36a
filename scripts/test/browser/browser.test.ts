// The pages in a real browser: one browser and one stack for all scenarios, one after the other.
import { after, before, describe } from 'node:test';
import { billingScenarios } from './billing-scenarios.ts';
import { consoleScenarios } from './console-scenarios.ts';
import { pageScenarios } from './page-scenarios.ts';
import { prepareOrders, startStage, type Stage } from './stage.ts';

let stage: Stage;

describe('the pages in a browser', { timeout: 120_000 }, () => {
  before(async () => {
    stage = await startStage();
    await prepareOrders(stage);
  });
  after(() => stage?.close());
  consoleScenarios(() => stage);
  billingScenarios(() => stage);
  pageScenarios(() => stage);
});
