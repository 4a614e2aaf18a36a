// Apex that the compiler of the org refuses, or that nobody could call once it is there.
import type { Edit, Mistake, Topic } from './mistake.ts';

const GUIDE = 'Apex Developer Guide';
const annotation = (name: string): string => `${GUIDE}, “${name} Annotation”`;

const meta = (type: string, version = '67.0'): string => `<?xml version="1.0" encoding="UTF-8"?>
<${type} xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>${version}</apiVersion>
    <status>Active</status>
</${type}>
`;

/** A class of that body; a name of its own lets several be shown to a check at once. */
function planted(name: string, body: string): { file: string; add: string; and: readonly Edit[] } {
  const file = `classes/planted/${name}.cls`;
  return { file, add: `${body}\n`, and: [{ file: `${file}-meta.xml`, add: meta('ApexClass') }] };
}

/** A class with these members, each line of which is a line of the file from the second on. */
const withMembers = (name: string, members: string) =>
  planted(name, `public with sharing class ${name} {\n${members}\n}`);

function trigger(name: string, text: string): { file: string; add: string; and: readonly Edit[] } {
  const file = `triggers/${name}.trigger`;
  return { file, add: text, and: [{ file: `${file}-meta.xml`, add: meta('ApexTrigger') }] };
}

/** What the compiler refuses about types and names, as apex-ls finds it. The mistake is on the line with `at`. */
const COMPILED: readonly (Pick<Mistake, 'title' | 'source' | 'says'> & {
  readonly members: string;
  readonly at: string;
})[] = [
  {
    title: 'a value of another type than its variable',
    source: `${GUIDE}, “Data Types”`,
    members: '    public static void run() {\n        String text = new List<Id>();\n    }',
    at: '        String text',
    says: /Incompatible types/,
  },
  {
    title: 'a class that does not exist in Apex',
    source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Invalid type',
    members: '    public static void run() {\n        OrderHelper helper;\n    }',
    at: '        OrderHelper',
    says: /No type declaration found for 'OrderHelper'/,
  },
  {
    title: 'a method that does not exist',
    source: `${GUIDE}, “Class Methods”`,
    members: '    public static void run() {\n        UserInfo.getNickname();\n    }',
    at: '        UserInfo',
    says: /No matching method found for 'getNickname'/,
  },
  {
    title: 'a field that does not exist in Apex',
    source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Custom field not found',
    members: '    public static void run() {\n        Order item = new Order(Activated__c = true);\n    }',
    at: '        Order item',
    says: /Unknown field 'Activated__c'/,
  },
  {
    title: 'an object that does not exist in Apex',
    source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Custom object not found',
    members: '    public static void run(Delivery__c delivery) {\n    }',
    at: '    public static void run',
    says: /No type declaration found for 'Schema.Delivery__c'/,
  },
  {
    title: 'a reserved word as a name',
    source: `${GUIDE}, “Reserved Keywords”`,
    members: '    public static void run() {\n        Integer limit = 1;\n    }',
    at: '        Integer limit',
    says: /'limit' is a reserved identifier/,
  },
  {
    title: 'a method that forgets to return',
    source: `${GUIDE}, “Class Methods”`,
    members: '    public static Integer run() {\n    }',
    at: '    public static Integer',
    says: /does not return a value/,
  },
  {
    title: 'statements that are never reached',
    source: 'observed: Unreachable statement',
    members: '    public static Integer run() {\n        return 1;\n        Integer more = 2;\n    }',
    at: '        Integer more',
    says: /Unreachable/,
  },
  {
    title: 'a method twice',
    source: 'observed: Method already defined',
    members: '    public static void run() {}\n    public static void run( ) {}',
    at: '    public static void run( )',
    says: /duplicate of an existing method/,
  },
  {
    title: 'a variable twice',
    source: 'observed: Duplicate variable',
    members: '    public static void run() {\n        Integer one = 1;\n        String one = null;\n    }',
    at: '        String one',
    says: /Duplicate variable 'one'/,
  },
  {
    title: 'an override that does not say so',
    source: `${GUIDE}, “Extending a Class”`,
    members:
      '    public virtual class Upper { public virtual void run() {} }\n    public class Lower extends Upper { public void run() {} }',
    at: '    public class Lower',
    says: /must use the 'override' keyword/,
  },
  {
    title: 'an interface that is not kept',
    source: `${GUIDE}, “Interfaces”`,
    members: '    public class Job implements Queueable { public void run() {} }',
    at: '    public class Job',
    says: /must implement method 'void execute/,
  },
  {
    title: 'an object of an abstract class',
    source: `${GUIDE}, “Class Definition”`,
    members: '    public abstract class Job {}\n    public static Object run() {\n        return new Job();\n    }',
    at: '        return new Job',
    says: /Abstract classes cannot be constructed/,
  },
  {
    title: 'an exception by another name',
    source: `${GUIDE}, “Create Custom Exceptions”`,
    members: '    public class Refusal extends Exception {}',
    at: '    public class Refusal',
    says: /must have a name ending in Exception/,
  },
  {
    title: 'a class in a class in a class',
    source: `${GUIDE}, “Apex Class Definition”`,
    members: '    public class Inner {\n        public class Deep {}\n    }',
    at: '        public class Deep',
    says: /Inner types of Inner types are not valid/,
  },
  {
    title: 'a web service in a class that is not global',
    source: `${GUIDE}, “Exposing Apex Methods as SOAP Web Services”`,
    members: '    webservice static void run() {}',
    at: '    webservice',
    says: /must be declared global/,
  },
  {
    title: 'a save of what is no record',
    source: `${GUIDE}, “DML Statements”`,
    members: "    public static void run() {\n        String text = '';\n        insert as user text;\n    }",
    at: '        insert',
    says: /should return an SObject/,
  },
  {
    title: 'an unknown label in Apex',
    source: `${GUIDE}, “System.Label Class”`,
    members: '    public static String run() {\n        return System.Label.Order_Nowhere;\n    }',
    at: '        return',
    says: /Order_Nowhere/,
  },
];

const compiled: readonly Mistake[] = COMPILED.map(({ title, source, says, members, at }, index) => ({
  title,
  source,
  says,
  at,
  caughtBy: 'apex',
  ...withMembers(`Compiled${index + 1}`, members),
}));

/** Annotations and what they ask of a method. The last method of the class is at fault. */
const ANNOTATED: readonly (readonly [title: string, source: string, members: string, says: RegExp])[] = [
  [
    'an unknown annotation',
    `${GUIDE}, “Annotations”`,
    '    @AuraEnable public static void run() {}',
    /no annotation @AuraEnable/,
  ],
  [
    'two methods of one name for pages',
    `${annotation('AuraEnabled')}: overloads since API 55.0`,
    '    @AuraEnabled\n    public static void run(Id one) {}\n    @AuraEnabled public static void run(String two) {}',
    /has a name of its own/,
  ],
  [
    'a cacheable method that saves',
    annotation('AuraEnabled'),
    "    @AuraEnabled(cacheable=true) public static void run() { insert as user new Account(Name = 'A'); }",
    /that is cacheable saves nothing/,
  ],
  [
    'two actions of flows in one class',
    annotation('InvocableMethod'),
    '    @InvocableMethod\n    public static void run(List<Id> ids) {}\n    @InvocableMethod public static void stop(List<Id> ids) {}',
    /is the only one of its class/,
  ],
  [
    'an action of flows that takes one record',
    annotation('InvocableMethod'),
    '    @InvocableMethod public static void run(Id orderId) {}',
    /takes at most one parameter, a list/,
  ],
  [
    'an action of flows that is not static',
    annotation('InvocableMethod'),
    '    @InvocableMethod public void run(List<Id> ids) {}',
    /is static and public or global/,
  ],
  [
    'a future method that returns something',
    annotation('Future'),
    '    @Future public static Integer run(Id orderId) { return 1; }',
    /returns nothing/,
  ],
  [
    'a future method that takes records',
    annotation('Future'),
    '    @Future public static void run(List<Order> orders) {}',
    /takes primitives/,
  ],
  [
    'a future method that is not static',
    annotation('Future'),
    '    @Future public void run(Id orderId) {}',
    /is static/,
  ],
  [
    'two methods for GET in one resource',
    annotation('HttpGet'),
    '    @HttpGet\n    global static String one() { return null; }\n    @HttpGet global static String two() { return null; }',
    /is the only one of its class/,
  ],
  [
    'a method for GET in no resource',
    annotation('RestResource'),
    '    @HttpGet public static String one() { return null; }',
    /is in a class with @RestResource/,
  ],
  [
    'two set-ups of test data',
    annotation('TestSetup'),
    '    @TestSetup\n    static void one() {}\n    @TestSetup static void two() {}',
    /is the only one of its class/,
  ],
  [
    'a test that returns something',
    annotation('IsTest'),
    '    @IsTest static Integer run() { return 1; }',
    /returns nothing/,
  ],
  [
    'a job that cannot be queued',
    `${GUIDE}, “Queueable Apex”`,
    '    public class Job {}\n    public static void run() { System.enqueueJob(new Job()); }',
    /is no Queueable/,
  ],
  [
    'a batch that is none',
    `${GUIDE}, “Using Batch Apex”`,
    '    public class Job {}\n    public static void run() { Database.executeBatch(new Job()); }',
    /is no Database\.Batchable/,
  ],
];

const annotated: readonly Mistake[] = ANNOTATED.map(([title, source, members, says], index) => ({
  title,
  source,
  says,
  caughtBy: 'declarations',
  at: members.split('\n').at(-1)!,
  also: /is in a class with @RestResource|is global and static/,
  ...withMembers(`Annotated${index + 1}`, members),
}));

const CUSTOMER = 'permissionsets/Customer_Portal_User.permissionset-meta.xml';
const grantOf = (name: string): Edit & { from: string | RegExp; to: string } => ({
  file: CUSTOMER,
  from: '    <classAccesses>',
  to: `    <classAccesses>
        <apexClass>${name}</apexClass>
        <enabled>true</enabled>
    </classAccesses>
    <classAccesses>`,
});

export const CLASSES: Topic = {
  title: 'Apex',
  mistakes: [
    {
      title: 'a class by another name than its file',
      source: 'observed: Class name does not match file name',
      caughtBy: 'apex',
      ...planted('Named', 'public with sharing class Renamed {}'),
      says: /Type name 'Renamed' does not match file name/,
    },
    {
      title: 'a class that two folders hold',
      source: `${GUIDE}, “Naming Conventions”: names are unique`,
      caughtBy: 'refs',
      ...planted('OrderController', 'public with sharing class OrderController {}'),
      named: 'classes/planted/OrderController.cls-meta.xml',
      at: '<ApexClass',
      says: /ApexClass OrderController is defined twice/,
    },
    {
      title: 'a class that is no Apex',
      source: `${GUIDE}, “Apex Class Definition”`,
      caughtBy: 'soql',
      ...withMembers('Unread', '    public static void run() {\n        return [SELECT Id FROM Order;\n    }'),
      at: '        return',
      says: /is not Apex/,
    },
    {
      title: 'an API version that the project does not have',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: API Version error',
      caughtBy: 'rules',
      file: 'classes/planted/Newer.cls-meta.xml',
      add: meta('ApexClass', '99.0'),
      and: [{ file: 'classes/planted/Newer.cls', add: 'public with sharing class Newer {}\n' }],
      at: '    <apiVersion>',
      says: /99\.0 is above the project’s 67\.0/,
    },
    {
      title: 'an API version that is none',
      source: 'Metadata API guide, “ApexClass”',
      caughtBy: 'rules',
      file: 'classes/planted/Odd.cls-meta.xml',
      add: meta('ApexClass', '67.5'),
      and: [{ file: 'classes/planted/Odd.cls', add: 'public with sharing class Odd {}\n' }],
      at: '    <apiVersion>',
      says: /67\.5 is no API version/,
    },
    ...compiled,
    ...annotated,
    {
      title: 'a class below itself',
      source: 'observed: Cyclic inheritance',
      caughtBy: 'declarations',
      file: 'classes/planted/Upper.cls',
      add: 'public virtual with sharing class Upper extends Lower {}\n',
      and: [
        { file: 'classes/planted/Upper.cls-meta.xml', add: meta('ApexClass') },
        ...[planted('Lower', 'public virtual with sharing class Lower extends Upper {}')].flatMap(
          ({ file, add, and }) => [{ file, add }, ...and],
        ),
      ],
      says: /Upper is a class below itself/,
      also: /Lower is a class below itself/,
    },
    {
      title: 'a resource without an address',
      source: annotation('RestResource'),
      caughtBy: 'declarations',
      ...planted('Resource', "@RestResource(urlMapping='orders')\nglobal with sharing class Resource {}"),
      at: 'global',
      says: /urlMapping that begins with \//,
    },
    {
      title: 'a trigger by another name than its file',
      source: `${GUIDE}, “Defining Triggers”`,
      caughtBy: 'declarations',
      ...trigger('OrderStamp', 'trigger OrderStamps on Order (before insert) {}\n'),
      says: /the trigger OrderStamps is not named as its file/,
    },
    {
      title: 'a trigger on an object that does not exist',
      source: `${GUIDE}, “Defining Triggers”`,
      caughtBy: 'apex',
      ...trigger('DeliveryStamp', 'trigger DeliveryStamp on Delivery__c (before insert) {}\n'),
      says: /No type declaration found for 'Schema.Delivery__c'/,
    },
    {
      title: 'a trigger on something that does not happen',
      source: `${GUIDE}, “Triggers”`,
      caughtBy: 'declarations',
      ...trigger('OrderReturn', 'trigger OrderReturn on Order (before undelete) {}\n'),
      says: /there is no trigger before undelete/,
    },
    {
      title: 'a trigger before an event',
      source: 'Platform Events Developer Guide, “Subscribe to Platform Event Notifications with Apex Triggers”',
      caughtBy: 'declarations',
      ...trigger('ProvisionStamp', 'trigger ProvisionStamp on OrderProvisionRequested__e (before insert) {}\n'),
      says: /is after insert, not before insert/,
    },
    {
      title: 'a query of a field that does not exist',
      source: 'observed: No such column … on entity …',
      caughtBy: 'soql',
      ...withMembers(
        'Queried',
        '    public static List<Order> run() {\n        return [SELECT Id, Activated__c FROM Order];\n    }',
      ),
      at: '        return',
      says: /No such column 'Activated__c' on entity 'Order'/,
    },
    {
      title: 'a query over a relationship that does not exist',
      source: 'SOQL and SOSL Reference, “Relationship Queries”',
      caughtBy: 'soql',
      ...withMembers(
        'Related',
        '    public static List<Order> run() {\n        return [SELECT Id, Acount.Name FROM Order];\n    }',
      ),
      at: '        return',
      says: /relationship 'Acount'/,
    },
    {
      title: 'a query of an object that does not exist, put together as text',
      source: 'SOQL and SOSL Reference, “SELECT”',
      caughtBy: 'soql',
      ...withMembers(
        'Texted',
        "    public static Object run() {\n        return Database.query('SELECT Id FROM Delivery__c');\n    }",
      ),
      at: '        return',
      says: /sObject type 'Delivery__c'/,
    },
    {
      title: 'a controller that nobody may call',
      source: annotation('AuraEnabled'),
      caughtBy: 'grants',
      ...withMembers('PlantedController', '    @AuraEnabled\n    public static void run() {}'),
      says: /PlantedController is granted to none of/,
    },
    {
      title: 'a test class among the granted ones',
      source: 'Portway',
      caughtBy: 'grants',
      ...grantOf('OrderControllerTest'),
      at: '        <apexClass>OrderControllerTest',
      says: /grants the test class OrderControllerTest/,
    },
    {
      title: 'a class among the granted ones that does not exist',
      source: 'Metadata API guide, “PermissionSet”: no ApexClass named … found',
      caughtBy: 'grants',
      ...grantOf('OrdersController'),
      at: '        <apexClass>OrdersController',
      says: /grants Apex class OrdersController, which does not exist/,
      also: /OrdersController/,
    },
    {
      title: 'a class among the granted ones that has nothing to call',
      source: 'Portway',
      caughtBy: 'grants',
      ...grantOf('OrderPlacement'),
      at: '        <apexClass>OrderPlacement<',
      says: /grants OrderPlacement, which has nothing that anyone may call/,
    },
    {
      title: 'a page that calls what only others are granted',
      source: annotation('AuraEnabled'),
      caughtBy: 'grants',
      file: 'lwc/partnerPlanted/partnerPlanted.ts',
      add: "import call from '@salesforce/apex/OrderController.getOrders';\n",
      says: /partnerPlanted calls OrderController\.getOrders, which is granted to none of Partner_Portal_User/,
    },
    {
      title: 'a class that leaves sharing to chance',
      source: `${GUIDE}, “Use the with sharing, without sharing, and inherited sharing Keywords”`,
      caughtBy: 'pmd',
      ...planted(
        'Unshared',
        'public class Unshared {\n    public List<Order> run() {\n        return [SELECT Id FROM Order WITH USER_MODE LIMIT 1];\n    }\n}',
      ),
      says: /sharing/,
    },
    {
      title: 'a query that does not say whose rights it has',
      source: `${GUIDE}, “Enforce User Mode for Database Operations”`,
      caughtBy: 'pmd',
      ...withMembers(
        'Unasked',
        '    public static List<Order> run() {\n        return [SELECT Id FROM Order LIMIT 1];\n    }',
      ),
      at: '        return',
      says: /PMD ApexCRUDViolation/,
    },
    {
      title: 'a test that proves nothing',
      source: `${GUIDE}, “Testing Best Practices”`,
      caughtBy: 'pmd',
      ...planted(
        'ProvesNothingTest',
        '@IsTest\nprivate class ProvesNothingTest {\n    @IsTest\n    static void run() {\n        Integer one = 1;\n    }\n}',
      ),
      at: '    static void run',
      says: /PMD ApexUnitTestClassShouldHaveAsserts/,
      also: /UnusedLocalVariable/,
    },
    {
      title: 'an id of one org in Apex',
      source: `${GUIDE}, “Apex Code Best Practices”`,
      caughtBy: 'pmd',
      ...withMembers('Fixed', "    public static Id run() {\n        return '005000000000001AAA';\n    }"),
      at: '        return',
      says: /PMD AvoidHardcodingId/,
    },
  ],
};
