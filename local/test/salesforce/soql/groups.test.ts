import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { runQuery } from '../../../src/salesforce/soql/run-query.ts';
import { openSmallOrg, query, type SmallOrg } from './small-org.ts';

let org: SmallOrg;
before(async () => {
  org = await openSmallOrg();
});

const CASES: readonly [title: string, soql: string, expected: unknown][] = [
  [
    'aggregates without GROUP BY make one record',
    'SELECT COUNT(Id), COUNT(Industry), COUNT_DISTINCT(OwnerId), SUM(NumberOfEmployees), AVG(NumberOfEmployees), MIN(Name), MAX(Name) FROM Account',
    [{ expr0: 3, expr1: 2, expr2: 1, expr3: 30, expr4: 15, expr5: 'Acme', expr6: "Chi's 100%_x" }],
  ],
  [
    'also of no rows',
    "SELECT COUNT(Id) n, SUM(AnnualRevenue) total FROM Account WHERE Name = 'none'",
    [{ n: 0, total: null }],
  ],
  ['sums are sums of decimals', 'SELECT SUM(AnnualRevenue) total FROM Account', [{ total: 0.3 }]],
  [
    'groups are of equal values',
    'SELECT Status, COUNT(Id) n, SUM(TotalAmount) total FROM Order GROUP BY Status',
    [
      { Status: 'Activated', n: 1, total: 12.5 },
      { Status: 'Draft', n: 2, total: 30 },
    ],
  ],
  [
    'GROUP BY of no rows makes no record',
    "SELECT Status, COUNT(Id) FROM Order WHERE Status = 'None' GROUP BY Status",
    [],
  ],
  [
    'grouped parents go by the name of their field',
    'SELECT Account.Name, COUNT(Id) n FROM Order GROUP BY Account.Name ORDER BY COUNT(Id) DESC LIMIT 1',
    [{ Name: 'Acme', n: 2 }],
  ],
  [
    'a grouped field may have an alias',
    'SELECT Account.Name customer FROM Order GROUP BY Account.Name',
    [{ customer: 'Acme' }, { customer: 'beta' }],
  ],
  [
    'dates group by their parts',
    'SELECT CALENDAR_YEAR(EffectiveDate) year, COUNT(Id) FROM Order GROUP BY CALENDAR_YEAR(EffectiveDate) ORDER BY CALENDAR_YEAR(EffectiveDate)',
    [
      { year: 2025, expr0: 1 },
      { year: 2026, expr0: 2 },
    ],
  ],
  [
    'HAVING keeps groups',
    "SELECT Status FROM Order GROUP BY Status HAVING COUNT(Id) > 1 AND Status LIKE 'D%'",
    [{ Status: 'Draft' }],
  ],
  [
    'ROLLUP adds subtotals from the right',
    'SELECT Status, EffectiveDate, COUNT(Id) n, GROUPING(EffectiveDate) g FROM Order WHERE TotalAmount != null GROUP BY ROLLUP(Status, EffectiveDate)',
    [
      { Status: 'Activated', EffectiveDate: '2026-11-20', n: 1, g: 0 },
      { Status: 'Draft', EffectiveDate: '2026-11-21', n: 1, g: 0 },
      { Status: 'Activated', EffectiveDate: null, n: 1, g: 1 },
      { Status: 'Draft', EffectiveDate: null, n: 1, g: 1 },
      { Status: null, EffectiveDate: null, n: 2, g: 1 },
    ],
  ],
  [
    'CUBE adds all subtotals',
    'SELECT Status, COUNT(Id) n FROM Order GROUP BY CUBE(Status)',
    [
      { Status: 'Activated', n: 1 },
      { Status: 'Draft', n: 2 },
      { Status: null, n: 3 },
    ],
  ],
];

for (const [title, soql, expected] of CASES) {
  test(`${title}: ${soql}`, () => {
    assert.deepEqual(query(org, soql), expected);
  });
}

test('records of groups are AggregateResult and have no id', () => {
  const { records } = runQuery(org.context, 'SELECT COUNT(Id) FROM Account', { access: 'user' });
  assert.deepEqual([records[0]?.type, records[0]?.id], ['AggregateResult', undefined]);
});
