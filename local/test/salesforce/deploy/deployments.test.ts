// What a deployment does to a running org: all of it or nothing, told component by component, and at once in effect.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changesIn, emptyOrg, failuresIn, type Stage } from './stage.ts';
import { apexClass, customObject, objectParts, packageXml, textField, XMLNS, zipOf } from './zip.ts';

let stage: Stage;
before(async () => (stage = await emptyOrg()));
after(() => stage.close());

const GREETER = (word: string) => `public class Greeter {\n  public static String greet() { return '${word}'; }\n}\n`;
const greeter = (word: string) =>
  zipOf({ 'package.xml': packageXml({ ApexClass: ['Greeter'] }), ...apexClass('Greeter', GREETER(word)) });
const says = (word: string) => stage.anonymous(`System.assertEquals('${word}', Greeter.greet());`);

test('a class is created, then unchanged, then changed, and takes effect at once in the same session', async () => {
  assert.deepEqual(changesIn(await stage.deploy(greeter('hello'))), ['ApexClass Greeter: created']);
  assert.equal((await says('hello')).success, true);
  const [{ Id: id }] = (await stage.query("SELECT Id FROM ApexClass WHERE Name = 'Greeter'")) as [{ Id: string }];
  assert.deepEqual(changesIn(await stage.deploy(greeter('hello'))), ['ApexClass Greeter: unchanged']);
  const changed = await stage.deploy(greeter('good day'));
  assert.deepEqual(changesIn(changed), ['ApexClass Greeter: changed']);
  assert.equal(changed.details.componentSuccesses.at(-1)?.id, id);
  assert.equal((await says('good day')).success, true);
});

test('a broken class is told with its line, and the one before still runs', async () => {
  const broken = 'public class Greeter {\n  public static String greet() {\n    return nothing;\n  }\n}\n';
  const result = await stage.deploy(
    zipOf({ 'package.xml': packageXml({ ApexClass: ['Greeter'] }), ...apexClass('Greeter', broken) }),
  );
  assert.equal(result.status, 'Failed');
  assert.equal(result.success, false);
  assert.deepEqual(failuresIn(result), ['classes/Greeter.cls:3 Variable does not exist: nothing']);
  assert.equal((await says('good day')).success, true);
});

test('errors in several files are all told, each in the file of the package', async () => {
  const result = await stage.deploy(
    zipOf({
      'package.xml': packageXml({ ApexClass: ['A', 'B'], CustomObject: ['Box__c'], PermissionSet: ['P'] }),
      ...apexClass('A', 'public class A {\n  Integer x = ;\n}\n'),
      ...apexClass('B', 'public class B {\n  void b() { missing(); }\n}\n'),
      'objects/Box__c.object': customObject(
        'Box',
        '<fields>\n<fullName>Size__c</fullName>\n<label>Size</label>\n<type>Number</type>\n</fields>',
      ),
      'permissionsets/P.permissionset':
        '<?xml version="1.0"?>\n<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">\n<fieldPermissions><editable>true</editable><field>Box__c.Nope__c</field><readable>true</readable></fieldPermissions>\n<label>P</label>\n</PermissionSet>',
    }),
  );
  const files = failuresIn(result).map((text) => text.replace(/ .*/, ''));
  assert.deepEqual(files.toSorted(), [
    'classes/A.cls:2',
    'classes/B.cls:2',
    'objects/Box__c.object:4',
    'permissionsets/P.permissionset:3',
  ]);
  assert.equal(stage.org.schema.type('Box__c'), undefined);
});

test('one field is added to an object: the others stay, and records keep ids and values', async () => {
  const box = (...fields: string[]) =>
    zipOf({
      'package.xml': packageXml({ CustomObject: ['Box__c'] }),
      'objects/Box__c.object': customObject('Box', ...fields),
    });
  await stage.deploy(box(textField('Colour__c')));
  const id = await stage.create('Box__c', { Name: 'First', Colour__c: 'red' });
  const only = zipOf({
    'package.xml': packageXml({ CustomField: ['Box__c.Place__c'] }),
    'objects/Box__c.object': objectParts(textField('Place__c')),
  });
  assert.deepEqual(changesIn(await stage.deploy(only)), ['CustomField Box__c.Place__c: created']);
  const [record] = await stage.query('SELECT Id, Name, Colour__c, Place__c FROM Box__c');
  assert.deepEqual(
    { ...record, attributes: 0 },
    { attributes: 0, Id: id, Name: 'First', Colour__c: 'red', Place__c: null },
  );
  const second = await stage.create('Box__c', { Name: 'Second', Place__c: 'cellar' });
  assert.notEqual(second, id);
  assert.equal(second.slice(0, 3), id.slice(0, 3));
});

test('a type change that would lose data is refused, and one that loses none is made', async () => {
  const number = (name: string) =>
    zipOf({
      'package.xml': packageXml({ CustomField: [`Box__c.${name}`] }),
      'objects/Box__c.object': objectParts(
        `<fields><fullName>${name}</fullName><label>${name}</label><precision>4</precision><scale>0</scale><type>Number</type></fields>`,
      ),
    });
  const refused = await stage.deploy(number('Colour__c'));
  assert.equal(refused.status, 'Failed');
  assert.match(
    failuresIn(refused)[0]!,
    /^objects\/Box__c\.object Cannot change the field's type from string to double: 1 record\(s\)/,
  );
  assert.equal((await stage.query("SELECT Id FROM Box__c WHERE Colour__c = 'red'")).length, 1);
});

test('destructive changes take a field and its data away, and a class that is not there is told', async () => {
  const zip = zipOf({
    'package.xml': packageXml({}),
    'destructiveChanges.xml': packageXml({ CustomField: ['Box__c.Colour__c'], ApexClass: ['Nowhere'] }),
  });
  const failed = await stage.deploy(zip);
  assert.deepEqual(failuresIn(failed), ['destructiveChanges.xml No ApexClass named: Nowhere found']);
  const result = await stage.deploy(zip, { ignoreWarnings: true });
  assert.equal(result.status, 'Succeeded');
  assert.deepEqual(changesIn(result), ['CustomField Box__c.Colour__c: deleted', 'ApexClass Nowhere: unchanged']);
  assert.equal(stage.org.schema.type('Box__c')!.fields.has('Colour__c'), false);
  assert.equal((await stage.query('SELECT Id FROM Box__c')).length, 2);
});

test('what other metadata uses is not deleted', async () => {
  const user = 'public class UsesGreeter { String s = Greeter.greet(); }';
  await stage.deploy(
    zipOf({ 'package.xml': packageXml({ ApexClass: ['UsesGreeter'] }), ...apexClass('UsesGreeter', user) }),
  );
  const result = await stage.deploy(
    zipOf({ 'package.xml': packageXml({}), 'destructiveChanges.xml': packageXml({ ApexClass: ['Greeter'] }) }),
  );
  assert.equal(result.status, 'Failed');
  assert.deepEqual(
    result.details.componentFailures.map(({ componentType, fullName }) => `${componentType} ${fullName}`),
    ['ApexClass UsesGreeter'],
  );
  assert.equal((await says('good day')).success, true);
});

test('package.xml and the zip must agree', async () => {
  const result = await stage.deploy(
    zipOf({
      'package.xml': packageXml({ ApexClass: ['Missing'], ApexTrigger: ['*'] }),
      ...apexClass('Unnamed', 'public class Unnamed {}'),
      'classes/Bare.cls': 'public class Bare {}',
      'notes/readme.txt': 'what is this?',
    }),
  );
  assert.deepEqual(
    failuresIn(result)
      .map((text) => text.slice(0, 60))
      .toSorted(),
    [
      'classes/Bare.cls classes/Bare.cls belongs to no component: i',
      'classes/Unnamed.cls Not in package.xml',
      'notes/readme.txt notes/readme.txt belongs to no component: i',
      "package.xml An object 'Missing' of type ApexClass was named ",
    ],
  );
});

test('two deployments at once run one after the other', async () => {
  const [first, second] = await Promise.all([stage.deploy(greeter('one')), stage.deploy(greeter('two'))]);
  assert.deepEqual([first.status, second.status], ['Succeeded', 'Succeeded']);
  assert.equal((await says('two')).success, true);
});

test('with rollbackOnError false the rest is deployed', async () => {
  const zip = zipOf({
    'package.xml': packageXml({ ApexClass: ['Good', 'Bad'] }),
    ...apexClass('Good', 'public class Good {}'),
    ...apexClass('Bad', 'public class Bad { Nothing n; }'),
  });
  const result = await stage.deploy(zip, { rollbackOnError: false });
  assert.equal(result.status, 'SucceededPartial');
  assert.deepEqual(changesIn(result), ['ApexClass Good: created']);
  assert.deepEqual(
    (await stage.query("SELECT Name FROM ApexClass WHERE Name IN ('Good', 'Bad')")).map(({ Name }) => Name),
    ['Good'],
  );
});

test('a permission set that somebody has is not deleted', async () => {
  const set =
    '<?xml version="1.0"?><PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>Held</label></PermissionSet>';
  await stage.deploy(
    zipOf({ 'package.xml': packageXml({ PermissionSet: ['Held'] }), 'permissionsets/Held.permissionset': set }),
  );
  const [{ Id: PermissionSetId }] = (await stage.query("SELECT Id FROM PermissionSet WHERE Name = 'Held'")) as [
    { Id: string },
  ];
  const AssigneeId = stage.org.userByName('admin@local-org.test').userId;
  const assigned = await stage.create('PermissionSetAssignment', { AssigneeId, PermissionSetId });
  const deletion = zipOf({
    'package.xml': packageXml({}),
    'destructiveChanges.xml': packageXml({ PermissionSet: ['Held'] }),
  });
  assert.deepEqual(failuresIn(await stage.deploy(deletion)), [
    'destructiveChanges.xml It cannot be deleted: 1 Permission Set Assignment record(s) refer to it in PermissionSetId',
  ]);
  await stage.fetch(`/services/data/v65.0/sobjects/PermissionSetAssignment/${assigned}`, { method: 'DELETE' });
  assert.equal((await stage.deploy(deletion)).status, 'Succeeded');
});

test('queues keep their ids, so records keep their owners', async () => {
  const queue = (name: string) =>
    `<?xml version="1.0"?><Queue xmlns="http://soap.sforce.com/2006/04/metadata"><doesSendEmailToMembers>false</doesSendEmailToMembers><name>${name}</name><queueSobject><sobjectType>Case</sobjectType></queueSobject></Queue>`;
  const deploy = (...names: string[]) =>
    stage.deploy(
      zipOf({
        'package.xml': packageXml({ Queue: names }),
        ...Object.fromEntries(names.map((name) => [`queues/${name}.queue`, queue(name)])),
      }),
    );
  await deploy('Middle');
  const [{ Id: owner }] = (await stage.query("SELECT Id FROM Group WHERE DeveloperName = 'Middle'")) as [
    { Id: string },
  ];
  const id = await stage.create('Case', { Subject: 'Wait', OwnerId: owner });
  await deploy('Earlier', 'Later');
  const [record] = await stage.query(`SELECT Owner.Name FROM Case WHERE Id = '${id}'`);
  assert.equal((record!['Owner'] as { Name: string }).Name, 'Middle');
});

test('a trigger may have the name of the class that it calls', async () => {
  const result = await stage.deploy(
    zipOf({
      'package.xml': packageXml({ ApexClass: ['Namer'], ApexTrigger: ['Namer'] }),
      ...apexClass(
        'Namer',
        "public class Namer { public static void name(List<Account> all) { all[0].Site = 'named'; } }",
      ),
      'triggers/Namer.trigger': 'trigger Namer on Account (before insert) {\n  Namer.name(Trigger.new);\n}',
      'triggers/Namer.trigger-meta.xml': `<?xml version="1.0"?><ApexTrigger ${XMLNS}><apiVersion>65.0</apiVersion><status>Active</status></ApexTrigger>`,
    }),
  );
  assert.deepEqual(failuresIn(result), []);
  await stage.create('Account', { Name: 'Any' });
  assert.deepEqual(
    (await stage.query("SELECT Site FROM Account WHERE Name = 'Any'")).map(({ Site }) => Site),
    ['named'],
  );
});

test('a Lightning component needs its JavaScript, and all that it imports from the org', async () => {
  const bundle = (name: string, files: Record<string, string>) => ({
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`lwc/${name}/${file}`, text])),
    [`lwc/${name}/${name}.js-meta.xml`]: `<?xml version="1.0"?><LightningComponentBundle ${XMLNS}><apiVersion>65.0</apiVersion><isExposed>false</isExposed></LightningComponentBundle>`,
  });
  const result = await stage.deploy(
    zipOf({
      'package.xml': packageXml({ LightningComponentBundle: ['*'] }),
      ...bundle('unbuilt', { 'unbuilt.html': '<template></template>' }),
      ...bundle('eager', {
        'eager.js':
          "import { LightningElement } from 'lwc';\nimport greet from '@salesforce/apex/Greeter.greet';\nimport gone from '@salesforce/apex/Gone.go';\nimport text from '@salesforce/label/c.None';\nimport 'c/nobody';\nexport default class Eager extends LightningElement {}",
      }),
    }),
  );
  assert.deepEqual(failuresIn(result).toSorted(), [
    "lwc/eager/eager.js:2 Unable to find Apex action method referenced as 'Greeter.greet'.",
    "lwc/eager/eager.js:3 Unable to find Apex action class referenced as 'Gone'.",
    'lwc/eager/eager.js:4 There is no custom label None',
    'lwc/eager/eager.js:5 There is no Lightning component c/nobody',
    'lwc/unbuilt/unbuilt.html:1 The component has no unbuilt.js: what is written in TypeScript must be built before it is deployed',
  ]);
});
