// Get, Create, Update and Delete Records: what they find and change, how interviews act together, what failures become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transaction } from '../../../src/salesforce/dml/transaction.ts';
import { flowAutomation } from '../../../src/salesforce/flow/automation.ts';
import { compileFlows } from '../../../src/salesforce/flow/compile-flows.ts';
import type { InvocableAction } from '../../../src/salesforce/flow/flow.ts';
import { scalar } from '../../../src/salesforce/flow/values.ts';
import { said, testOrg, type Files, type TestOrg } from '../dml/test-org.ts';
import {
  assign,
  bool,
  collection,
  condition,
  customError,
  decide,
  element,
  faultTo,
  filter,
  input,
  item,
  num,
  projectOf,
  ref,
  rule,
  tag,
  text,
  to,
  triggered,
  variable,
  WORLD,
} from './flow-xml.ts';

const AFTER = { when: 'RecordAfterSave', on: 'Create' } as const;

const orgWith = (...flows: readonly Files[]): Promise<TestOrg> => testOrg(Object.assign({}, WORLD, ...flows) as Files);

const get = (name: string, object: string, ...children: readonly string[]) =>
  element('recordLookups', name, tag('object', object), ...children);
const FIRST = tag('getFirstRecordOnly', 'true') + tag('storeOutputAutomatically', 'true');
const ALL = tag('getFirstRecordOnly', 'false') + tag('storeOutputAutomatically', 'true');

const notesOf = (org: TestOrg) =>
  [...org.store.all('Part__c')].filter((row) => !row['IsDeleted']).map((row) => row['Note__c']);

/** Inserts things in one transaction and tells what that used. */
function insertCounted(org: TestOrg, things: readonly Record<string, unknown>[]) {
  return org.transact(org.root, (tx: Transaction) => {
    const records = things.map((values) => ({ type: 'Thing__c', values: { Name: 'x', ...values } }));
    const before = { ...tx.usage };
    const results = org.save(tx, { operation: 'insert', records, allOrNone: false, access: 'system' });
    return {
      said: results.map(said),
      queries: tx.usage.queries - before.queries,
      saves: tx.usage.dmlStatements - before.dmlStatements,
    };
  });
}

/** A before-save flow that looks an account up and writes the name of what it found into Out__c; for things of that case only. */
const finding = (filters: string, n?: number): Files =>
  triggered(
    `Finds_${n ?? 'always'}`,
    { first: 'Get', start: n === undefined ? '' : filter('Name', 'EqualTo', text(`case ${n}`)) },
    get('Get', 'Account', FIRST, filters, to('Is_There')),
    decide('Is_There', [rule('There', 'Tell', [condition('Get', 'IsNull', bool(false))])]),
    assign('Tell', [item('$Record.Out__c', 'Assign', ref('Get.Name'))]),
  );

const FILTERS: Readonly<
  Record<string, readonly [filters: string, values: Record<string, unknown>, found: string | null]>
> = {
  'a quote and a backslash stay text': [
    filter('Name', 'EqualTo', ref('$Record.Text__c')),
    { Text__c: "O'Neil \\ Sons" },
    "O'Neil \\ Sons",
  ],
  'an attempt to widen the query finds nothing': [
    filter('Name', 'EqualTo', ref('$Record.Text__c')),
    { Text__c: "x' OR Name != '" },
    null,
  ],
  'letter case does not matter': [filter('Name', 'EqualTo', text('acme')), {}, 'Acme'],
  'a per cent sign is no wildcard': [filter('Name', 'StartsWith', text('100%')), {}, '100% Fit'],
  'an underscore is no wildcard': [filter('Name', 'Contains', text('_')), {}, null],
  'ends with': [filter('Name', 'EndsWith', text('Fit')), {}, '100% Fit'],
  numbers: [filter('NumberOfEmployees', 'GreaterThan', ref('$Record.Num__c')), { Num__c: 40 }, 'Acme'],
  null: [
    tag('filterLogic', 'and') +
      filter('NumberOfEmployees', 'IsNull', bool(true)) +
      filter('Name', 'NotEqualTo', text('100% Fit')),
    {},
    "O'Neil \\ Sons",
  ],
  'null from a variable': [
    filter('Site', 'EqualTo', ref('$Record.Text__c')) + tag('sortField', 'Name') + tag('sortOrder', 'Desc'),
    {},
    "O'Neil \\ Sons",
  ],
  'or, by hand': [
    tag('filterLogic', '(1 OR 2) AND 3') +
      filter('Name', 'EqualTo', text('nobody')) +
      filter('NumberOfEmployees', 'EqualTo', num(50)) +
      filter('Name', 'StartsWith', text('A')),
    {},
    'Acme',
  ],
  'none given: the first by the order asked for': [tag('sortField', 'Name') + tag('sortOrder', 'Asc'), {}, '100% Fit'],
};

test('Get Records finds by its filters', async () => {
  const flows = Object.values(FILTERS).map(([filters], n) => finding(filters, n));
  const org = await orgWith(...flows);
  org.insert('Account', { Name: 'Acme', NumberOfEmployees: 50 }, { Name: "O'Neil \\ Sons" }, { Name: '100% Fit' });
  for (const [n, [title, [, values, expected]]] of Object.entries(FILTERS).entries()) {
    const [id] = org.insert('Thing__c', { Name: `case ${n}`, ...values });
    assert.equal(org.row(id!)['Out__c'], expected, title);
  }
});

test('interviews of one save share a query where their filters differ only by equal values', async () => {
  const org = await orgWith(
    finding(
      tag('filterLogic', 'and') +
        filter('Name', 'EqualTo', ref('$Record.Text__c')) +
        filter('Site', 'IsNull', bool(true)),
    ),
  );
  org.insert('Account', { Name: 'A' }, { Name: 'B' }, { Name: 'C' });
  const things = ['a', 'B', 'c', 'none', 'A'].map((name) => ({ Text__c: name }));
  assert.equal(insertCounted(org, things).queries, 1);
  assert.deepEqual(
    [...org.store.all('Thing__c')].map((row) => row['Out__c']),
    ['A', 'B', 'C', null, 'A'],
  );
});

test('interviews whose filters cannot be joined ask one query for each set of values', async () => {
  const org = await orgWith(
    finding(filter('NumberOfEmployees', 'GreaterThan', ref('$Record.Num__c')) + tag('sortField', 'NumberOfEmployees')),
  );
  org.insert('Account', { Name: 'A', NumberOfEmployees: 10 }, { Name: 'B', NumberOfEmployees: 20 });
  assert.equal(insertCounted(org, [{ Num__c: 5 }, { Num__c: 15 }, { Num__c: 5 }, { Num__c: 25 }]).queries, 3);
  assert.deepEqual(
    [...org.store.all('Thing__c')].map((row) => row['Out__c']),
    ['A', 'B', 'A', null],
  );
});

test('a Get may fill variables, a record variable or a collection, and keeps or clears them when it finds nothing', async () => {
  const lookup = (name: string, account: string, store: string, next: string) =>
    get(name, 'Account', filter('Name', 'EqualTo', text(account)), store, to(next));
  const output = (field: string, path: string) =>
    tag('outputAssignments', tag('assignToReference', path), tag('field', field));
  const clears = (yes: boolean) => tag('assignNullValuesIfNoRecordsFound', String(yes));
  const org = await orgWith(
    triggered(
      'Fills',
      { first: 'Fields' },
      lookup('Fields', 'Acme', output('NumberOfEmployees', 'count'), 'Kept'),
      lookup('Kept', 'Nobody', clears(false) + output('NumberOfEmployees', 'count'), 'Record'),
      lookup('Record', 'Acme', tag('outputReference', 'found') + tag('queriedFields', 'Name'), 'Cleared'),
      lookup(
        'Cleared',
        'Nobody',
        clears(true) + tag('outputReference', 'gone') + tag('queriedFields', 'Id'),
        'Several',
      ),
      get(
        'Several',
        'Account',
        tag('outputReference', 'many') + tag('queriedFields', 'Name') + tag('sortField', 'Name'),
        to('Tell'),
      ),
      assign('Tell', [item('number', 'AssignCount', ref('many'))], 'Ask'),
      decide('Ask', [rule('Gone', 'Show', [condition('gone', 'IsNull', bool(true))])]),
      assign('Show', [item('$Record.Out__c', 'Assign', text('{!count} {!found.Name} {!number}'))]),
      variable('count', 'Number'),
      variable('number', 'Number'),
      variable('found', 'SObject', tag('objectType', 'Account')),
      variable('gone', 'SObject', tag('objectType', 'Account')),
      collection('many', 'SObject', 'Account'),
    ),
  );
  org.insert('Account', { Name: 'Acme', NumberOfEmployees: 50 }, { Name: 'Other' });
  const [id] = org.insert('Thing__c', { Name: 'x' });
  assert.equal(org.row(id!)['Out__c'], '50 Acme 2');
});

test('reading a field of a record that was not found fails the save, in the words of the platform', async () => {
  const org = await orgWith(
    triggered(
      'Reads',
      { first: 'Get' },
      get('Get', 'Account', FIRST, filter('Name', 'EqualTo', text('nobody')), to('Tell')),
      assign('Tell', [item('$Record.Out__c', 'Assign', ref('Get.Name'))]),
    ),
  );
  const [result] = org.run('insert', [{ type: 'Thing__c', Name: 'x' }]);
  assert.match(
    said(result),
    /^CANNOT_EXECUTE_FLOW_TRIGGER: .*The flow failed to access the value for Get\.Name because it hasn't been set or assigned\./,
  );
});

const createPart = (name: string, note: string, ...rest: readonly string[]) =>
  element(
    'recordCreates',
    name,
    input('Note__c', note),
    input('Thing__c', ref('$Record.Id')),
    tag('object', 'Part__c'),
    ...rest,
  );

test('creates of one save are one DML statement, and each interview knows its own id', async () => {
  const org = await orgWith(
    triggered(
      'Creates',
      { ...AFTER, first: 'Make' },
      createPart('Make', ref('$Record.Name'), tag('storeOutputAutomatically', 'true'), to('Tell')),
      element('recordUpdates', 'Tell', tag('inputReference', '$Record'), input('Out__c', ref('Make'))),
    ),
  );
  const { said: outcomes, saves } = insertCounted(org, [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }]);
  assert.deepEqual(outcomes, ['ok', 'ok', 'ok']);
  assert.equal(saves, 3); // the things themselves, the parts, the things again
  const parts = [...org.store.all('Part__c')];
  assert.deepEqual(
    [...org.store.all('Thing__c')].map((row) => row['Out__c']),
    parts.map((row) => row['Id']),
  );
});

test('interviews that take different ways meet again at the element they share', async () => {
  const org = await orgWith(
    triggered(
      'Meets',
      { ...AFTER, first: 'Ask' },
      decide('Ask', [rule('Flagged', 'Look', [condition('$Record.Flag__c', 'EqualTo', bool(true))])], 'Make'),
      get('Look', 'Account', ALL, to('Make')),
      createPart('Make', ref('$Record.Name')),
    ),
  );
  const { queries, saves } = insertCounted(org, [{ Name: 'a' }, { Name: 'b', Flag__c: true }, { Name: 'c' }]);
  assert.deepEqual([queries, saves], [1, 2]);
});

test('a record made in variables, and a collection built in a loop, are created together', async () => {
  const org = await orgWith(
    triggered(
      'Builds',
      { ...AFTER, first: 'Get' },
      get('Get', 'Account', ALL, tag('sortField', 'Name'), to('Each')),
      element(
        'loops',
        'Each',
        tag('collectionReference', 'Get'),
        to('Build', 'nextValueConnector'),
        to('Make', 'noMoreValuesConnector'),
      ),
      assign(
        'Build',
        [
          item('part.Note__c', 'Assign', ref('Each.Name')),
          item('part.Thing__c', 'Assign', ref('$Record.Id')),
          item('parts', 'Add', ref('part')),
        ],
        'Each',
      ),
      element('recordCreates', 'Make', tag('inputReference', 'parts')),
      variable('part', 'SObject', tag('objectType', 'Part__c')),
      collection('parts', 'SObject', 'Part__c'),
    ),
  );
  org.insert('Account', { Name: 'A' }, { Name: 'B' });
  assert.equal(insertCounted(org, [{}]).saves, 2);
  assert.deepEqual(notesOf(org), ['A', 'B']);
});

test('a map makes records of what was found, and they are created together', async () => {
  const mapped = (field: string, value: string) =>
    tag('mapItems', tag('assignToFieldReference', field), tag('operator', 'Assign'), tag('value', value));
  const org = await orgWith(
    triggered(
      'Maps',
      { ...AFTER, first: 'Get' },
      get('Get', 'Account', ALL, tag('sortField', 'Name'), to('Map')),
      element(
        'collectionProcessors',
        'Map',
        tag('collectionProcessorType', 'RecommendationMapCollectionProcessor'),
        tag('collectionReference', 'Get'),
        tag('assignNextValueToReference', 'currentItem_Map'),
        mapped('Note__c', ref('currentItem_Map.Name')),
        mapped('Thing__c', ref('$Record.Id')),
        tag('outputSObjectType', 'Part__c'),
        to('Make'),
      ),
      element('recordCreates', 'Make', tag('inputReference', 'Map')),
    ),
  );
  org.insert('Account', { Name: 'A' }, { Name: 'B' });
  assert.equal(insertCounted(org, [{}, {}]).saves, 2);
  assert.deepEqual(notesOf(org), ['A', 'B', 'A', 'B']);
});

test('updates by filter, by found records and by variable', async () => {
  const org = await orgWith(
    triggered(
      'Updates',
      { when: 'RecordAfterSave', on: 'Update', first: 'By_Filter' },
      element(
        'recordUpdates',
        'By_Filter',
        filter('Thing__c', 'EqualTo', ref('$Record.Id')),
        input('Size__c', num(1)),
        tag('object', 'Part__c'),
        to('Get'),
      ),
      get(
        'Get',
        'Part__c',
        ALL,
        filter('Thing__c', 'EqualTo', ref('$Record.Id')),
        tag('sortField', 'Note__c'),
        to('Each'),
      ),
      element(
        'loops',
        'Each',
        tag('collectionReference', 'Get'),
        to('Change', 'nextValueConnector'),
        to('Save', 'noMoreValuesConnector'),
      ),
      assign('Change', [item('Each.Note__c', 'Add', text('!')), item('changed', 'Add', ref('Each'))], 'Each'),
      element('recordUpdates', 'Save', tag('inputReference', 'changed')),
      collection('changed', 'SObject', 'Part__c'),
    ),
  );
  const [one, two] = org.insert('Thing__c', { Name: '1' }, { Name: '2' });
  org.insert(
    'Part__c',
    { Name: 'p', Thing__c: one, Note__c: 'a' },
    { Name: 'p', Thing__c: one, Note__c: 'b' },
    { Name: 'p', Thing__c: two, Note__c: 'c' },
    { Name: 'p', Note__c: 'd' },
  );
  const updates = [one, two].map((id) => ({ type: 'Thing__c', id: id!, Num__c: 1 }));
  assert.deepEqual(org.run('update', updates).map(said), ['ok', 'ok']);
  assert.deepEqual(
    [...org.store.all('Part__c')].map((row) => [row['Note__c'], row['Size__c']]),
    [
      ['a!', 1],
      ['b!', 1],
      ['c!', 1],
      ['d', null],
    ],
  );
});

test('two interviews that change the same parent do so one after the other', async () => {
  const org = await orgWith(
    triggered(
      'Touches',
      { ...AFTER, object: 'Part__c', first: 'Touch' },
      element(
        'recordUpdates',
        'Touch',
        filter('Id', 'EqualTo', ref('$Record.Thing__c')),
        input('Out__c', ref('$Record.Note__c')),
        tag('object', 'Thing__c'),
      ),
    ),
  );
  const [thing] = org.insert('Thing__c', { Name: 't' });
  org.insert('Part__c', ...['a', 'b', 'c'].map((note) => ({ Name: 'p', Thing__c: thing, Note__c: note })));
  assert.equal(org.row(thing!)['Out__c'], 'c');
});

test('deletes by filter and by reference', async () => {
  const org = await orgWith(
    triggered(
      'Deletes',
      { when: 'RecordAfterSave', on: 'Update', first: 'By_Filter' },
      element(
        'recordDeletes',
        'By_Filter',
        filter('Note__c', 'EqualTo', text('old')),
        tag('object', 'Part__c'),
        to('Get'),
      ),
      get('Get', 'Part__c', FIRST, filter('Note__c', 'EqualTo', text('one')), to('Drop')),
      element('recordDeletes', 'Drop', tag('inputReference', 'Get')),
    ),
  );
  const [thing] = org.insert('Thing__c', { Name: 't' });
  org.insert('Part__c', ...['old', 'one', 'old', 'new'].map((note) => ({ Name: 'p', Note__c: note })));
  assert.deepEqual(org.run('update', [{ type: 'Thing__c', id: thing!, Num__c: 1 }]).map(said), ['ok']);
  assert.deepEqual(notesOf(org), ['new']);
});

test('events are published when the save commits, and not when it is rolled back', async () => {
  const org = await orgWith(
    triggered(
      'Says',
      { ...AFTER, first: 'Say' },
      element('recordCreates', 'Say', input('Text__c', ref('$Record.Name')), tag('object', 'Said__e')),
    ),
  );
  org.insert('Thing__c', { Name: 'heard' });
  assert.throws(() =>
    org.transact(org.root, (tx) => {
      org.save(tx, {
        operation: 'insert',
        records: [{ type: 'Thing__c', values: { Name: 'unheard' } }],
        allOrNone: true,
        access: 'system',
      });
      throw new Error('changed my mind');
    }),
  );
  assert.deepEqual(
    org.log.after('Said__e', 0n, 10).map(({ payload }) => payload['Text__c']),
    ['heard'],
  );
});

const LONG = 'much longer than twenty characters';

test('a failing create without a fault path fails its own record only, with the details', async () => {
  const org = await orgWith(triggered('Fails', { ...AFTER, first: 'Make' }, createPart('Make', ref('$Record.Name'))));
  const results = org.run(
    'insert',
    ['a', LONG, 'c'].map((Name) => ({ type: 'Thing__c', Name })),
  );
  assert.deepEqual(
    results.map(({ success }) => success),
    [true, false, true],
  );
  assert.match(
    results[1]!.errors[0]!.message,
    /^We can't save this record because the “Fails” process failed\. Give your Salesforce admin these details\. This error occurred when the flow tried to create records: STRING_TOO_LONG: Note: data value too large: .* \(max length=20\)\. You can look up ExceptionCode values in the SOAP API Developer Guide\. Error ID: /,
  );
  assert.equal(results[1]!.errors[0]!.statusCode, 'CANNOT_EXECUTE_FLOW_TRIGGER');
  assert.deepEqual(notesOf(org), ['a', 'c']);
});

test('a fault path goes on with $Flow.FaultMessage, and may refuse the record', async () => {
  const org = await orgWith(
    triggered(
      'Recovers',
      { ...AFTER, first: 'Make' },
      createPart('Make', ref('$Record.Name'), faultTo('Kind')),
      decide('Kind', [rule('Strict', 'Refuse', [condition('$Record.Flag__c', 'EqualTo', bool(true))])], 'Note'),
      element('recordUpdates', 'Note', tag('inputReference', '$Record'), input('Out__c', ref('$Flow.FaultMessage'))),
      customError('Refuse', 'Not saved: {!$Flow.FaultMessage}'),
    ),
  );
  const results = org.run('insert', [
    { type: 'Thing__c', Name: LONG },
    { type: 'Thing__c', Name: LONG, Flag__c: true },
    { type: 'Thing__c', Name: 'short', Flag__c: true },
  ]);
  assert.match(
    said(results[1]),
    /^FIELD_CUSTOM_VALIDATION_EXCEPTION: Not saved: This error occurred when the flow tried to create records: STRING_TOO_LONG/,
  );
  assert.match(
    String(org.row(results[0]!.id!)['Out__c']),
    /^This error occurred when the flow tried to create records: STRING_TOO_LONG/,
  );
  assert.deepEqual(notesOf(org), ['short']);
});

test('a broken limit ends the transaction, whatever the fault paths', async () => {
  const org = await orgWith(
    triggered(
      'Greedy',
      { ...AFTER, first: 'Get' },
      get('Get', 'Account', ALL, faultTo('Get'), to('Get')), // asks again and again
    ),
  );
  assert.throws(() => org.run('insert', [{ type: 'Thing__c', Name: 'x' }]), /Too many SOQL queries: 101/);
});

test('records related to the triggering one are updated by the name of the relationship', async () => {
  const org = await orgWith(
    triggered(
      'Relates',
      { when: 'RecordAfterSave', on: 'Update', first: 'Parent' },
      element(
        'recordUpdates',
        'Parent',
        tag('inputReference', '$Record.Account__r'),
        input('Site', ref('$Record.Name')),
        to('Children'),
      ),
      element(
        'recordUpdates',
        'Children',
        tag('filterLogic', 'or') + filter('Note__c', 'EqualTo', text('a')) + filter('Note__c', 'EqualTo', text('b')),
        tag('inputReference', '$Record.Parts__r'),
        input('Size__c', num(7)),
      ),
    ),
  );
  const [acme, other] = org.insert('Account', { Name: 'Acme' }, { Name: 'Other' });
  const [thing, loner] = org.insert('Thing__c', { Name: 't', Account__c: acme }, { Name: 'l' });
  const parts = org.insert(
    'Part__c',
    ...['a', 'b', 'c'].map((note) => ({ Name: 'p', Thing__c: thing, Note__c: note })),
    { Name: 'p', Note__c: 'a' },
  );
  assert.deepEqual(
    org
      .run(
        'update',
        [thing, loner].map((id) => ({ type: 'Thing__c', id: id!, Num__c: 1 })),
      )
      .map(said),
    ['ok', 'ok'],
  );
  assert.deepEqual(
    [acme, other].map((id) => org.row(id!)['Site']),
    ['t', null],
  );
  assert.deepEqual(
    parts.map((id) => org.row(id)['Size__c']),
    [7, 7, null, null],
  );
});

test('a formula field of a found record is what the query found', async () => {
  const org = await orgWith(
    triggered(
      'Reads',
      { first: 'Get' },
      get('Get', 'Thing__c', FIRST, tag('queriedFields', 'Twice__c'), filter('Num__c', 'EqualTo', num(21)), to('Ask')),
      decide('Ask', [rule('Found', 'Tell', [condition('Get', 'IsNull', bool(false))])]),
      assign('Tell', [item('$Record.Out__c', 'Assign', text('{!Get.Twice__c} {!Get.Num__c}'))]),
    ),
  );
  org.insert('Thing__c', { Name: 'a', Num__c: 21 });
  const [id] = org.insert('Thing__c', { Name: 'b' });
  assert.equal(org.row(id!)['Out__c'], '42 '); // Num__c was not asked for
});

test('an element that cannot read its values fails for that record only, along its fault path', async () => {
  const org = await orgWith(
    triggered(
      'Copies',
      { ...AFTER, first: 'Get' },
      get('Get', 'Account', FIRST, filter('Name', 'EqualTo', ref('$Record.Name')), to('Make')),
      createPart('Make', ref('Get.Name'), faultTo('Note')),
      element('recordUpdates', 'Note', tag('inputReference', '$Record'), input('Out__c', ref('$Flow.FaultMessage'))),
    ),
  );
  org.insert('Account', { Name: 'A' }, { Name: 'C' });
  const ids = org.insert('Thing__c', { Name: 'A' }, { Name: 'B' }, { Name: 'C' });
  assert.deepEqual(notesOf(org), ['A', 'C']);
  assert.deepEqual(
    ids.map((id) => org.row(id)['Out__c']),
    [null, "The flow failed to access the value for Get.Name because it hasn't been set or assigned.", null],
  );
});

test('actions that another engine offers are called once for all interviews', async () => {
  const org = await orgWith();
  const calls: unknown[] = [];
  const shout: InvocableAction = {
    inputs: { word: scalar('text') },
    outputs: { shouted: scalar('text') },
    run: (_, inputs) => {
      calls.push(inputs.map(({ word }) => word));
      return inputs.map(({ word }) =>
        word === 'no' ? { fault: 'I will not.' } : { outputs: { shouted: `${word as string}!` } },
      );
    },
  };
  const files = triggered(
    'Shouts',
    { ...AFTER, first: 'Shout' },
    element(
      'actionCalls',
      'Shout',
      tag('actionName', 'Shout'),
      tag('actionType', 'apex'),
      tag('inputParameters', tag('name', 'word'), tag('value', ref('$Record.Name'))),
      tag('storeOutputAutomatically', 'true'),
      to('Tell'),
      faultTo('Fault'),
    ),
    element('recordUpdates', 'Tell', tag('inputReference', '$Record'), input('Out__c', ref('Shout.shouted'))),
    element('recordUpdates', 'Fault', tag('inputReference', '$Record'), input('Out__c', ref('$Flow.FaultMessage'))),
  );
  const flows = compileFlows(projectOf(files), { schema: org.schema, label: () => undefined, findAction: () => shout });
  const world = { schema: org.schema, find: org.store.get.bind(org.store), label: () => undefined };
  org.addAutomation(flowAutomation(flows, { ...org, world, reportFault: assert.fail }));
  const ids = org.insert('Thing__c', { Name: 'hey' }, { Name: 'no' });
  assert.deepEqual(calls, [['hey', 'no']]);
  assert.deepEqual(
    ids.map((id) => org.row(id)['Out__c']),
    ['hey!', 'I will not.'],
  );
});
