// The portal as people use it, in a real browser over the whole stack: one stack and one browser for all journeys.
import { after, before, describe } from 'node:test';
import { failures } from './failures.ts';
import { keyboardJourneys } from './keyboard-journeys.ts';
import { shortJourneys } from './short-journeys.ts';
import { startPortalStage, type PortalStage } from './stage.ts';
import { wholeJourney } from './whole-journey.ts';

let stage: PortalStage;

describe('the portal in a browser', { timeout: 300_000 }, () => {
  before(async () => {
    stage = await startPortalStage();
  });
  after(() => stage?.close());
  wholeJourney(() => stage);
  keyboardJourneys(() => stage);
  failures(() => stage);
  // They set new passwords: last.
  shortJourneys(() => stage);
});
