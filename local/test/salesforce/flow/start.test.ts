// When record-triggered flows run: entry conditions, kinds of save, order, state.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testOrg, type Files, type TestOrg } from '../dml/test-org.ts';
import {
  assign,
  bool,
  element,
  filter,
  input,
  item,
  num,
  ref,
  tag,
  text,
  to,
  triggered,
  WORLD,
  type FlowFacts,
} from './flow-xml.ts';

const mark = (mark_: string) => assign('Mark', [item('$Record.Out__c', 'Add', text(mark_))]);

/** A flow that adds a letter to Out__c whenever it runs. */
const marking = (name: string, letter: string, facts: Partial<FlowFacts> = {}): Files =>
  triggered(name, { first: 'Mark', ...facts }, mark(letter));

async function orgWith(...flows: readonly Files[]): Promise<TestOrg> {
  return testOrg(Object.assign({}, WORLD, ...flows) as Files);
}

const outOf = (org: TestOrg, id: string) => org.row(id)['Out__c'];

test('a flow runs on the kinds of save that it names', async () => {
  const org = await orgWith(
    marking('On_Create', 'c', { on: 'Create' }),
    marking('On_Update', 'u', { on: 'Update' }),
    marking('On_Both', 'b'),
  );
  const [id] = org.insert('Thing__c', { Name: 'x' });
  assert.equal(outOf(org, id!), 'bc');
  org.run('update', [{ type: 'Thing__c', id: id!, Num__c: 1 }]);
  assert.equal(outOf(org, id!), 'bcbu');
});

test('flows run by triggerOrder, those without one last', async () => {
  const org = await orgWith(marking('A', 'a'), marking('B', 'b', { order: 20 }), marking('C', 'c', { order: 3 }));
  const [id] = org.insert('Thing__c', { Name: 'x' });
  assert.equal(outOf(org, id!), 'cba');
});

test('a flow that is not active does not run, even where it could not be executed', async () => {
  const org = await orgWith(
    marking('Draft', 'd', { status: 'Draft' }),
    marking('Old', 'o', { status: 'Obsolete' }),
    triggered('Broken', { first: 'Wait', status: 'Draft' }, element('waits', 'Wait')),
  );
  const [id] = org.insert('Thing__c', { Name: 'x' });
  assert.equal(outOf(org, id!), null);
});

interface Case {
  readonly start: string;
  /** Values before (null: none, an insert) and after, and whether the flow runs. */
  readonly saves: readonly (readonly [
    before: Record<string, unknown> | null,
    after: Record<string, unknown>,
    runs: boolean,
  ])[];
}

const CASES: Readonly<Record<string, Case>> = {
  'filters joined by and': {
    start:
      tag('filterLogic', 'and') +
      filter('Kind__c', 'EqualTo', text('Open')) +
      filter('Num__c', 'GreaterThan', ref('$Record.Share__c')),
    saves: [
      [null, { Kind__c: 'Open', Num__c: 5, Share__c: 4 }, true],
      [null, { Kind__c: 'New', Num__c: 5, Share__c: 4 }, false],
      [null, { Kind__c: 'Open', Num__c: 5 }, false],
    ],
  },
  'filters joined by or': {
    start:
      tag('filterLogic', 'or') + filter('Kind__c', 'EqualTo', text('Open')) + filter('Flag__c', 'EqualTo', bool(true)),
    saves: [
      [null, { Kind__c: 'New', Flag__c: true }, true],
      [null, { Kind__c: 'New' }, false],
    ],
  },
  'filters joined by hand': {
    start:
      tag('filterLogic', '1 AND (2 OR NOT 3)') +
      filter('Flag__c', 'EqualTo', bool(true)) +
      filter('Text__c', 'StartsWith', text('ab')) +
      filter('Num__c', 'IsNull', bool(true)),
    saves: [
      [null, { Flag__c: true, Text__c: 'abc' }, true],
      [null, { Flag__c: true, Text__c: 'xyz' }, false],
      [null, { Flag__c: true, Text__c: 'xyz', Num__c: 0 }, true],
      [null, { Flag__c: false, Text__c: 'abc' }, false],
    ],
  },
  'IsChanged is false on insert': {
    start: tag('filterLogic', 'and') + filter('Kind__c', 'IsChanged', bool(true)),
    saves: [
      [null, { Kind__c: 'Open' }, false],
      [{ Kind__c: 'Open' }, { Num__c: 2 }, false],
      [{ Kind__c: 'Open' }, { Kind__c: 'Done' }, true],
      [{ Kind__c: 'Open' }, { Kind__c: null }, true],
    ],
  },
  'a formula over the record before and after': {
    start: tag(
      'filterFormula',
      'AND(ISPICKVAL({!$Record.Kind__c}, "Done"), OR(ISNEW(), ISCHANGED({!$Record.Kind__c})), {!$Record.Num__c} &lt;&gt; {!$Record__Prior.Num__c})',
    ),
    saves: [
      [null, { Kind__c: 'Done', Num__c: 1 }, true],
      [{ Kind__c: 'Open', Num__c: 1 }, { Kind__c: 'Done', Num__c: 2 }, true],
      [{ Kind__c: 'Open', Num__c: 1 }, { Kind__c: 'Done' }, false],
      [{ Kind__c: 'Done', Num__c: 1 }, { Num__c: 2 }, false],
    ],
  },
  'a formula that cannot be evaluated is not met': {
    start: tag('filterFormula', '10 / {!$Record.Num__c} &gt; 1'),
    saves: [
      [null, { Num__c: 0 }, false],
      [null, { Num__c: 5 }, true],
    ],
  },
  'only when changed to meet the conditions': {
    start:
      tag('doesRequireRecordChangedToMeetCriteria', 'true') +
      tag('filterLogic', 'and') +
      filter('Num__c', 'GreaterThanOrEqualTo', num(10)),
    saves: [
      [null, { Num__c: 10 }, true],
      [null, { Num__c: 9 }, false],
      [{ Num__c: 9 }, { Num__c: 12 }, true],
      [{ Num__c: 11 }, { Num__c: 12 }, false],
      [{ Num__c: 9 }, { Text__c: 'x' }, false],
    ],
  },
  'a field of the parent': {
    start: tag(
      'filterFormula',
      '{!$Record.Account__r.Name} = "Acme" &amp;&amp; {!$User.Username} = "admin@local-org.test"',
    ),
    saves: [
      [null, { Account__c: 'ACME' }, true],
      [null, {}, false],
    ],
  },
};

for (const [title, { start, saves }] of Object.entries(CASES))
  test(`entry conditions: ${title}`, async () => {
    const org = await orgWith(marking('Marks', 'x', { start }));
    const [acme] = org.insert('Account', { Name: 'Acme' });
    const real = (values: Record<string, unknown>) =>
      values['Account__c'] === 'ACME' ? { ...values, Account__c: acme } : values;
    for (const [before, after, runs] of saves) {
      const [id] = org.insert('Thing__c', { Name: 'x', ...real(before ?? after) });
      if (before) {
        org.run('update', [{ type: 'Thing__c', id: id!, Out__c: null }]);
        org.run('update', [{ type: 'Thing__c', id: id!, ...real(after) }]);
      }
      assert.equal(outOf(org, id!), runs ? 'x' : null, JSON.stringify([before, after]));
    }
  });

test('a before-delete flow sees the record that goes and may refuse', async () => {
  const org = await orgWith(
    triggered(
      'Keeps',
      {
        first: 'No',
        when: 'RecordBeforeDelete',
        on: 'Delete',
        start: tag('filterLogic', 'and') + filter('Kind__c', 'EqualTo', text('Open')),
      },
      element(
        'customErrors',
        'No',
        tag('customErrorMessages', tag('errorMessage', '{!$Record.Name} stays'), tag('isFieldError', 'false')),
      ),
    ),
  );
  const [open, done] = org.insert('Thing__c', { Name: 'a', Kind__c: 'Open' }, { Name: 'b', Kind__c: 'Done' });
  const [kept, gone] = org.run('delete', [
    { type: 'Thing__c', id: open! },
    { type: 'Thing__c', id: done! },
  ]);
  assert.deepEqual(kept!.errors, [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'a stays', fields: [] }]);
  assert.equal(gone!.success, true);
});

test('an asynchronous path runs after commit with the record as it is then; its failure is reported, not thrown', async () => {
  const faults: string[] = [];
  const path = (target: string) =>
    tag('scheduledPaths', tag('name', 'Later'), to(target), tag('pathType', 'AsyncAfterCommit'));
  const org = await testOrg(
    {
      ...WORLD,
      ...triggered(
        'Async',
        { first: 'Now', when: 'RecordAfterSave', on: 'Create', start: path('Later_Part') },
        element(
          'recordCreates',
          'Now',
          input('Note__c', text('now')),
          input('Thing__c', ref('$Record.Id')),
          tag('object', 'Part__c'),
        ),
        element(
          'recordCreates',
          'Later_Part',
          input('Note__c', ref('$Record.Name')),
          input('Thing__c', ref('$Record.Id')),
          tag('object', 'Part__c'),
        ),
      ),
    },
    { reportFault: (message) => void faults.push(message) },
  );
  const notes = () => [...org.store.all('Part__c')].map((row) => row['Note__c']);
  org.transact(org.root, (tx) => {
    org.save(tx, {
      operation: 'insert',
      records: [{ type: 'Thing__c', values: { Name: 'fine' } }],
      allOrNone: true,
      access: 'system',
    });
    assert.deepEqual(notes(), ['now']);
  });
  assert.deepEqual(notes(), ['now', 'fine']);
  org.insert('Thing__c', { Name: 'a name that is longer than twenty' });
  assert.deepEqual(notes(), ['now', 'fine', 'now']);
  assert.match(faults[0]!, /^Flow “Async”, asynchronous path: .*STRING_TOO_LONG/);
  assert.throws(() =>
    org.transact(org.root, (tx) => {
      org.save(tx, {
        operation: 'insert',
        records: [{ type: 'Thing__c', values: { Name: 'no' } }],
        allOrNone: true,
        access: 'system',
      });
      throw new Error('rolled back');
    }),
  );
  assert.deepEqual(notes(), ['now', 'fine', 'now']);
});
