import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { withDays } from '../../src/salesforce/sample-history.ts';
import { addDays, addMonths } from '../../src/whmcs/model/server-clock.ts';
import { API_USER, startTestOrg } from './api/running-org.ts';

/** 2026-11-21 in Tokyo already. */
const NOW = Date.parse('2026-11-20T16:00:00Z');
const DAY_MS = 86_400_000;

test('days count from today in Japan', () => {
  const texts = { '{day}': '2026-11-21', '{day-21}': '2026-10-31', '{day+9}T03:00:00Z': '2026-11-30T03:00:00Z' };
  for (const [text, day] of Object.entries(texts)) assert.equal(withDays(text, NOW), day);
});

test('months are counted as WHMCS counts them, on every day of two years', () => {
  for (let days = 0; days < 731; days++) {
    const today = withDays('{day}', NOW + days * DAY_MS);
    const [later, earlier] = withDays('{day-80+3m} {day-80+1m-14}', NOW + days * DAY_MS).split(' ');
    const ordered = addDays(today, -80);
    assert.deepEqual([later, earlier], [addMonths(ordered, 3), addDays(addMonths(ordered, 1), -14)], today);
  }
});

/** An org that has lived through this. */
async function orgAfter(t: TestContext, moments: readonly object[]) {
  const folder = await mkdtemp(join(tmpdir(), 'history-'));
  t.after(() => rm(folder, { recursive: true }));
  const historyFile = join(folder, 'history.json');
  await writeFile(historyFile, JSON.stringify(moments));
  const running = await startTestOrg({ historyFile, clock: () => NOW });
  t.after(() => running.close());
  return running.org;
}

const gadget = { attributes: { type: 'Gadget__c', referenceId: 'Lamp' }, Name: 'Lamp' };

test('what happened is stamped with its day and the person who did it', async (t) => {
  const org = await orgAfter(t, [
    { daysAgo: 30, records: [gadget] },
    { daysAgo: 2, as: API_USER, changes: [{ attributes: { referenceId: 'Lamp' }, Name: 'Lamp of {day-2}' }] },
  ]);
  const [lamp] = [...org.store.all('Gadget__c')];
  assert.equal(lamp!.Name, 'Lamp of 2026-11-19');
  assert.equal(String(lamp!.CreatedDate).slice(0, 10), '2026-10-22');
  assert.equal(String(lamp!.LastModifiedDate).slice(0, 10), '2026-11-19');
  assert.equal(lamp!.LastModifiedById, org.userByName(API_USER).userId);
  assert.equal(org.clock(), NOW, 'and afterwards it is now');
});

test('a reference to nothing, and what is refused, are told by name', async (t) => {
  const part = { attributes: { type: 'Part__c', referenceId: 'Bulb' }, Gadget__c: '@Nothing' };
  await assert.rejects(orgAfter(t, [{ daysAgo: 1, records: [part] }]), /@Nothing is nothing that was made before/);
  const twice = [{ daysAgo: 1, records: [{ ...gadget, Nothing__c: 1 }] }];
  await assert.rejects(orgAfter(t, twice), /Lamp was refused: INVALID_FIELD/);
});
