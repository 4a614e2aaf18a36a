import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customObject, field, testOrg } from '../../dml/test-org.ts';
import { element, faultTo, input, ref, tag, to, triggered } from '../../flow/flow-xml.ts';
import { apexClass } from './apex-project.ts';

const SHOUT = `public class Shout {
  public class Request { @InvocableVariable(required=true) public String word; @InvocableVariable public Integer times; }
  public class Answer { @InvocableVariable public String shouted; }
  @InvocableMethod(label='Shout')
  public static List<Answer> run(List<Request> requests) {
    List<Answer> answers = new List<Answer>();
    for (Request request : requests) {
      if (request.word == 'no') throw new IllegalArgumentException('I will not.');
      Answer answer = new Answer();
      answer.shouted = request.word + ' of ' + requests.size();
      answers.add(answer);
    }
    return answers;
  }
}`;

const PROJECT = {
  ...customObject('Thing__c'),
  ...field('Thing__c', 'Out__c', '<type>Text</type><length>200</length>'),
  ...apexClass('Shout', SHOUT),
  ...triggered(
    'Shouts',
    { first: 'Shout', when: 'RecordAfterSave', on: 'Create' },
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
  ),
};

test('a flow calls invocable Apex once for all its interviews', async () => {
  const org = await testOrg(PROJECT);
  const ids = org.insert('Thing__c', { Name: 'hey' }, { Name: 'ho' });
  assert.deepEqual(
    ids.map((id) => org.row(id)['Out__c']),
    ['hey of 2', 'ho of 2'],
  );
});

test('an exception of invocable Apex goes down the fault path', async () => {
  const org = await testOrg(PROJECT);
  const [id = ''] = org.insert('Thing__c', { Name: 'no' });
  assert.equal(org.row(id)['Out__c'], 'An Apex error occurred: System.IllegalArgumentException: I will not.');
});
