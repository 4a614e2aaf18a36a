// Tests of Apex that start asynchronous work, events, callouts: what stopTest and its neighbours do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentMails } from '../../../../src/salesforce/apex/library/mailbox.ts';
import { runApexTests } from '../../../../src/salesforce/apex/testing/run-tests.ts';
import { apexClass, customObject, event, testOrg, xml, type Files } from '../../dml/test-org.ts';

const trigger = (name: string, source: string): Files => ({
  [`triggers/${name}.trigger`]: source,
  [`triggers/${name}.trigger-meta.xml`]: xml('ApexTrigger', '<apiVersion>65.0</apiVersion><status>Active</status>'),
});

const BOX = {
  ...customObject('Box__c'),
  ...event('Later__e', 'PublishAfterCommit'),
  ...event('Now__e', 'PublishImmediately'),
};

/** Classes with work of every kind; each notes what it did in a static and in a record. */
const WORK: Files = {
  ...apexClass(
    'Work',
    `public class Work implements Queueable {
       public static List<String> done = new List<String>();
       public Integer runs = 0;
       private Boolean fails = false;
       public Work() {}
       public Work(Boolean fails) { this.fails = fails; }
       public void execute(QueueableContext context) {
         runs++;
         done.add('queueable');
         System.assert(System.isQueueable());
         System.assertEquals(1, Limits.getLimitQueueableJobs());
         System.assertEquals(200, Limits.getLimitQueries());
         System.assertEquals(0, Limits.getDmlStatements());
         insert new Box__c(Name = 'Q');
         if (fails) throw new IllegalArgumentException('broken');
       }
       @future public static void later(String name) {
         System.assert(System.isFuture());
         done.add('future');
         insert new Box__c(Name = name);
       }
     }`,
  ),
  ...apexClass(
    'Chain',
    `public class Chain implements Queueable {
       public void execute(QueueableContext context) { System.enqueueJob(new Chain()); }
     }`,
  ),
  ...apexClass(
    'Batch',
    `public class Batch implements Database.Batchable<SObject> {
       public static Integer finished = 0;
       public static List<Integer> seen = new List<Integer>();
       public Integer chunks = 0;
       public Database.QueryLocator start(Database.BatchableContext context) {
         return Database.getQueryLocator('SELECT Id, Name FROM Box__c');
       }
       public void execute(Database.BatchableContext context, List<SObject> scope) {
         System.assert(System.isBatch());
         System.assertEquals(Box__c.SObjectType, scope.getSObjectType());
         chunks++;
         seen.add(scope.size());
         for (Box__c box : (List<Box__c>) scope) box.Name = 'B';
         update scope;
       }
       public void finish(Database.BatchableContext context) {
         System.assertEquals('707', String.valueOf(context.getJobId()).left(3));
         System.assertEquals(0, chunks, 'not stateful');
         finished++;
       }
     }`,
  ),
  ...apexClass(
    'Counting',
    `public class Counting implements Database.Batchable<Integer>, Database.Stateful {
       public static Integer total;
       private Integer sum = 0;
       public Iterable<Integer> start(Database.BatchableContext context) { return new List<Integer>{ 1, 2, 3 }; }
       public void execute(Database.BatchableContext context, List<Integer> scope) { for (Integer one : scope) sum += one; }
       public void finish(Database.BatchableContext context) { total = sum; }
     }`,
  ),
  ...apexClass(
    'Relay',
    `public class Relay implements Database.Batchable<Integer> {
       public static Integer runs = 0;
       private Integer left;
       public Relay(Integer left) { this.left = left; }
       public Iterable<Integer> start(Database.BatchableContext context) { return new List<Integer>{ 1 }; }
       public void execute(Database.BatchableContext context, List<Integer> scope) { runs++; }
       public void finish(Database.BatchableContext context) { if (left > 0) Database.executeBatch(new Relay(left - 1)); }
     }`,
  ),
  ...apexClass(
    'Nightly',
    `public class Nightly implements Schedulable {
       public void execute(SchedulableContext context) {
         System.assert(System.isScheduled());
         System.assertEquals('08e', String.valueOf(context.getTriggerId()).left(3));
         Work.later('N');
       }
     }`,
  ),
  ...apexClass(
    'Cleaner',
    `public class Cleaner implements Finalizer {
       public static String outcome;
       public void execute(FinalizerContext context) {
         outcome = context.getResult().name() + ' ' + context.getException()?.getMessage();
       }
     }`,
  ),
  ...apexClass(
    'Finalized',
    `public class Finalized implements Queueable {
       public void execute(QueueableContext context) {
         System.attachFinalizer(new Cleaner());
         throw new IllegalArgumentException('broken');
       }
     }`,
  ),
  ...trigger(
    'OnLater',
    'trigger OnLater on Later__e (after insert) { for (Later__e e : Trigger.new) Heard.texts.add(e.Text__c); }',
  ),
  ...trigger(
    'OnNow',
    'trigger OnNow on Now__e (after insert) { for (Now__e e : Trigger.new) insert new Box__c(Name = e.Text__c); }',
  ),
  ...apexClass('Heard', 'public class Heard { public static List<String> texts = new List<String>(); }'),
  ...apexClass(
    'Fetch',
    `public class Fetch {
       public static Integer ask() {
         HttpRequest request = new HttpRequest();
         request.setEndpoint('callout:Somewhere/1');
         request.setMethod('GET');
         return new Http().send(request).getStatusCode();
       }
       public class Teapot implements HttpCalloutMock {
         public HttpResponse respond(HttpRequest request) {
           System.assertEquals('callout:Somewhere/1', request.getEndpoint());
           HttpResponse response = new HttpResponse();
           response.setStatusCode(418);
           return response;
         }
       }
     }`,
  ),
};

/** @returns `name: message` of each test method that failed */
async function failuresOf(body: string, files: Files = {}): Promise<string[]> {
  const org = await testOrg({
    ...BOX,
    ...WORK,
    ...files,
    ...apexClass('WorkTest', `@IsTest private class WorkTest {\n${body}\n}`),
  });
  const { methods } = runApexTests(org);
  return methods
    .filter(({ verdict }) => verdict !== 'Pass')
    .map(({ methodName, message }) => `${methodName}: ${message}`);
}

const count = (name: string) => `[SELECT COUNT() FROM Box__c WHERE Name = '${name}']`;

const CASES: Readonly<Record<string, string>> = {
  'work asked for between startTest and stopTest runs at stopTest, in order, and its statics are seen': `
    Test.startTest();
    Work.later('F');
    Id jobId = System.enqueueJob(new Work());
    System.assertEquals(0, Work.done.size());
    System.assertEquals('Queued', [SELECT Status FROM AsyncApexJob WHERE Id = :jobId].Status);
    Test.stopTest();
    System.assertEquals(new List<String>{ 'future', 'queueable' }, Work.done);
    System.assertEquals(1, ${count('F')});
    System.assertEquals('Completed', [SELECT Status FROM AsyncApexJob WHERE Id = :jobId].Status);`,
  'a job works on a copy of the instance': `
    Work job = new Work();
    Test.startTest();
    System.enqueueJob(job);
    Test.stopTest();
    System.assertEquals(0, job.runs);`,
  'limits between startTest and stopTest are fresh, and afterwards those of before': `
    Integer none = ${count('x')};
    insert new Box__c(Name = 'x');
    Integer before = Limits.getQueries();
    Test.startTest();
    System.assertEquals(0, Limits.getQueries());
    System.assertEquals(0, Limits.getDmlStatements());
    none = ${count('x')};
    Test.stopTest();
    System.assertEquals(before, Limits.getQueries());
    System.assertEquals(1, Limits.getDmlStatements());`,
  'a job that fails takes back what it did; stopTest throws its exception': `
    Test.startTest();
    Id jobId = System.enqueueJob(new Work(true));
    String message;
    try {
      Test.stopTest();
    } catch (IllegalArgumentException e) {
      message = e.getMessage();
    }
    System.assertEquals('broken', message);
    System.assertEquals(0, ${count('Q')});
    AsyncApexJob job = [SELECT Status, NumberOfErrors, ExtendedStatus FROM AsyncApexJob WHERE Id = :jobId];
    System.assertEquals('Failed', job.Status);
    System.assertEquals('broken', job.ExtendedStatus);`,
  'a queueable job cannot start another in a test': `
    Test.startTest();
    System.enqueueJob(new Chain());
    try {
      Test.stopTest();
      System.assert(false, 'no exception');
    } catch (AsyncException e) {
      System.assertEquals('Maximum stack depth has been reached.', e.getMessage());
    }`,
  'a batch runs start, execute per chunk and finish; each execute begins with the instance as it was': `
    insert new List<Box__c>{ new Box__c(Name = '1'), new Box__c(Name = '2') };
    Test.startTest();
    Id jobId = Database.executeBatch(new Batch(), 10);
    Test.stopTest();
    System.assertEquals(2, ${count('B')});
    System.assertEquals(1, Batch.finished);
    System.assertEquals(new List<Integer>{ 2 }, Batch.seen);
    AsyncApexJob job = [SELECT Status, TotalJobItems, JobItemsProcessed, JobType, ApexClass.Name FROM AsyncApexJob WHERE Id = :jobId];
    System.assertEquals('Completed', job.Status);
    System.assertEquals(1, job.TotalJobItems);
    System.assertEquals(1, job.JobItemsProcessed);
    System.assertEquals('BatchApex', job.JobType);
    System.assertEquals('Batch', job.ApexClass.Name);`,
  'a stateful batch over an iterable keeps its fields': `
    Test.startTest();
    Database.executeBatch(new Counting());
    Test.stopTest();
    System.assertEquals(6, Counting.total);`,
  'a batch that another starts from finish runs as well': `
    Test.startTest();
    Database.executeBatch(new Relay(1));
    Test.stopTest();
    System.assertEquals(2, Relay.runs);`,
  'one test runs one chunk only': `
    insert new List<Box__c>{ new Box__c(Name = '1'), new Box__c(Name = '2') };
    Test.startTest();
    Database.executeBatch(new Batch(), 1);
    try {
      Test.stopTest();
      System.assert(false, 'no exception');
    } catch (UnexpectedException e) {
      System.assert(e.getMessage().startsWith('No more than one executeBatch can be called from within a test'), e.getMessage());
    }`,
  'a scheduled class runs at stopTest and may call future methods; its CronTrigger tells when': `
    Test.startTest();
    String id = System.schedule('Nightly', '0 0 3 * * ?', new Nightly());
    CronTrigger found = [SELECT CronExpression, TimesTriggered, NextFireTime, CronJobDetail.Name FROM CronTrigger WHERE Id = :id];
    System.assertEquals('0 0 3 * * ?', found.CronExpression);
    System.assertEquals(0, found.TimesTriggered);
    System.assertEquals('Nightly', found.CronJobDetail.Name);
    System.assert(found.NextFireTime > System.now());
    System.assertEquals(3, found.NextFireTime.hour());
    Test.stopTest();
    System.assertEquals(1, ${count('N')});`,
  'a name is scheduled once': `
    System.schedule('Nightly', '0 0 3 * * ?', new Nightly());
    try {
      System.schedule('Nightly', '0 0 4 * * ?', new Nightly());
      System.assert(false, 'no exception');
    } catch (AsyncException e) {
      System.assertEquals('The Apex job named "Nightly" is already scheduled for execution.', e.getMessage());
    }`,
  'a cron expression must be one': `
    for (String wrong : new List<String>{ 'x', '0 0 3 * *', '* 0 3 * * ?', '0 0 25 * * ?', '0 0 3 * * *' }) {
      try {
        System.schedule('Nightly ' + wrong, wrong, new Nightly());
        System.assert(false, wrong);
      } catch (StringException e) {
        System.assertNotEquals(null, e.getMessage());
      }
    }`,
  'an aborted job does not run': `
    Test.startTest();
    Id jobId = System.enqueueJob(new Work());
    System.abortJob(jobId);
    Test.stopTest();
    System.assertEquals(0, ${count('Q')});
    System.assertEquals('Aborted', [SELECT Status FROM AsyncApexJob WHERE Id = :jobId].Status);`,
  'a finalizer runs after its job and knows what became of it': `
    Test.startTest();
    System.enqueueJob(new Finalized());
    try {
      Test.stopTest();
    } catch (IllegalArgumentException e) {
      System.assertEquals('broken', e.getMessage());
    }
    System.assertEquals('UNHANDLED_EXCEPTION broken', Cleaner.outcome);`,
  'a job runs as the user who asked for it': `
    User other = new User(LastName = 'Other', Alias = 'other', Email = 'o@example.test', Username = 'job@example.test',
      ProfileId = UserInfo.getProfileId(), TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'en_US', LanguageLocaleKey = 'en_US',
      EmailEncodingKey = 'UTF-8');
    insert other;
    Test.startTest();
    System.runAs(other) {
      Work.later('R');
    }
    Test.stopTest();
    System.assertEquals(other.Id, [SELECT CreatedById FROM Box__c WHERE Name = 'R'].CreatedById);`,
  'runAs is another user for its block, inserts one who is not there, and lets set-up records be changed around it': `
    Profile standard = [SELECT Id FROM Profile WHERE Name = 'Standard User'];
    User other = new User(LastName = 'Other', Alias = 'other', Email = 'o@example.test', Username = 'runas@example.test',
      ProfileId = standard.Id, TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'en_US', LanguageLocaleKey = 'en_US', EmailEncodingKey = 'UTF-8');
    Id me = UserInfo.getUserId();
    System.runAs(other) {
      System.assertEquals(other.Id, UserInfo.getUserId());
      System.assertEquals('runas@example.test', UserInfo.getUserName());
    }
    System.assertEquals(me, UserInfo.getUserId());
    insert new Box__c(Name = 'after');`,
  'published events reach their triggers at deliver and at stopTest': `
    Test.startTest();
    EventBus.publish(new Later__e(Text__c = 'one'));
    System.assertEquals(0, Heard.texts.size());
    Test.getEventBus().deliver();
    System.assertEquals(new List<String>{ 'one' }, Heard.texts);
    Database.SaveResult result = EventBus.publish(new Now__e(Text__c = 'two'));
    System.assert(result.isSuccess());
    Test.stopTest();
    System.assertEquals(1, ${count('two')});`,
  'an event that waits for commit goes with a rollback, one published at once does not': `
    Savepoint start = Database.setSavepoint();
    EventBus.publish(new Later__e(Text__c = 'gone'));
    EventBus.publish(new Now__e(Text__c = 'stays'));
    Database.rollback(start);
    Test.getEventBus().deliver();
    System.assertEquals(0, Heard.texts.size());
    System.assertEquals(1, ${count('stays')});`,
  'callouts go to the mock': `
    Test.setMock(HttpCalloutMock.class, new Fetch.Teapot());
    System.assertEquals(418, Fetch.ask());
    System.assertEquals(1, Limits.getCallouts());`,
  'without a mock a callout is refused': `
    try {
      Fetch.ask();
      System.assert(false, 'no exception');
    } catch (TypeException e) {
      System.assertEquals('Methods defined as TestMethod do not support Web service callouts', e.getMessage());
    }`,
  'after DML a callout is refused, unless startTest stands between': `
    Test.setMock(HttpCalloutMock.class, new Fetch.Teapot());
    insert new Box__c(Name = 'x');
    try {
      Fetch.ask();
      System.assert(false, 'no exception');
    } catch (CalloutException e) {
      System.assertEquals('You have uncommitted work pending. Please commit or rollback before calling out', e.getMessage());
    }
    Test.startTest();
    System.assertEquals(418, Fetch.ask());
    Test.stopTest();`,
  'requests in tests have the quiddity of tests, jobs their own': `
    System.assertEquals(Quiddity.RUNTEST_SYNC, Request.getCurrent().getQuiddity());
    System.assert(Test.isRunningTest());`,
  'the standard price book is known without a query': `
    System.assertEquals('01s', String.valueOf(Test.getStandardPricebookId()).left(3));
    System.assertEquals(0, Limits.getQueries());`,
  'a page is current in tests, with parameters': `
    ApexPages.currentPage().getParameters().put('id', '1');
    System.assertEquals('1', ApexPages.currentPage().getParameters().get('id'));
    Test.setCurrentPage(new PageReference('/apex/other?id=2'));
    System.assertEquals('2', System.currentPageReference().getParameters().get('id'));`,
  'CreatedDate can be set': `
    Box__c box = new Box__c(Name = 'old');
    insert box;
    Test.setCreatedDate(box.Id, Datetime.newInstanceGmt(2020, 1, 2, 3, 4, 5));
    System.assertEquals(Datetime.newInstanceGmt(2020, 1, 2, 3, 4, 5), [SELECT CreatedDate FROM Box__c WHERE Id = :box.Id].CreatedDate);`,
  'a site does not exist in tests': `
    System.assertEquals(null, Site.login('a@example.test', 'x', '/'));
    System.assertEquals(false, Site.forgotPassword('a@example.test'));
    System.assertEquals(null, Network.getNetworkId());`,
  'more than 50 future calls are too many': `
    for (Integer i = 0; i < 50; i++) Work.later('x');
    System.assertEquals(50, Limits.getFutureCalls());`,
};

test('asynchronous work, events and callouts in tests', async (suite) => {
  const names = Object.keys(CASES);
  const body = names.map((name, index) => `  @IsTest static void case${index}() {${CASES[name]}\n  }`).join('\n');
  const failures = await failuresOf(body);
  for (const [index, name] of names.entries())
    await suite.test(name, () => {
      const failed = failures.find((failure) => failure.startsWith(`case${index}:`) || failure.startsWith('<load>'));
      assert.equal(failed, undefined);
    });
});

test('a formula is evaluated over a record and over an instance of a global class', async () => {
  const files = apexClass('Context', 'global class Context { global Box__c box; global Integer limitOf = 3; }');
  const body = `@IsTest static void evaluates() {
    FormulaEval.FormulaInstance length = Formula.builder().withType(Box__c.SObjectType)
      .withReturnType(FormulaEval.FormulaReturnType.INTEGER).withFormula('LEN(Name)').build();
    System.assertEquals(3, length.evaluate(new Box__c(Name = 'abc')));
    Context context = new Context();
    context.box = new Box__c(Name = 'abc');
    FormulaEval.FormulaInstance fits = Formula.builder().withType(Context.class)
      .withReturnType(FormulaEval.FormulaReturnType.BOOLEAN).withFormula('LEN(box.Name) <= limitOf').build();
    System.assertEquals(true, fits.evaluate(context));
    try {
      Formula.builder().withType(Box__c.SObjectType).withFormula('Nothing__c').build();
      System.assert(false, 'no exception');
    } catch (FormulaValidationException e) {
      System.assertEquals('Field Nothing__c does not exist. Check spelling.', e.getMessage());
    }
  }`;
  assert.deepEqual(await failuresOf(body, files), []);
});

test('outside tests jobs run after commit, each as a transaction of its own; a failure is reported', async () => {
  const faults: string[] = [];
  const org = await testOrg({ ...BOX, ...WORK }, { reportFault: (message) => faults.push(message) });
  org.transact(org.root, (tx) => {
    org.apex.runAnonymous(tx, "System.enqueueJob(new Work()); Work.later('F'); System.enqueueJob(new Work(true));");
    assert.equal([...org.store.all('Box__c')].length, 0);
  });
  assert.deepEqual(
    [...org.store.all('Box__c')].map((row) => row['Name']),
    ['Q', 'F'],
  );
  assert.deepEqual(
    [...org.store.all('AsyncApexJob')].map((row) => row['Status']),
    ['Completed', 'Completed', 'Failed'],
  );
  assert.equal(faults.length, 1);
  assert.match(
    faults[0]!,
    /Queueable Work 707\w+: System.IllegalArgumentException: broken\nClass\.Work\.execute: line \d+/,
  );
});

test('jobs of a transaction that rolls back never run', async () => {
  const org = await testOrg({ ...BOX, ...WORK });
  assert.throws(() =>
    org.transact(org.root, (tx) => org.apex.runAnonymous(tx, 'System.enqueueJob(new Work()); Integer x = 1 / 0;')),
  );
  assert.equal([...org.store.all('AsyncApexJob')].length, 0);
  assert.equal([...org.store.all('Box__c')].length, 0);
});

test('mail is recorded when its transaction commits', async () => {
  const org = await testOrg(BOX);
  const source = `Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
    mail.setToAddresses(new List<String>{ 'to@example.test' });
    mail.setSubject('Hello');
    mail.setPlainTextBody('text');
    Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail });`;
  assert.throws(() => org.transact(org.root, (tx) => org.apex.runAnonymous(tx, `${source} Integer x = 1 / 0;`)));
  assert.equal(sentMails(org).length, 0);
  org.transact(org.root, (tx) => org.apex.runAnonymous(tx, source));
  assert.deepEqual(
    sentMails(org).map(({ to, subject, text }) => ({ to, subject, text })),
    [{ to: ['to@example.test'], subject: 'Hello', text: 'text' }],
  );
});

test('a callout through a named credential that the project lacks is an exception', async () => {
  const org = await testOrg({ ...BOX, ...WORK });
  assert.throws(
    () => org.transact(org.root, (tx) => org.apex.runAnonymous(tx, 'Fetch.ask();')),
    /System.CalloutException: The callout couldn't access the endpoint\. .*"Somewhere" might not exist\./,
  );
});

test('triggers of events run after the publisher’s transaction', async () => {
  const org = await testOrg({ ...BOX, ...WORK });
  org.transact(org.root, (tx) => org.apex.runAnonymous(tx, "EventBus.publish(new Now__e(Text__c = 'E'));"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    [...org.store.all('Box__c')].map((row) => row['Name']),
    ['E'],
  );
});

test('code that only mentions a refused namespace loads; using it is refused', async () => {
  const files = apexClass(
    'Chat',
    'public class Chat { public ConnectApi.FeedItem item; public static Integer one() { return 1; } public static void make() { new Reports.ReportFilter(); } }',
  );
  const org = await testOrg({ ...BOX, ...files });
  org.transact(org.root, (tx) => org.apex.runAnonymous(tx, 'System.assertEquals(1, Chat.one());'));
  assert.throws(
    () => org.transact(org.root, (tx) => org.apex.runAnonymous(tx, 'Chat.make();')),
    /Chat: line 1.*Reports\.ReportFilter is not supported: there are no reports here/,
  );
});
