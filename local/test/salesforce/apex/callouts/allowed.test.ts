// Where Apex may call out, and where the platform says no.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { apexTrigger } from '../sobject/apex-project.ts';
import { apexClass, customObject, event, xml } from '../../dml/test-org.ts';
import { assign, element, item, tag, text, to, triggered, variable } from '../../flow/flow-xml.ts';
import { callingOrg, type CallingOrg } from './calling-org.ts';
import { startOtherSystem, type OtherSystem } from './other-system.ts';

const FUTURE =
  'Callout not allowed from this future method. Please enable callout by annotating the future method. eg: @Future(callout=true)';
const PENDING = 'You have uncommitted work pending. Please commit or rollback before calling out';

const ASK = "Call.failure(Call.request('GET', '/ask'))";

let other: OtherSystem;
let org: CallingOrg;
before(async () => {
  other = await startOtherSystem();
  const job = (name: string, more: string) =>
    apexClass(
      name,
      `public class ${name} implements Queueable${more} {
        Integer runs = 0;
        public void execute(QueueableContext context) {
          runs++;
          String answer = ${ASK};
          insert new Box__c(Name = runs + ' ' + answer.left(69));
          EventBus.publish(new Later__e(Text__c = 'done'));
        }
      }`,
    );
  org = await callingOrg(
    {
      ...customObject('Box__c', ''),
      ...customObject('Crate__c', ''),
      ...customObject('Barrel__c', ''),
      ...event('Later__e', 'PublishAfterCommit'),
      ...job('Open_Job', ', Database.AllowsCallouts'),
      ...job('Closed_Job', ''),
      ...apexClass(
        'Batch',
        `public class Batch implements Database.Batchable<Integer>, Database.AllowsCallouts, Database.Stateful {
          Integer chunks = 0;
          public Iterable<Integer> start(Database.BatchableContext context) {
            Call.get('/start');
            return new List<Integer>{ 1, 2 };
          }
          public void execute(Database.BatchableContext context, List<Integer> scope) {
            chunks++;
            Call.get('/chunk/' + scope[0] + '/' + chunks);
          }
          public void finish(Database.BatchableContext context) {
            Call.get('/finish/' + chunks);
            EventBus.publish(new Later__e(Text__c = 'done'));
          }
        }`,
      ),
      ...apexClass(
        'Later',
        `public class Later {
          @future(callout=true) public static void open(List<String> names) { keep(names); }
          @future public static void closed(List<String> names) { keep(names); }
          static void keep(List<String> names) {
            names.add(${ASK});
            insert new Box__c(Name = String.join(names, ' '));
            EventBus.publish(new Later__e(Text__c = 'done'));
          }
        }`,
      ),
      ...apexClass(
        'Action',
        `public class Action {
          @InvocableMethod(label='Ask' callout=true)
          public static List<String> ask(List<String> names) {
            String answer = ${ASK};
            insert new Box__c(Name = answer);
            EventBus.publish(new Later__e(Text__c = 'done'));
            return new List<String>{ answer };
          }
        }`,
      ),
      ...apexTrigger(
        'CrateTrigger',
        `trigger CrateTrigger on Crate__c (before insert) { Trigger.new[0].Name = ${ASK}; }`,
      ),
      ...triggered(
        'Ask_Later',
        {
          first: 'Keep',
          when: 'RecordAfterSave',
          on: 'Create',
          object: 'Barrel__c',
          start: tag('scheduledPaths', tag('name', 'Later'), to('Ask'), tag('pathType', 'AsyncAfterCommit')),
        },
        variable('kept', 'String'),
        assign('Keep', [item('kept', 'Assign', text('a'))]),
        element(
          'actionCalls',
          'Ask',
          tag('actionName', 'Action'),
          tag('actionType', 'apex'),
          tag('inputParameters', tag('name', 'names'), tag('value', text('a'))),
        ),
      ),
      'remoteSiteSettings/None.remoteSite-meta.xml': xml(
        'RemoteSiteSetting',
        '<isActive>false</isActive><url>https://none.example.test</url>',
      ),
    },
    { namedCredentials: { Open: { url: other.url } } },
  );
});
after(() => other.close());
beforeEach(() => {
  other.received.length = 0;
  other.answers = (_request, response) => void response.end('ok');
});

/** Runs a block and waits for the job that it starts. @returns the names of the boxes that were made */
async function boxesAfter(source: string): Promise<string[]> {
  const before = new Set([...org.store.all('Box__c')].map((row) => row['Id']));
  const done = new Promise<void>((resolve, reject) => {
    const stop = org.events.onAppend('Later__e', () => (stop(), resolve()));
    org.onFault = (fault) => reject(new Error(fault));
  });
  assert.deepEqual(await org.says(source), []);
  await done;
  return [...org.store.all('Box__c')].filter((row) => !before.has(row['Id'])).map((row) => String(row['Name']));
}

test('a queueable job calls out when its class says so, and begins each time as it was enqueued', async () => {
  assert.deepEqual(await boxesAfter('System.enqueueJob(new Open_Job());'), ['1 answered 200']);
  assert.deepEqual(await boxesAfter('System.enqueueJob(new Closed_Job());'), [`1 ${FUTURE.slice(0, 69)}`]);
});

test('a future method calls out when its annotation says so', async () => {
  assert.deepEqual(await boxesAfter("Later.open(new List<String>{ 'a' });"), ['a answered 200']);
  assert.equal(other.received.length, 1);
});

test('a batch calls out in each of its parts, and what a stateful one counts is counted once', async () => {
  assert.deepEqual(await boxesAfter('Database.executeBatch(new Batch(), 1);'), []);
  assert.deepEqual(
    other.received.map(({ path }) => path),
    ['/start', '/chunk/1/1', '/chunk/2/2', '/finish/2'],
  );
});

test('an asynchronous path of a flow calls out by its action', async () => {
  assert.deepEqual(await boxesAfter("insert new Barrel__c(Name = 'b');"), ['answered 200']);
});

test('triggers do not call out', async () => {
  const source =
    'Crate__c crate = new Crate__c(); insert crate; System.debug([SELECT Name FROM Crate__c WHERE Id = :crate.Id].Name);';
  assert.deepEqual(await org.says(source), ['Callout from triggers are currently not supported.']);
});

for (const [what, before] of [
  ['DML', "insert new Box__c(Name = 'x');"],
  ['an enqueued job', 'System.enqueueJob(new Open_Job());'],
  ['a future call', 'Later.open(new List<String>());'],
  ['a batch', 'Database.executeBatch(new Batch());'],
  ['an event that waits for the commit', "EventBus.publish(new Later__e(Text__c = 'x'));"],
] as const)
  test(`after ${what} there is uncommitted work`, async () => {
    assert.deepEqual(await org.says(`${before} System.debug(${ASK}); Integer end = 1 / 0;`), [
      PENDING,
      'System.MathException: Divide by 0',
    ]);
    assert.equal(other.received.length, 0);
  });

test('work that is rolled back is pending no more, once the savepoint is released', async () => {
  const source = `Savepoint start = Database.setSavepoint();
    insert new Box__c(Name = 'undone');
    Database.rollback(start);
    System.debug(${ASK});
    Database.releaseSavepoint(start);
    System.debug(${ASK});`;
  assert.deepEqual(await org.says(source), [
    'All active Savepoints must be released before making callouts.',
    'answered 200',
  ]);
  assert.equal(
    [...org.store.all('Box__c')].some((row) => row['Name'] === 'undone'),
    false,
  );
});

test('code that some other transaction started may not wait', () => {
  assert.throws(
    () => org.transact(org.root, (tx) => org.apex.runAnonymous(tx, "Call.get('/');")),
    /a callout from where this code was started .* is not supported by the local org/,
  );
});
