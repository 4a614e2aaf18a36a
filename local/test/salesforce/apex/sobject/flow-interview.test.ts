// Flows that Apex starts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, autolaunched, element, input, item, num, ref, tag, variable } from '../../flow/flow-xml.ts';
import { failuresIn } from '../test-methods.ts';

const DOUBLES = autolaunched(
  'Doubles',
  { first: 'Work' },
  assign(
    'Work',
    [item('result', 'Assign', ref('n')), item('result', 'Add', ref('n')), item('n', 'Assign', num(0))],
    'Keep',
  ),
  element('recordCreates', 'Keep', input('Name', ref('company.Name')), tag('object', 'Account')),
  variable('n', 'Number', tag('isInput', 'true')),
  variable('company', 'SObject', tag('isInput', 'true'), tag('isOutput', 'true'), tag('objectType', 'Account')),
  variable('names', 'String', tag('isCollection', 'true'), tag('isInput', 'true'), tag('isOutput', 'true')),
  variable('result', 'Number', tag('isOutput', 'true')),
);

test('an interview takes inputs, runs in the transaction of its caller and gives outputs', async () => {
  const failures = await failuresIn(
    `Map<String, Object> inputs = new Map<String, Object>{
       'n' => 3, 'company' => new Account(Name = 'From Apex'), 'names' => new List<String>{ 'a', 'b' } };
     Flow.Interview.Doubles one = new Flow.Interview.Doubles(inputs);
     one.start();
     System.assertEquals(6, (Decimal) one.getVariableValue('result'));
     System.assertEquals('From Apex', ((Account) one.getVariableValue('company')).Name);
     System.assertEquals(new List<String>{ 'a', 'b' }, (List<String>) one.getVariableValue('names'));
     System.assertEquals(null, one.getVariableValue('n'), 'not for output');
     System.assertEquals(1, [SELECT COUNT() FROM Account WHERE Name = 'From Apex']);
     Flow.Interview other = Flow.Interview.createInterview('doubles', new Map<String, Object>{ 'N' => 1.5, 'company' => new Account(Name = 'B') });
     other.start();
     System.assertEquals(3, (Decimal) other.getVariableValue('result'));
     try {
       Flow.Interview.createInterview('Missing', new Map<String, Object>());
       System.assert(false);
     } catch (System.TypeException e) {}
     try {
       Flow.Interview.createInterview('Doubles', new Map<String, Object>{ 'company' => new Account() }).start();
       System.assert(false);
     } catch (System.FlowException e) {}`,
    DOUBLES,
  );
  assert.deepEqual(failures, []);
});

test('an input that the flow does not know is left; one for a variable that takes none is refused', async () => {
  assert.deepEqual(await failuresIn(`new Flow.Interview.Doubles(new Map<String, Object>{ 'm' => 3 });`, DOUBLES), []);
  const failures = await failuresIn(`new Flow.Interview.Doubles(new Map<String, Object>{ 'result' => 3 });`, DOUBLES);
  assert.match(String(failures[0]), /OneTest: line 2.*result, which is no input of flow Doubles, is not supported/);
});
