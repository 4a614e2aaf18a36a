// What is refused when a project is loaded: with file and line, before any record is saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFlows } from '../../../src/salesforce/flow/compile-flows.ts';
import { testOrg, type Files } from '../dml/test-org.ts';
import {
  assign,
  autolaunched,
  bool,
  collection,
  condition,
  decide,
  element,
  filter,
  formula,
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

const AFTER = { when: 'RecordAfterSave' } as const;
const nothing = assign('Nothing', []);
const flow = (first: string, ...elements: readonly string[]) => triggered('Bad', { first }, ...elements);
const after = (first: string, ...elements: readonly string[]) => triggered('Bad', { ...AFTER, first }, ...elements);
const setting = (path: string, value: string, ...more: readonly string[]) =>
  flow('Set', assign('Set', [item(path, 'Assign', value)]), ...more);
const starting = (start: string) => triggered('Bad', { first: 'Nothing', start }, nothing);

/** Line 5 is the first element after the head and the start. */
const REFUSED: readonly (readonly [what: string, files: Files, message: RegExp])[] = [
  [
    'a create before the save',
    flow('Make', element('recordCreates', 'Make', tag('object', 'Part__c'))),
    /:5: a before-save flow only sets fields of \$Record; <recordCreates> “Make”/,
  ],
  [
    'an update of others before the save',
    flow('Up', element('recordUpdates', 'Up', tag('object', 'Part__c'))),
    /:5: a before-save flow only sets fields/,
  ],
  [
    'a delete before the save',
    flow('Drop', element('recordDeletes', 'Drop', tag('object', 'Part__c'))),
    /:5: a before-save flow only sets fields/,
  ],
  ['an action before the save', flow('Act', element('actionCalls', 'Act')), /:5: a before-save flow only sets fields/],
  [
    'a subflow before the save',
    flow('Sub', element('subflows', 'Sub', tag('flowName', 'X'))),
    /:5: a before-save flow only sets fields/,
  ],
  [
    'an unknown action',
    after('Act', element('actionCalls', 'Act', tag('actionName', 'Mail'), tag('actionType', 'emailSimple'))),
    /:5: action emailSimple “Mail” is not executed by the local org/,
  ],
  ['a screen', after('See', element('screens', 'See')), /:5: <screens> cannot run without a person/],
  ['a wait', after('Wait', element('waits', 'Wait')), /:5: <waits> pauses the interview/],
  ['an element nobody knows', after('Nothing', nothing, element('wonders', 'W')), /:6: <wonders> is not executed/],
  [
    'an unknown part of an element',
    after('Nothing', element('assignments', 'Nothing', tag('surprise', 'x'))),
    /:5: <surprise> in <assignments> is not executed/,
  ],
  ['a connector to nowhere', after('Gone', nothing), /a connector leads to Gone, which does not exist/],
  ['two elements of one name', after('Nothing', nothing, nothing), /:6: two things in this flow are called Nothing/],
  [
    'a field that does not exist',
    setting('$Record.Nope__c', text('x')),
    /:5: \$Record\.Nope__c: Thing__c has no field Nope__c/,
  ],
  ['a calculated field as a target', setting('$Record.Twice__c', num(1)), /:5: \$Record\.Twice__c is calculated/],
  ["a parent's field as a target", setting('$Record.Account__r.Name', text('x')), /:5: .* belongs to another record/],
  [
    'the record before the save as a target',
    setting('$Record__Prior.Text__c', text('x')),
    /:5: .* cannot be assigned to/,
  ],
  ['a formula as a target', setting('f', text('x'), formula('f', 'String', '"a"')), /:5: f cannot be assigned to/],
  ['an unknown variable', setting('$Record.Text__c', ref('nothing')), /:5: nothing in this flow is called nothing/],
  ['text into a number', setting('$Record.Num__c', text('x')), /:5: \$Record\.Num__c is number and cannot take text/],
  ['a record into text', setting('$Record.Text__c', ref('$Record')), /:5: .* cannot take record \(Thing__c\)/],
  [
    'an operator that does not fit',
    flow('Set', assign('Set', [item('$Record.Flag__c', 'Add', num(1))])),
    /:5: Add does not work on \$Record\.Flag__c, which is boolean, with number/,
  ],
  [
    'an unknown operator',
    flow('Set', assign('Set', [item('$Record.Num__c', 'Multiply', num(1))])),
    /:5: operator Multiply is not executed/,
  ],
  [
    'an unknown comparison',
    flow('Ask', decide('Ask', [rule('R', '', [condition('$Record.Num__c', 'IsToday', bool(true))])])),
    /:5: operator IsToday is not executed/,
  ],
  [
    'logic that names a condition that is not there',
    flow('Ask', decide('Ask', [rule('R', '', [condition('$Record.Num__c', 'EqualTo', num(1))], '1 AND 2')])),
    /:5: condition logic “1 AND 2”: there is no condition 2/,
  ],
  [
    'a wrong formula',
    flow('Nothing', nothing, formula('f', 'String', 'LEN({!$Record.Num__c})')),
    /:6: formula, column 5: Incorrect parameter type/,
  ],
  [
    'a formula of another type than it says',
    flow('Nothing', nothing, formula('f', 'Number', '"a"')),
    /:6: the formula gives text, but its data type is Number/,
  ],
  [
    'formulas that go round in a circle',
    flow('Nothing', nothing, formula('f', 'String', '{!g}'), formula('g', 'String', '{!f}')),
    /f is defined by way of itself/,
  ],
  ['an unknown label', setting('$Record.Text__c', ref('$Label.Nope')), /:5: \$Label\.Nope does not exist/],
  ['a session', setting('$Record.Text__c', ref('$Api.Session_ID')), /:5: \$Api\.Session_ID: sessions are not offered/],
  [
    'a filter on a field that does not exist',
    after('Get', element('recordLookups', 'Get', tag('object', 'Account'), filter('Nope', 'EqualTo', num(1)))),
    /:5: Account has no field Nope/,
  ],
  [
    'a delete of everything',
    after('Drop', element('recordDeletes', 'Drop', tag('object', 'Part__c'))),
    /:5: Delete Records needs conditions/,
  ],
  [
    'a field that a create cannot set',
    after('Make', element('recordCreates', 'Make', tag('object', 'Part__c'), input('Nope__c', num(1)))),
    /:5: Part__c has no field Nope__c/,
  ],
  [
    'an unknown object',
    triggered('Bad', { first: 'Nothing', object: 'Nope__c' }, nothing),
    /:4: there is no object Nope__c/,
  ],
  [
    'a schedule',
    triggered('Bad', { first: 'Nothing', when: 'Scheduled' as never }, nothing),
    /:4: <triggerType> Scheduled is not executed/,
  ],
  [
    'a scheduled path',
    triggered(
      'Bad',
      { ...AFTER, first: 'Nothing', start: tag('scheduledPaths', to('Nothing'), tag('offsetNumber', '1')) },
      nothing,
    ),
    /:4: <offsetNumber> in <scheduledPaths> is not executed/,
  ],
  [
    'filters beside a formula',
    starting(tag('filterFormula', 'TRUE') + filter('Num__c', 'EqualTo', num(1))),
    /:4: a start has either/,
  ],
  ['an entry condition that is none', starting(tag('filterFormula', '1 + 1')), /:4: the entry condition gives number/],
  [
    'PRIORVALUE in a formula resource',
    flow('Nothing', nothing, formula('f', 'String', 'TEXT(PRIORVALUE({!$Record.Kind__c}))')),
    /:6: formula, column 6: Function PRIORVALUE may not be used/,
  ],
  [
    'an order out of range',
    triggered('Bad', { first: 'Nothing', order: 2001 }, nothing),
    /triggerOrder must be 1 to 2000/,
  ],
  [
    'a process of the Process Builder',
    triggered('Bad', { first: 'Nothing', processType: 'Workflow' }, nothing),
    /process type Workflow is active and not executed/,
  ],
  ['a variable of Apex', flow('Nothing', nothing, variable('v', 'Apex')), /:6: data type Apex is not executed/],
  [
    'a collection with a default',
    flow(
      'Nothing',
      nothing,
      collection('c', 'String').replace('</variables>', '<value><stringValue>a</stringValue></value></variables>'),
    ),
    /:7: c is collection of text and has no default value/,
  ],
  [
    'a subflow that does not exist',
    after('Sub', element('subflows', 'Sub', tag('flowName', 'X'))),
    /:5: flow X does not exist/,
  ],
  [
    'a subflow that is not active',
    {
      ...after('Sub', element('subflows', 'Sub', tag('flowName', 'X'))),
      ...autolaunched('X', { first: 'Nothing', status: 'Draft' }, nothing),
    },
    /Bad\.flow-meta\.xml:5: flow X is not active \(status Draft\)/,
  ],
  [
    'a screen flow as a subflow',
    {
      ...after('Sub', element('subflows', 'Sub', tag('flowName', 'X'))),
      ...autolaunched('X', { first: 'Nothing', processType: 'Flow' }, nothing),
    },
    /Bad\.flow-meta\.xml:5: flow X is a screen flow/,
  ],
  [
    'an input that the subflow does not take',
    {
      ...after(
        'Sub',
        element(
          'subflows',
          'Sub',
          tag('flowName', 'X'),
          tag('inputAssignments', tag('name', 'v'), tag('value', num(1))),
        ),
      ),
      ...autolaunched('X', { first: 'Nothing' }, nothing, variable('v', 'Number')),
    },
    /Bad\.flow-meta\.xml:5: the flow has no variable v for input/,
  ],
];

test('flows that cannot be executed are refused when the project is loaded', async () => {
  const { schema } = await testOrg(WORLD);
  for (const [what, files, message] of REFUSED)
    assert.throws(
      () => compileFlows(projectOf(files), { schema, label: () => undefined }),
      (error: Error) => {
        assert.match(error.message, /^force-app\/main\/default\/flows\/\w+\.flow-meta\.xml:\d+: /, what);
        assert.match(error.message, message, what);
        return true;
      },
    );
});

test('an org is not built from a project with such a flow', async () => {
  await assert.rejects(testOrg({ ...WORLD, ...REFUSED[0]![1] }), { name: 'SourceError', message: REFUSED[0]![2] });
});

test('flows that are not executed say why they are only carried along', async () => {
  const { schema } = await testOrg(WORLD);
  const files = {
    ...autolaunched('Wizard', { first: 'See', processType: 'Flow' }, element('screens', 'See')),
    ...autolaunched('Draft', { first: 'See', status: 'Draft' }, element('screens', 'See')),
    ...autolaunched('Router', { first: 'See', processType: 'RoutingFlow' }, element('screens', 'See')),
    ...autolaunched('Later', { first: 'Wait' }, element('waits', 'Wait')),
  };
  const flows = compileFlows(projectOf(files), { schema, label: () => undefined });
  assert.deepEqual(
    flows.map((flow) => flow.kind === 'carried' && flow.why),
    [
      'is a screen flow',
      'is not active (status Draft)',
      'has process type RoutingFlow, which nothing here starts',
      'cannot be executed: force-app/main/default/flows/Later.flow-meta.xml:5: <waits> pauses the interview, which is not executed by the local org',
    ],
  );
});

test('what a Get Records found may be sorted in place', async () => {
  const { schema } = await testOrg(WORLD);
  const files = triggered(
    'Sorts',
    { ...AFTER, first: 'Get' },
    element(
      'recordLookups',
      'Get',
      tag('object', 'Account'),
      tag('getFirstRecordOnly', 'false'),
      tag('storeOutputAutomatically', 'true'),
      to('Sort'),
    ),
    element(
      'collectionProcessors',
      'Sort',
      tag('collectionProcessorType', 'SortCollectionProcessor'),
      tag('collectionReference', 'Get'),
      tag(
        'sortOptions',
        tag('doesPutEmptyStringAndNullFirst', 'false'),
        tag('sortField', 'Name'),
        tag('sortOrder', 'Asc'),
      ),
    ),
  );
  const [flow] = compileFlows(projectOf(files), { schema, label: () => undefined });
  assert.equal(flow!.kind, 'executable');
});
