// What elements compute: decisions, assignments, loops, collections, subflows, text. Each flow writes its result into Out__c.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { said, testOrg, type Files, type TestOrg } from '../dml/test-org.ts';
import {
  assign,
  autolaunched,
  bool,
  collection,
  condition,
  customError,
  decide,
  element,
  formula,
  input,
  item,
  num,
  ref,
  rule,
  tag,
  text,
  to,
  triggered,
  variable,
  WORLD,
} from './flow-xml.ts';

const NULL = '';

interface Flowing {
  readonly first: string;
  readonly elements: readonly string[];
  /** Of the thing that is inserted. */
  readonly values?: Record<string, unknown>;
  readonly out: string | null;
}

const toOut = (value: string) => item('$Record.Out__c', 'Assign', value);
const say = (name: string, word: string) => assign(name, [toOut(text(word))]);

/** Is `left operator right` met? */
const met = (left: string, operator: string, right: string, values: Record<string, unknown>, is: boolean): Flowing => ({
  first: 'Ask',
  elements: [
    decide('Ask', [rule('Yes', 'Say_Yes', [condition(left, operator, right)])], 'Say_No'),
    say('Say_Yes', 'yes'),
    say('Say_No', 'no'),
  ],
  values,
  out: is ? 'yes' : 'no',
});

const KIND = '$Record.Kind__c';
const NUM = '$Record.Num__c';

const DECISIONS: readonly Flowing[] = [
  met(KIND, 'EqualTo', text('Open'), { Kind__c: 'Open' }, true),
  met(KIND, 'EqualTo', text('open'), { Kind__c: 'Open' }, false),
  met(KIND, 'EqualTo', text('Open'), {}, false),
  met(KIND, 'NotEqualTo', text('Open'), {}, true),
  met(KIND, 'EqualTo', NULL, {}, true),
  met(KIND, 'IsNull', bool(true), {}, true),
  met(KIND, 'IsNull', bool(false), { Kind__c: 'New' }, true),
  met(KIND, 'IsBlank', ref('$GlobalConstant.True'), {}, true),
  met(NUM, 'GreaterThan', num(2), { Num__c: 3 }, true),
  met(NUM, 'GreaterThan', num(2), {}, false),
  met(NUM, 'LessThanOrEqualTo', num(3), { Num__c: 3 }, true),
  met(NUM, 'EqualTo', num(2.5), { Num__c: 2.5 }, true),
  met('$Record.Text__c', 'Contains', text('bc'), { Text__c: 'abcd' }, true),
  met('$Record.Text__c', 'StartsWith', text('b'), { Text__c: 'abcd' }, false),
  met('$Record.Text__c', 'EndsWith', text('cd'), { Text__c: 'abcd' }, true),
  met('$Record.Text__c', 'Contains', text('x'), {}, false),
  met('$Record.Flag__c', 'EqualTo', bool(false), {}, true),
  met('$Record.Day__c', 'LessThan', ref('$Flow.CurrentDate'), { Day__c: '2020-01-01' }, true),
  met('$Record.Day__c', 'EqualTo', tag('dateValue', '2026-02-03'), { Day__c: '2026-02-03' }, true),
  met(
    '$Record.When__c',
    'GreaterThan',
    tag('dateTimeValue', '2026-02-03T00:00:00.000Z'),
    { When__c: '2026-02-03T00:00:01Z' },
    true,
  ),
  met('$Record.Twice__c', 'EqualTo', num(8), { Num__c: 4 }, true),
  met('$Record.Account__r.Name', 'IsNull', bool(true), {}, true),
  met('$Record__Prior.Kind__c', 'IsNull', bool(true), { Kind__c: 'New' }, true),
];

const three = rule(
  'Yes',
  'Say_Yes',
  [
    condition(KIND, 'EqualTo', text('Open')),
    condition(NUM, 'EqualTo', num(1)),
    condition('$Record.Flag__c', 'EqualTo', bool(true)),
  ],
  '1 AND (2 OR 3)',
);
const byHand = (values: Record<string, unknown>, out: string): Flowing => ({
  first: 'Ask',
  elements: [decide('Ask', [three], 'Say_No'), say('Say_Yes', 'yes'), say('Say_No', 'no')],
  values,
  out,
});

const LOGIC: readonly Flowing[] = [
  byHand({ Kind__c: 'Open', Num__c: 1 }, 'yes'),
  byHand({ Kind__c: 'Open', Flag__c: true }, 'yes'),
  byHand({ Kind__c: 'Open' }, 'no'),
  byHand({ Num__c: 1, Flag__c: true }, 'no'),
  {
    // The first rule that is met wins, and its outcome can be asked for later.
    first: 'Ask',
    elements: [
      decide('Ask', [
        rule('Small', 'Again', [condition(NUM, 'LessThan', num(10))]),
        rule('Any', 'Again', [condition(NUM, 'IsNull', bool(false))]),
      ]),
      decide('Again', [
        rule('Was_Small', 'Say_Yes', [
          condition('Small', 'EqualTo', bool(true)),
          condition('Any', 'EqualTo', bool(false)),
        ]),
      ]),
      say('Say_Yes', 'small, not any'),
    ],
    values: { Num__c: 5 },
    out: 'small, not any',
  },
  { first: 'Ask', elements: [decide('Ask', [rule('Never', '', [condition(NUM, 'EqualTo', num(1))])])], out: null },
];

/** Assignments one after another, then the text of `shown`. */
const after = (
  items: readonly string[],
  shown: string,
  out: string | null,
  extra: readonly string[] = [],
  values = {},
): Flowing => ({
  first: 'Work',
  elements: [assign('Work', items, 'Show'), assign('Show', [toOut(text(shown))]), ...extra],
  values,
  out,
});

const numbers = variable('n', 'Number', tag('scale', '2'), tag('value', num(10)));
const words = variable('s', 'String');
const list = collection('list', 'String');
const filled = ['a', 'b', 'c', 'b'].map((letter) => item('list', 'Add', text(letter)));
const joined = [
  element(
    'loops',
    'Each',
    tag('collectionReference', 'list'),
    to('Join', 'nextValueConnector'),
    to('Show', 'noMoreValuesConnector'),
  ),
  assign('Join', [item('s', 'Add', ref('Each'))], 'Each'),
];
/** The list after an operator, its items joined. */
const listAfter = (operator: string, value: string, out: string | null): Flowing => ({
  first: 'Work',
  elements: [
    assign('Work', [...filled, item('list', operator, value)], 'Each'),
    ...joined,
    assign('Show', [toOut(ref('s'))]),
    list,
    words,
    collection('other', 'String'),
  ],
  out,
});

const ASSIGNMENTS: readonly Flowing[] = [
  after([item('n', 'Add', num(0.1)), item('n', 'Add', num(0.2))], '{!n}', '10.3', [numbers]),
  after([item('n', 'Subtract', num(12))], '{!n}', '-2', [numbers]),
  after([item('s', 'Assign', ref('n')), item('s', 'Add', text('!'))], '{!s}', '10!', [numbers, words]),
  after([item('s', 'Add', text('x'))], '[{!s}]', '[x]', [words]),
  after(
    [item('$Record.Day__c', 'Add', num(2))],
    '{!f}',
    '2026-03-02',
    [formula('f', 'String', 'TEXT({!$Record.Day__c})')],
    { Day__c: '2026-02-28' },
  ),
  after(
    [item('$Record.Day__c', 'Assign', ref('$Record.When__c'))],
    '{!f}',
    '2026-01-31',
    [formula('f', 'String', 'TEXT({!$Record.Day__c})')],
    {
      When__c: '2026-01-31T10:00:00Z',
    },
  ),
  after(
    [item('$Record.Text__c', 'Assign', text('')), item('$Record.Flag__c', 'Assign', ref('unset'))],
    '[{!$Record.Text__c}] {!$Record.Flag__c}',
    '[] false',
    [variable('unset', 'Boolean')],
    {
      Text__c: 'x',
      Flag__c: true,
    },
  ),
  after([item('n', 'AssignCount', ref('list'))], '{!n}', '0', [numbers, list]),
  after([...filled, item('n', 'AssignCount', ref('list'))], '{!n}', '4', [numbers, list]),
  listAfter('AddAtStart', text('z'), 'zabcb'),
  listAfter('RemoveFirst', text('b'), 'acb'),
  listAfter('RemoveAll', text('b'), 'ac'),
  listAfter('RemoveBeforeFirst', text('b'), 'bcb'),
  listAfter('RemoveAfterFirst', text('b'), 'ab'),
  listAfter('RemoveFirst', text('q'), 'abcb'),
  listAfter('RemovePosition', num(2), 'acb'),
  listAfter('RemoveUncommon', ref('list'), 'abcb'),
  listAfter('RemoveAll', ref('other'), 'abcb'),
  listAfter('Assign', ref('other'), null),
];

const TEXTS: readonly Flowing[] = [
  {
    first: 'Show',
    elements: [
      assign('Show', [toOut(ref('Letter'))]),
      tag(
        'textTemplates',
        tag('name', 'Letter'),
        tag('isViewedAsPlainText', 'true'),
        tag('text', 'Dear {!$Record.Name}, {!Shout} {!Pi}'),
      ),
      formula('Shout', 'String', 'UPPER({!$Record.Text__c}) & "!"'),
      tag('constants', tag('name', 'Pi'), tag('dataType', 'Number'), tag('value', num(3.14))),
    ],
    values: { Name: 'Hanako', Text__c: 'hello' },
    out: 'Dear Hanako, HELLO! 3.14',
  },
  after([], '{!half}', '0.25', [formula('half', 'Number', '{!$Record.Share__c} / 2')], { Share__c: 50 }),
  after([], '{!n}', '1.24', [
    '<formulas><name>n</name><dataType>Number</dataType><expression>1.235</expression><scale>2</scale></formulas>',
  ]),
  after([], '[{!none}]', '[]', [formula('none', 'Number', '1 / 0')]),
  after([], '{!$User.Username} {!$Label.Hello} {!$Permission.ManageUsers}', 'admin@local-org.test Hello there true'),
];

const sortedBy = (order: string) =>
  tag('sortOptions', tag('doesPutEmptyStringAndNullFirst', 'false'), tag('sortOrder', order));
const processed = (type: string, ...children: readonly string[]) =>
  element(
    'collectionProcessors',
    'Processed',
    tag('collectionProcessorType', type),
    tag('collectionReference', 'list'),
    ...children,
  );

const COLLECTIONS: readonly Flowing[] = [
  {
    first: 'Work',
    elements: [
      assign('Work', filled, 'Processed'),
      processed('SortCollectionProcessor', sortedBy('Desc'), tag('limit', '3'), to('Each')),
      ...joined,
      assign('Show', [toOut(ref('s'))]),
      list,
      words,
    ],
    out: 'cbb',
  },
  {
    first: 'Work',
    elements: [
      assign('Work', filled, 'Processed'),
      processed(
        'FilterCollectionProcessor',
        tag('assignNextValueToReference', 'currentItem_Processed'),
        tag('conditionLogic', 'and'),
        condition('currentItem_Processed', 'NotEqualTo', text('b')),
        to('Count'),
      ),
      assign('Count', [item('n', 'AssignCount', ref('Processed'))], 'Show'),
      assign('Show', [toOut(text('{!n}'))]),
      list,
      numbers,
    ],
    out: '2',
  },
  {
    // Backwards, nested, and started again from within: each time from the beginning.
    first: 'Work',
    elements: [
      assign('Work', [item('list', 'Add', text('a')), item('list', 'Add', text('b'))], 'Outer'),
      element(
        'loops',
        'Outer',
        tag('collectionReference', 'list'),
        tag('iterationOrder', 'Desc'),
        to('Inner', 'nextValueConnector'),
        to('Show', 'noMoreValuesConnector'),
      ),
      element(
        'loops',
        'Inner',
        tag('collectionReference', 'list'),
        to('Join', 'nextValueConnector'),
        to('Outer', 'noMoreValuesConnector'),
      ),
      assign('Join', [item('s', 'Add', text('{!Outer}{!Inner};'))], 'Inner'),
      assign('Show', [toOut(ref('s'))]),
      list,
      words,
    ],
    out: 'ba;bb;aa;ab;',
  },
];

const TOPICS = {
  decisions: DECISIONS,
  'condition logic': LOGIC,
  assignments: ASSIGNMENTS,
  text: TEXTS,
  collections: COLLECTIONS,
};

/** One org for all cases: case n runs for things of that number in Share__c. */
const ALL = Object.values(TOPICS).flat();
const LABELS: Files = {
  'labels/CustomLabels.labels-meta.xml':
    '<CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata"><labels><fullName>Hello</fullName><language>en_US</language><protected>false</protected><shortDescription>Hello</shortDescription><value>Hello there</value></labels></CustomLabels>',
};

let org: TestOrg;
before(async () => {
  const flows = ALL.map(({ first, elements }, n) =>
    triggered(
      `Case_${n}`,
      { first, on: 'Create', start: tag('filterFormula', `{!$Record.Code__c} = "${n}"`) },
      ...elements,
    ),
  );
  const code = {
    'objects/Thing__c/fields/Code__c.field-meta.xml':
      '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Code__c</fullName><label>Code</label><type>Text</type><length>10</length></CustomField>',
  };
  org = await testOrg(Object.assign({}, WORLD, code, LABELS, ...flows) as Files);
});

for (const [topic, cases] of Object.entries(TOPICS))
  test(topic, () => {
    for (const each of cases) {
      const n = ALL.indexOf(each);
      const [id] = org.insert('Thing__c', { Name: 'x', ...each.values, Code__c: String(n) });
      assert.equal(org.row(id!)['Out__c'], each.out, `case ${n}: ${each.elements.join('')}`);
    }
  });

test('Update Triggering Record sets fields of the save under way, under its own conditions', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered(
      'Fills',
      { first: 'Fill' },
      element(
        'recordUpdates',
        'Fill',
        tag('filterLogic', 'and'),
        tag('filters', tag('field', 'Flag__c'), tag('operator', 'EqualTo'), tag('value', bool(true))),
        input('Out__c', text('filled for {!$Record.Name}')),
        tag('inputReference', '$Record'),
      ),
    ),
  });
  const [a, b] = own.insert('Thing__c', { Name: 'a', Flag__c: true }, { Name: 'b' });
  assert.deepEqual(
    [a, b].map((id) => own.row(id!)['Out__c']),
    ['filled for a', null],
  );
});

test('a subflow gets inputs, gives outputs and runs with variables of its own', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered(
      'Calls',
      { first: 'Double', when: 'RecordAfterSave', on: 'Create' },
      element(
        'subflows',
        'Double',
        tag('flowName', 'Doubles'),
        tag('inputAssignments', tag('name', 'n'), tag('value', ref('$Record.Num__c'))),
        tag('outputAssignments', tag('assignToReference', 'n'), tag('name', 'result')),
        to('Again'),
      ),
      element(
        'subflows',
        'Again',
        tag('flowName', 'Doubles'),
        tag('inputAssignments', tag('name', 'n'), tag('value', ref('n'))),
        tag('storeOutputAutomatically', 'true'),
        to('Keep'),
      ),
      element('recordCreates', 'Keep', input('Note__c', text('{!n} then {!Again.result}')), tag('object', 'Part__c')),
      variable('n', 'Number', tag('scale', '0')),
    ),
    ...autolaunched(
      'Doubles',
      { first: 'Work' },
      assign('Work', [
        item('result', 'Assign', ref('n')),
        item('result', 'Add', ref('n')),
        item('n', 'Assign', num(0)),
      ]),
      variable('n', 'Number', tag('isInput', 'true')),
      variable('result', 'Number', tag('isOutput', 'true')),
    ),
  });
  own.insert('Thing__c', { Name: 'x', Num__c: 3 });
  assert.deepEqual(
    [...own.store.all('Part__c')].map((row) => row['Note__c']),
    ['6 then 12'],
  );
});

test('custom errors stand on the record or on a field, and only the record at fault is refused', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered(
      'Guards',
      { first: 'Ask' },
      decide('Ask', [
        rule('Negative', 'On_Field', [condition(NUM, 'LessThan', num(0))]),
        rule('Huge', 'On_Page', [condition(NUM, 'GreaterThan', num(100))]),
      ]),
      customError('On_Field', 'Not {!$Record.Num__c}.', 'Num__c'),
      customError('On_Page', 'Too much.'),
    ),
  });
  const results = own.run(
    'insert',
    [-1, 5, 101].map((n) => ({ type: 'Thing__c', Name: 'x', Num__c: n })),
  );
  assert.deepEqual(results.map(said), [
    'FIELD_CUSTOM_VALIDATION_EXCEPTION: Not -1. [Num__c]',
    'ok',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION: Too much. []',
  ]);
});

test('an outcome may ask for a record that has just come to meet it', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered(
      'Watches',
      { first: 'Ask' },
      decide('Ask', [
        rule(
          'Became_Big',
          'Count',
          [condition(NUM, 'GreaterThan', num(9))],
          'and',
          tag('doesRequireRecordChangedToMeetCriteria', 'true'),
        ),
      ]),
      assign('Count', [item('$Record.Out__c', 'Add', text('!'))]),
    ),
  });
  const [id] = own.insert('Thing__c', { Name: 'x', Num__c: 5 });
  for (const n of [10, 11, 3, 12]) own.run('update', [{ type: 'Thing__c', id: id!, Num__c: n }]);
  assert.equal(own.row(id!)['Out__c'], '!!');
});

test('a variable that was never set cannot be added to', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered('Adds', { first: 'Add' }, assign('Add', [item('count', 'Add', num(1))]), variable('count', 'Number')),
  });
  const [result] = own.run('insert', [{ type: 'Thing__c', Name: 'x' }]);
  assert.match(
    said(result),
    /^CANNOT_EXECUTE_FLOW_TRIGGER: We can't save this record because the “Adds” process failed\. Give your Salesforce admin these details\. The flow failed to access the value for count because it hasn't been set or assigned\. Error ID: \d+-\d+ \(-?\d+\) \[\]$/,
  );
});

test('a flow without end is stopped', async () => {
  const own = await testOrg({
    ...WORLD,
    ...triggered(
      'Spins',
      { first: 'A' },
      assign('A', [item('n', 'Add', num(1))], 'B'),
      assign('B', [item('n', 'Subtract', num(1))], 'A'),
      numbers,
    ),
  });
  const [result] = own.run('insert', [{ type: 'Thing__c', Name: 'x' }]);
  assert.match(said(result), /Apex CPU time limit exceeded/);
});
