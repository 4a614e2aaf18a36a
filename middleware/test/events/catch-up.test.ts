// When the sweep may begin: not while a backlog of events is still coming in.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createCatchUp, type CatchUp } from '../../src/events/catch-up.ts';

let time = 0;
let catchUp: CatchUp;
beforeEach(() => {
  time = 1_000_000;
  catchUp = createCatchUp(() => time);
});

test('a stream that stays quiet after the start has nothing to catch up with', () => {
  assert.equal(catchUp.isUnderWay(), true);
  time += 3_000;
  assert.equal(catchUp.isUnderWay(), false);
  catchUp.begin();
  assert.equal(catchUp.isUnderWay(), true, 'a subscription opened later counts from then');
});

test('full responses keep the sweep waiting for as long as they come', () => {
  for (let batch = 0; batch < 50; batch++) {
    time += 1_000;
    catchUp.noteResponse(true);
    assert.equal(catchUp.isUnderWay(), true);
  }
  time += 3_000;
  assert.equal(catchUp.isUnderWay(), false);
});

test('the first response that is not full ends the wait at once', () => {
  catchUp.noteResponse(true);
  catchUp.noteResponse(false);
  assert.equal(catchUp.isUnderWay(), false);
});

test('a backlog without end does not keep the sweep away for ever', () => {
  for (let second = 0; second < 120; second++) {
    time += 1_000;
    catchUp.noteResponse(true);
  }
  assert.equal(catchUp.isUnderWay(), false);
});
