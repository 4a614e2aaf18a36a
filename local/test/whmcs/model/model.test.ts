import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Books, type DomainEvent } from '../../../src/whmcs/model/books.ts';
import { cycleNamed } from '../../../src/whmcs/model/cycles.ts';
import { Installation } from '../../../src/whmcs/model/installation.ts';
import { formatCents, toCents } from '../../../src/whmcs/model/money.ts';
import { readInstallationConfig } from '../../../src/whmcs/model/read-config.ts';
import { ServerClock, addMonths } from '../../../src/whmcs/model/server-clock.ts';
import { Table, type RowChange } from '../../../src/whmcs/model/table.ts';
import { versionAtLeast } from '../../../src/whmcs/wire/switches.ts';
import { NOW, TEST_CONFIG } from '../running.ts';

for (const [date, months, expected] of [
  ['2026-11-20', 1, '2026-12-20'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-01-31', 36, '2029-01-31'],
  ['2026-03-15', -3, '2025-12-15'],
] as const) {
  test(`${date} and ${months} months is ${expected}`, () => assert.equal(addMonths(date, months), expected));
}

for (const [text, cents, printed] of [
  ['12.50', 1250, '12.50'],
  ['6800', 680000, '6800.00'],
  ['-1.00', -100, '-1.00'],
  ['19.99', 1999, '19.99'],
  ['.5', 50, '0.50'],
  ['ten', 0, '0.00'],
  ['', 0, '0.00'],
  ['1,200', 100, '1.00'], // PHP stops at the comma
] as const) {
  test(`"${text}" is ${printed}`, () => {
    assert.equal(toCents(text), cents);
    assert.equal(formatCents(cents), printed);
  });
}

for (const [text, cycle] of [
  ['monthly', 'monthly'],
  ['Semi-Annually', 'semiannually'],
  ['One Time', 'onetime'],
  ['One-Time', 'onetime'],
  ['Free Account', 'free'],
  ['free', 'free'],
  ['weekly', undefined],
  ['constructor', undefined],
] as const) {
  test(`the cycle "${text}" is ${cycle}`, () => assert.equal(cycleNamed(text), cycle));
}

for (const [version, is] of [
  ['8.12.0', true],
  ['8.11.9', false],
  ['9.0.1', true],
  ['7.99', false],
] as const) {
  test(`${version} ${is ? 'has' : 'has not'} what came with 8.12`, () =>
    assert.equal(versionAtLeast(version, 8, 12), is));
}

test('the clock writes server time without an offset', () => {
  const clock = new ServerClock('America/New_York', () => NOW);
  assert.deepEqual([clock.dateTime(), clock.date()], ['2026-11-19 20:04:11', '2026-11-19']);
  clock.advance(999);
  assert.equal(clock.dateTime(), '2026-11-19 20:04:11');
  clock.advance(1);
  assert.equal(clock.dateTime(), '2026-11-19 20:04:12');
  assert.throws(() => new ServerClock('Mars/Olympus'), RangeError);
});

interface Thing {
  readonly id: number;
  readonly owner: number;
  readonly name: string;
}

test('a table files rows under every index, refiles what changes, and says so once', () => {
  const said: RowChange<Thing>[] = [];
  const byOwner = { owner: (thing: Thing) => thing.owner };
  const table = new Table<Thing, typeof byOwner>(1, byOwner, (change) => said.push(change));
  const owned = (owner: number) => table.by('owner', owner).map((thing) => thing.id);
  const [a] = [1, 2, 3].map((owner) => table.add({ id: table.takeId(), owner: owner % 2, name: 'x' }));
  assert.deepEqual([owned(1), owned(0)], [[1, 3], []]); // 0 = nobody: not filed
  table.change(a!, { owner: 2 });
  assert.deepEqual([owned(1), owned(2)], [[3], [1]]);
  table.change(a!, { owner: 1 });
  assert.deepEqual(owned(1), [1, 3]); // back in id order
  said.length = 0;
  table.change(a!, { name: 'x' });
  assert.deepEqual(said, []);
  table.change(a!, { name: 'y' });
  assert.deepEqual(said, [{ type: 'changed', row: { ...a, name: 'y' }, before: a }]);
  table.remove(a!);
  assert.deepEqual(owned(1), [3]);
});

test('everything that changes is announced in one place, in order', () => {
  const config = readInstallationConfig(TEST_CONFIG);
  const whmcs = new Installation({ config, stopping: new AbortController().signal });
  const said: string[] = [];
  whmcs.books.changes.on('change', (event: DomainEvent) => {
    said.push('entity' in event ? `${event.entity} ${event.type}` : event.type);
  });
  const client = whmcs.books.clients.get(301)!;
  whmcs.books.clients.change(client, { city: 'elsewhere' });
  assert.deepEqual(said, ['client changed']);
});

test('the activity log forgets its oldest entries', () => {
  const books = new Books();
  const entry = { clientId: 0, date: '', description: '', username: '', ipAddress: '' };
  for (let i = 0; i < 20_010; i++) books.log(entry);
  assert.equal(books.activity.size, 20_000);
  assert.equal(books.activity.get(10), undefined);
  assert.equal(books.activity.get(11)?.id, 11);
});

type Config = Record<string, unknown>;
const { products } = TEST_CONFIG;

/** A change to the set-up file → what is said of it. */
const BAD_CONFIGS: readonly (readonly [title: string, change: Config, message: RegExp])[] = [
  ['an unknown key', { colour: 'red' }, /^ConfigError: set-up\.colour: unknown key/],
  ['no currency', { currencies: [] }, /set-up\.currencies: at least one/],
  ['no payment method', { paymentMethods: [] }, /set-up\.paymentMethods: at least one/],
  ['a pid used twice', { products: [products[0], products[0]] }, /pid 1 is used twice/],
  ['a field id used twice', { clientCustomFields: [{ id: 31, name: 'x' }] }, /custom field id 31 is used twice/],
  ['an unknown group', { productGroups: [] }, /product 1 names group 1/],
  ['prices in an unknown currency', { currencies: [{ id: 9, code: 'EUR' }] }, /product 1 has prices in unknown JPY/],
  ['an unknown role', { roles: {} }, /credential full has unknown role all/],
  [
    'a price that is a number',
    { addons: [{ id: 1, name: 'x', payType: 'free', pricing: { JPY: { monthly: 5 } } }] },
    /set-up\.addons\[0\]\.pricing\.JPY\.monthly is 5; expected a text/,
  ],
  [
    'a price that is no decimal',
    { addons: [{ id: 1, name: 'x', payType: 'free', pricing: { JPY: { monthly: '¥5' } } }] },
    /is "¥5"; expected a decimal/,
  ],
  ['a list that is none', { products: {} }, /set-up\.products is \{\}; expected a list/],
  ['a missing id', { addons: [{ name: 'x' }] }, /set-up\.addons\[0\]\.id is missing; expected a whole number/],
  [
    'an unknown pay type',
    { addons: [{ id: 1, name: 'x', payType: 'later' }] },
    /payType is "later"; expected one of free, onetime, recurring/,
  ],
];

for (const [title, change, message] of BAD_CONFIGS) {
  test(`${title} in the set-up file is refused with its path`, () => {
    assert.throws(() => readInstallationConfig({ ...TEST_CONFIG, ...change }, 'set-up'), message);
  });
}
