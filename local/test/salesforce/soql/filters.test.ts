import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { column, openSmallOrg, query, type SmallOrg } from './small-org.ts';

let org: SmallOrg;
before(async () => {
  org = await openSmallOrg();
});

/** Accounts by WHERE clause; in the order they were made. */
const ACCOUNTS: readonly [where: string, names: string[]][] = [
  ["Name = 'ACME'", ['Acme']],
  ["Name != 'acme'", ['beta', "Chi's 100%_x"]],
  ["Name <> 'acme'", ['beta', "Chi's 100%_x"]],
  ["Industry != 'Energy'", ['beta', "Chi's 100%_x"]],
  ["Industry NOT IN ('Energy', 'Retail')", ['beta']],
  ['Industry = null', ['beta']],
  ['Industry != null', ['Acme', "Chi's 100%_x"]],
  ["Industry = ''", ['beta']],
  ["Industry IN ('energy', null)", ['Acme', 'beta']],
  ["Code__c = 'abc'", ['beta']],
  ["Code__c IN ('abc', 'AbC', 'ABC')", ['Acme', 'beta']],
  ['NumberOfEmployees > 10', ['beta']],
  ['NumberOfEmployees >= 10', ['Acme', 'beta']],
  ['NumberOfEmployees < 20', ['Acme']],
  ['NumberOfEmployees != 10', ['beta', "Chi's 100%_x"]],
  ['NumberOfEmployees IN (20, 10)', ['Acme', 'beta']],
  ['AnnualRevenue = 0.1', ['Acme']],
  ['AnnualRevenue > -1.5', ['Acme', 'beta']],
  ['Vip__c = true', ['Acme']],
  ['Vip__c = null', ['beta', "Chi's 100%_x"]],
  ['Vip__c != null', ['Acme']],
  ["Name LIKE 'a%'", ['Acme']],
  ["Name LIKE '_eta'", ['beta']],
  ["Name LIKE '%100\\\\%\\\\_x'", ["Chi's 100%_x"]],
  ["Name = 'chi\\\\'s 100%_x'", ["Chi's 100%_x"]],
  ["Tags__c INCLUDES ('Small')", ['Acme']],
  ["Tags__c INCLUDES ('Small;Large', 'Huge')", ['Acme']],
  ["Tags__c INCLUDES ('large')", ['Acme', 'beta']],
  ["Tags__c EXCLUDES ('Small')", ['beta', "Chi's 100%_x"]],
  ["Tags__c = 'Small;Large'", ['Acme']],
  ["BillingCity = '大阪'", ['Acme']],
  ["Parent.Name = 'Acme'", ['beta']],
  ["Parent.Name != 'Acme'", ['Acme', "Chi's 100%_x"]],
  ['Parent.Name = null', ['Acme', "Chi's 100%_x"]],
  ["Shout__c = 'ACME'", ['Acme']],
  ["NOT Name = 'Acme'", ['beta', "Chi's 100%_x"]],
  ["(NOT Name LIKE 'a%') AND Industry != null", ["Chi's 100%_x"]],
  ["Name = 'Acme' OR (NumberOfEmployees = 20 AND Industry = null)", ['Acme', 'beta']],
  ["(Name = 'Acme' OR Name = 'beta') AND Vip__c = false", ['beta']],
  ["toLabel(Size__c) = 'Huge one'", ['Acme']],
  ['CALENDAR_YEAR(CreatedDate) = 2026', ['Acme', 'beta', "Chi's 100%_x"]],
  ['DAY_ONLY(CreatedDate) = 2026-11-20', ['Acme', 'beta', "Chi's 100%_x"]],
  ['DAY_ONLY(convertTimezone(CreatedDate)) = 2026-11-20', []],
  ["DISTANCE(Where__c, GEOLOCATION(34.7, 135.5), 'km') < 100", ['Acme']],
  ["DISTANCE(Where__c, GEOLOCATION(34.7, 135.5), 'mi') > 100", ['beta']],
  ["Id IN (SELECT AccountId FROM Order WHERE Status = 'Draft')", ['Acme']],
  ['Id NOT IN (SELECT AccountId FROM Order)', ["Chi's 100%_x"]],
  ['Id IN (SELECT AccountId FROM Order) AND Id NOT IN (SELECT AccountId FROM Contact)', ['beta']],
];

for (const [where, names] of ACCOUNTS) {
  const shown = where.replaceAll('\\\\', '\\');
  test(`WHERE ${shown}`, () => {
    assert.deepEqual(column(org, `SELECT Name FROM Account WHERE ${shown}`), names);
  });
}

/** 2026-11-21 10:00 in Tokyo, a Saturday; weeks begin on Sunday there. */
const DAYS: readonly [where: string, names: string[]][] = [
  ['Day__c = TODAY', ['today']],
  ['Day__c = YESTERDAY', ['before']],
  ['Day__c < TODAY', ['before']],
  ['Day__c <= TODAY', ['before', 'today']],
  ['Day__c > TODAY', ['later']],
  ['Day__c >= TODAY', ['today', 'later']],
  ['Day__c != TODAY', ['before', 'later', 'never']],
  ['At__c = TODAY', ['today']],
  ['At__c = YESTERDAY', ['before']],
  ['At__c < TODAY', ['before']],
  ['At__c > TODAY', ['later']],
  ['At__c = LAST_N_DAYS:1', ['before', 'today']],
  ['At__c = LAST_N_DAYS:0', ['today']],
  ['At__c = N_DAYS_AGO:1', ['before']],
  ['At__c = NEXT_N_DAYS:10', ['later']],
  ['At__c = NEXT_N_DAYS:9', []],
  ['At__c = THIS_WEEK', ['before', 'today']],
  ['At__c = THIS_MONTH', ['before', 'today']],
  ['At__c = NEXT_MONTH', ['later']],
  ['At__c = NEXT_N_MONTHS:1', ['later']],
  ['At__c = LAST_N_MONTHS:1', []],
  ['At__c = THIS_QUARTER', ['before', 'today', 'later']],
  ['At__c = THIS_FISCAL_YEAR', ['before', 'today', 'later']],
  ['At__c = LAST_90_DAYS', ['before', 'today']],
  ['At__c IN (TODAY, YESTERDAY)', ['before', 'today']],
  ['At__c = 2026-11-20T15:00:00Z', ['today']],
  ['At__c = 2026-11-21T00:00:00+09:00', ['today']],
  ['At__c = 2026-11-21T00:00:00.000+0900', ['today']],
  ['At__c >= 2026-11-20T15:00:00Z AND At__c < 2026-12-01T00:00:00Z', ['today']],
  ['Day__c = 2026-12-01', ['later']],
  ['Day__c IN (2026-12-01, 2026-11-20)', ['before', 'later']],
  ['At__c = null', ['never']],
];

for (const [where, names] of DAYS) {
  test(`in Tokyo, WHERE ${where}`, () => {
    assert.deepEqual(column(org, `SELECT Name FROM Visit__c WHERE ${where}`), names);
  });
}

test('the day is that of the running user', () => {
  const newYork = { user: { timeZone: 'America/New_York', locale: 'en_US' } };
  assert.deepEqual(column(org, 'SELECT Name FROM Visit__c WHERE At__c = TODAY', newYork), ['before', 'today']);
});

test('a week begins on the first weekday of the user', () => {
  const sunday = '2026-11-15';
  const visits = (locale: string) =>
    column(org, `SELECT Name FROM Visit__c WHERE Day__c > ${sunday} AND Day__c = LAST_N_WEEKS:1`, { user: { locale } });
  assert.deepEqual(visits('en_US'), []);
  assert.deepEqual(column(org, 'SELECT Name FROM Visit__c WHERE Day__c = THIS_WEEK', { user: { locale: 'de_DE' } }), [
    'before',
    'today',
  ]);
});

test('ids match in 15 and in 18 characters', () => {
  const id = org.ids['acme']!;
  assert.deepEqual(column(org, `SELECT Name FROM Account WHERE Id = '${id.slice(0, 15)}'`), ['Acme']);
  assert.deepEqual(column(org, `SELECT OrderNumber FROM Order WHERE AccountId IN ('${id}') ORDER BY OrderNumber`), [
    '00000001',
    '00000003',
  ]);
});

test('rows found by index come in the order they were made, each once', () => {
  const { acme, beta } = org.ids;
  assert.deepEqual(column(org, `SELECT Name FROM Account WHERE Id IN ('${beta}', '${acme}', '${beta}')`), [
    'Acme',
    'beta',
  ]);
  assert.deepEqual(column(org, `SELECT Name FROM Account WHERE Code__c = 'abc' OR Id = '${acme}'`), ['beta', 'Acme']);
});

test('records in the recycle bin are there only for those who ask', () => {
  assert.deepEqual(column(org, "SELECT Name FROM Account WHERE Name = 'Gone'"), []);
  assert.deepEqual(column(org, "SELECT Name FROM Account WHERE Name = 'Gone' ALL ROWS"), ['Gone']);
  assert.deepEqual(column(org, "SELECT Name FROM Account WHERE Name = 'Gone'", { includeDeleted: true }), ['Gone']);
});

test('statements that differ only in their text literals do not mix up their values', () => {
  for (const name of ['Acme', 'beta', 'Acme']) {
    assert.deepEqual(column(org, `SELECT Name FROM Account WHERE Name = '${name}'`), [name]);
  }
  assert.deepEqual(column(org, "SELECT Name FROM Account WHERE Name IN ('Acme', 'beta') AND Industry IN ('Energy')"), [
    'Acme',
  ]);
});

test('binds are single values, lists and sets; a missing one is named', () => {
  const bound = (where: string, binds: Record<string, unknown>) =>
    column(org, `SELECT Name FROM Account WHERE ${where}`, { binds });
  assert.deepEqual(bound('Name = :name', { name: 'beta' }), ['beta']);
  assert.deepEqual(bound('Id IN :ids', { ids: new Set([org.ids['acme']]) }), ['Acme']);
  assert.deepEqual(bound('NumberOfEmployees IN :record.counts', { 'record.counts': [20] }), ['beta']);
  assert.deepEqual(bound('Industry = :nothing', { nothing: null }), ['beta']);
  assert.deepEqual(column(org, 'SELECT Name FROM Account LIMIT :n', { binds: { n: 1 } }), ['Acme']);
  assert.throws(() => bound('Name = :name', {}), /Variable does not exist: name/);
});

test('USING SCOPE mine keeps to the user’s own records', () => {
  assert.deepEqual(column(org, 'SELECT Subject FROM Case USING SCOPE mine'), ['Dead']);
  assert.deepEqual(column(org, 'SELECT Subject FROM Case USING SCOPE everything'), ['Slow', 'Dead']);
});

test('COUNT() answers a number and no records', () => {
  assert.deepEqual(query(org, 'SELECT COUNT() FROM Account'), { count: 3 });
  assert.deepEqual(query(org, 'SELECT COUNT() FROM Account LIMIT 2'), { count: 2 });
});
