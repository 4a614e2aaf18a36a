// The short form of the bench's flood of leads: people among programs, more leads than the hour's calls can take.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReached, tableOf } from '../../bench/figures.ts';
import { leadFigures } from '../../bench/leads.ts';

test('a flood costs no more calls than allowed, and loses nobody', { timeout: 120_000 }, async () => {
  const figures = await leadFigures({ submissions: 600, callsPerHour: 1 }, () => undefined);
  assert.ok(figures.every(isReached), tableOf(figures));
});
