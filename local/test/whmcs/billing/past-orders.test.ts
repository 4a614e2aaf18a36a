import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Installation } from '../../../src/whmcs/model/installation.ts';
import { readClientSeeds, readInstallationConfig } from '../../../src/whmcs/model/read-config.ts';
import { NOW, PID, TEST_CONFIG } from '../running.ts';

const DAY_MS = 86_400_000;

interface Past {
  readonly daysAgo: number;
  readonly dueInDays?: number;
  readonly paidInvoices?: number;
  readonly lines: readonly { pid: number; qty?: number; cycle?: string }[];
}

/** An installation started on 2026-11-20, with a client who ordered this before. */
function withPast(past: Past, clock = { now: NOW }): Installation {
  const client = { firstName: 'A', lastName: 'B', email: 'a@example.com' };
  const seeds = { clients: [{ ...client, orders: [{ paymentMethod: 'mailin', ...past }] }] };
  const config = { ...readInstallationConfig(TEST_CONFIG), clients: readClientSeeds(seeds, 'past') };
  return new Installation({ config, now: () => clock.now, stopping: new AbortController().signal });
}

const bills = ({ books }: Installation) =>
  [...books.invoices.all()].map(({ date, dueDate, status, subtotal }) => [date, dueDate, status, subtotal / 100]);

test('the first invoice is of the day of the order, renewals come two weeks before they are due', () => {
  const lines = [{ pid: PID.withModule }, { pid: PID.oneTime }];
  assert.deepEqual(bills(withPast({ daysAgo: 60, paidInvoices: 2, lines })), [
    ['2026-09-21', '2026-09-21', 'Paid', 1000 + 500 + 3000],
    ['2026-10-07', '2026-10-21', 'Paid', 1000],
    ['2026-11-07', '2026-11-21', 'Unpaid', 1000],
  ]);
});

test('nothing is billed beyond an invoice that is not paid', () => {
  const lines = [{ pid: PID.plain, qty: 2 }];
  assert.deepEqual(bills(withPast({ daysAgo: 300, paidInvoices: 1, lines })), [
    ['2026-01-24', '2026-01-24', 'Paid', 400],
    ['2026-02-10', '2026-02-24', 'Unpaid', 400],
  ]);
});

test('a first invoice may be left to pay for some days', () => {
  const lines = [{ pid: PID.withModule, cycle: 'annually' }];
  assert.deepEqual(bills(withPast({ daysAgo: 5, dueInDays: 14, lines })), [
    ['2026-11-15', '2026-11-29', 'Unpaid', 10_000],
  ]);
});

test('a paid invoice has its transaction, the service runs, and is due next where nothing is paid yet', () => {
  const { books } = withPast({ daysAgo: 60, paidInvoices: 2, lines: [{ pid: PID.withModule }, { pid: PID.oneTime }] });
  const paid = [...books.transactions.all()].map(({ invoiceId, amountIn }) => [invoiceId, amountIn / 100]);
  const [first, second] = [...books.invoices.all()].map(({ id }) => id);
  assert.deepEqual(paid, [
    [first, 4500],
    [second, 1000],
  ]);
  const [monthly, once] = [...books.services.all()];
  assert.deepEqual([monthly!.status, monthly!.nextDueDate, monthly!.recurring], ['Active', '2026-11-21', 100_000]);
  assert.deepEqual([once!.status, once!.nextDueDate, once!.recurring], ['Active', '0000-00-00', 0]);
});

test('the calendar goes on from there, without a second invoice for what is billed already', async () => {
  const clock = { now: NOW };
  const whmcs = withPast({ daysAgo: 60, paidInvoices: 2, lines: [{ pid: PID.withModule }] }, clock);
  const before = bills(whmcs);
  clock.now += 3 * DAY_MS;
  await whmcs.calendar.catchUp();
  assert.deepEqual(bills(whmcs), before);
});

test('a product that is not sold is told by its number', () => {
  assert.throws(() => withPast({ daysAgo: 1, lines: [{ pid: 999 }] }), /a@example\.com names product 999/);
});
