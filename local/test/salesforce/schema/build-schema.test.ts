import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SourceError, UnsupportedMetadata } from '../../../src/salesforce/metadata/source-error.ts';
import { buildSchema } from '../../../src/salesforce/schema/build-schema.ts';
import type { Field, Schema } from '../../../src/salesforce/schema/schema.ts';
import { field, object, projectOf, xml } from '../metadata/project-on-disk.ts';

async function schemaOf(t: TestContext, ...files: [string, string][]): Promise<Schema> {
  return buildSchema(await projectOf(t, Object.fromEntries(files)));
}

function fieldOf(schema: Schema, type: string, name: string): Field {
  return schema.field(schema.type(type)!, name)!;
}

const VALUES = (...names: string[]) =>
  names
    .map(
      (name, index) =>
        `<value>\n<fullName>${name}</fullName>\n<default>${index === 0}</default>\n<label>${name}!</label>\n</value>`,
    )
    .join('\n');

const FIELD_TYPES: readonly [title: string, source: string, expected: Partial<Field>][] = [
  ['Text', '<type>Text</type>\n<length>20</length>', { type: 'string', length: 20, nillable: true, createable: true }],
  [
    'required Text',
    '<type>Text</type>\n<length>20</length>\n<required>true</required>',
    { nillable: false, requiredOnCreate: true },
  ],
  [
    'LongTextArea',
    '<type>LongTextArea</type>\n<length>32768</length>\n<visibleLines>5</visibleLines>',
    { type: 'textarea', length: 32768 },
  ],
  [
    'Number',
    '<type>Number</type>\n<precision>18</precision>\n<scale>0</scale>',
    { type: 'double', precision: 18, scale: 0 },
  ],
  [
    'Currency',
    '<type>Currency</type>\n<precision>12</precision>\n<scale>2</scale>',
    { type: 'currency', precision: 12, scale: 2 },
  ],
  [
    'Checkbox',
    '<type>Checkbox</type>\n<defaultValue>true</defaultValue>',
    { type: 'boolean', defaultValue: true, nillable: false, requiredOnCreate: false },
  ],
  [
    'a default formula',
    '<type>Date</type>\n<defaultValue>TODAY()</defaultValue>',
    { type: 'date', defaultFormula: 'TODAY()' },
  ],
  [
    'AutoNumber',
    '<type>AutoNumber</type>\n<displayFormat>C-{0000000}</displayFormat>\n<externalId>true</externalId>',
    { autoNumber: 'C-{0000000}', createable: false, externalId: true },
  ],
  [
    'a formula',
    '<type>Number</type>\n<precision>18</precision>\n<scale>2</scale>\n<formula>1 + 1</formula>\n<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>',
    { type: 'double', formula: '1 + 1', formulaBlankAsZero: true, createable: false, updateable: false },
  ],
  [
    'a restricted picklist',
    `<type>Picklist</type>\n<valueSet>\n<restricted>true</restricted>\n<valueSetDefinition>\n${VALUES('A', 'B')}\n</valueSetDefinition>\n</valueSet>`,
    { type: 'picklist', restrictedPicklist: true, defaultValue: 'A' },
  ],
  [
    'a lookup',
    '<type>Lookup</type>\n<referenceTo>Account</referenceTo>\n<relationshipName>Extras</relationshipName>\n<deleteConstraint>Restrict</deleteConstraint>',
    {
      type: 'reference',
      referenceTo: ['Account'],
      relationshipName: 'X__r',
      childRelationshipName: 'Extras__r',
      onParentDelete: 'restrict',
    },
  ],
];

for (const [title, source, expected] of FIELD_TYPES) {
  test(`${title} becomes a field`, async (t) => {
    const schema = await schemaOf(t, field('Order', 'X__c', source));
    const actual = fieldOf(schema, 'order', 'x__c');
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(actual[key as keyof Field], value, key);
    assert.ok(actual.custom);
    assert.match(actual.position!.file, /X__c\.field-meta\.xml$/);
  });
}

test('a geolocation is three fields', async (t) => {
  const schema = await schemaOf(t, field('Account', 'Where__c', '<type>Location</type>\n<scale>5</scale>'));
  assert.equal(fieldOf(schema, 'Account', 'Where__c').type, 'location');
  assert.equal(fieldOf(schema, 'Account', 'Where__Latitude__s').compound, 'Where__c');
  assert.equal(fieldOf(schema, 'Account', 'Where__Longitude__s').type, 'double');
});

test('a field uses the values of its global value set', async (t) => {
  const schema = await schemaOf(
    t,
    [
      'globalValueSets/Kinds.globalValueSet-meta.xml',
      xml(
        'GlobalValueSet',
        '<customValue>\n<fullName>SIM</fullName>\n<default>false</default>\n<label>SIM card</label>\n</customValue>',
      ),
    ],
    field('Product2', 'Kind__c', '<type>Picklist</type>\n<valueSet>\n<valueSetName>Kinds</valueSetName>\n</valueSet>'),
  );
  assert.deepEqual(
    fieldOf(schema, 'Product2', 'Kind__c').picklistValues.map(({ value, label }) => [value, label]),
    [['SIM', 'SIM card']],
  );
  assert.equal(fieldOf(schema, 'Product2', 'Kind__c').restrictedPicklist, true);
  assert.equal(schema.valueSet('kinds')?.length, 1);
});

test('a standard value set replaces the values of its field and keeps their facts', async (t) => {
  const values =
    '<sorted>false</sorted>\n<groupingStringEnum>OrderStatusCode</groupingStringEnum>\n' +
    '<standardValue>\n<fullName>Pending Review</fullName>\n<default>true</default>\n<label>Pending Review</label>\n<groupingString>Draft</groupingString>\n</standardValue>\n' +
    '<standardValue>\n<fullName>Activated</fullName>\n<default>false</default>\n<label>Activated</label>\n<groupingString>Activated</groupingString>\n</standardValue>';
  const schema = await schemaOf(t, [
    'standardValueSets/OrderStatus.standardValueSet-meta.xml',
    xml('StandardValueSet', values),
  ]);
  const status = fieldOf(schema, 'Order', 'Status');
  assert.deepEqual(
    status.picklistValues.map((value) => [value.value, value.facts['groupingString']]),
    [
      ['Pending Review', 'Draft'],
      ['Activated', 'Activated'],
    ],
  );
  assert.equal(status.defaultValue, 'Pending Review');
  assert.deepEqual(schema.valueSet('OrderStatus'), status.picklistValues);
});

test('an org without value sets of its own has those of a fresh org', async (t) => {
  const schema = await schemaOf(t);
  const won = schema.valueSet('OpportunityStage')!.find((value) => value.value === 'Closed Won')!;
  assert.deepEqual(won.facts, { closed: 'true', won: 'true', probability: '100', forecastCategory: 'Closed' });
  assert.equal(fieldOf(schema, 'Case', 'Status').defaultValue, 'New');
});

test('standard objects come with their relationships, up and down', async (t) => {
  const schema = await schemaOf(t);
  const order = schema.type('ORDER')!;
  assert.equal(schema.parentRelationship(order, 'account')?.name, 'AccountId');
  const items = schema.childRelationships(order).find((child) => child.name === 'OrderItems');
  assert.equal(items?.childType, 'OrderItem');
  assert.equal(items?.field.name, 'OrderId');
  assert.equal(items?.field.onParentDelete, 'cascade');
  assert.equal(order.nameField?.name, 'OrderNumber');
  assert.equal(schema.typeOfId('801Lo0000000001IAA'), order);
  const task = schema.type('Task')!;
  assert.ok(
    schema
      .childRelationships(schema.type('Account')!)
      .some((child) => child.name === 'Tasks' && child.childType === task.name),
  );
  assert.ok(
    schema
      .childRelationships(schema.type('Opportunity')!)
      .some((child) => child.name === 'Tasks' && child.childType === task.name),
  );
});

test('fields of features that a plain org lacks are left out', async (t) => {
  const schema = await schemaOf(t);
  assert.equal(fieldOf(schema, 'Account', 'CurrencyIsoCode'), undefined);
  assert.equal(fieldOf(schema, 'Account', 'RecordTypeId'), undefined);
});

test('a custom object has the system fields, a name and a key prefix that stays the same', async (t) => {
  const files = [object('B__c'), object('A__c'), field('A__c', 'Size__c', '<type>Date</type>')] as const;
  const schema = await schemaOf(t, ...files);
  const type = schema.type('a__C')!;
  assert.deepEqual(
    [...type.fields.keys()],
    [
      'Id',
      'OwnerId',
      'IsDeleted',
      'Name',
      'CreatedDate',
      'CreatedById',
      'LastModifiedDate',
      'LastModifiedById',
      'SystemModstamp',
      'LastViewedDate',
      'LastReferencedDate',
      'Size__c',
    ],
  );
  assert.deepEqual([type.keyPrefix, schema.type('B__c')!.keyPrefix], ['a00', 'a01']);
  assert.equal(type.nameField?.name, 'Name');
  assert.equal(type.sharingModel, 'ReadWrite');
  assert.equal(type.externalSharingModel, 'Private');
});

test('the detail of a master has no owner and follows its parent', async (t) => {
  const schema = await schemaOf(
    t,
    object('Invoice__c'),
    object('Line__c'),
    field(
      'Line__c',
      'Invoice__c',
      '<type>MasterDetail</type>\n<referenceTo>Invoice__c</referenceTo>\n<relationshipName>Lines</relationshipName>',
    ),
  );
  const line = schema.type('Line__c')!;
  assert.equal(schema.field(line, 'OwnerId'), undefined);
  assert.equal(line.sharingModel, 'ControlledByParent');
  const child = schema.childRelationships(schema.type('Invoice__c')!).find(({ childType }) => childType === 'Line__c');
  assert.deepEqual(
    [child?.name, child?.field.onParentDelete, child?.field.requiredOnCreate],
    ['Lines__r', 'cascade', true],
  );
});

test('every type has a key prefix of its own', async (t) => {
  const schema = await schemaOf(t, object('A__c'), object('B__c'));
  const prefixes = [...schema.types.values()].map((type) => type.keyPrefix);
  assert.equal(new Set(prefixes).size, prefixes.length);
  assert.ok(prefixes.every((prefix) => /^[0-9A-Za-z]{3}$/.test(prefix)));
});

const objectFile = (name: string, inner: string): [string, string] => [
  `objects/${name}/${name}.object-meta.xml`,
  xml('CustomObject', inner),
];

test('a platform event has its own system fields and cannot be queried', async (t) => {
  const schema = await schemaOf(
    t,
    objectFile(
      'Ping__e',
      '<deploymentStatus>Deployed</deploymentStatus>\n<eventType>HighVolume</eventType>\n<label>Ping</label>\n<pluralLabel>Pings</pluralLabel>\n<publishBehavior>PublishAfterCommit</publishBehavior>',
    ),
    field('Ping__e', 'Text__c', '<type>Text</type>\n<length>18</length>'),
  );
  const type = schema.type('Ping__e')!;
  assert.deepEqual([...type.fields.keys()], ['ReplayId', 'EventUuid', 'CreatedDate', 'CreatedById', 'Text__c']);
  assert.deepEqual(
    [type.kind, type.publishBehavior, type.queryable, type.updateable],
    ['platformEvent', 'PublishAfterCommit', false, false],
  );
  assert.match(type.keyPrefix, /^e/);
});

test('custom metadata types and custom settings have their kinds', async (t) => {
  const schema = await schemaOf(
    t,
    objectFile('Rule__mdt', '<label>Rule</label>\n<pluralLabel>Rules</pluralLabel>'),
    objectFile('Flags__c', '<customSettingsType>Hierarchy</customSettingsType>\n<label>Flags</label>'),
  );
  assert.equal(schema.type('Rule__mdt')?.kind, 'customMetadata');
  assert.ok(schema.field(schema.type('Rule__mdt')!, 'QualifiedApiName'));
  assert.equal(schema.type('Flags__c')?.kind, 'customSetting');
  assert.ok(schema.field(schema.type('Flags__c')!, 'SetupOwnerId'));
});

test('an object file of a standard object sets its sharing', async (t) => {
  const schema = await schemaOf(
    t,
    objectFile('Order', '<sharingModel>Private</sharingModel>\n<externalSharingModel>Private</externalSharingModel>'),
  );
  assert.equal(schema.type('Order')?.sharingModel, 'Private');
});

test('custom fields of Activity belong to tasks and events', async (t) => {
  const schema = await schemaOf(t, field('Activity', 'Tag__c', '<type>Text</type>\n<length>5</length>'));
  assert.ok(fieldOf(schema, 'Task', 'Tag__c'));
  assert.ok(fieldOf(schema, 'Event', 'Tag__c'));
});

test('a lookup of Activity has one name for the tasks and events below its parent', async (t) => {
  const schema = await schemaOf(
    t,
    field(
      'Activity',
      'Plan__c',
      '<type>Lookup</type>\n<referenceTo>Account</referenceTo>\n<relationshipName>Steps</relationshipName>',
    ),
  );
  assert.equal(fieldOf(schema, 'Task', 'Plan__c').childRelationshipName, 'Steps__r');
  assert.equal(fieldOf(schema, 'Event', 'Plan__c').childRelationshipName, 'Steps__r');
});

test('any custom object may have files and notes; tasks and events only where activities are allowed', async (t) => {
  const schema = await schemaOf(t, object('Plain__c'), object('Busy__c', '<enableActivities>true</enableActivities>'));
  const names = (type: string) => schema.childRelationships(schema.type(type)!).map(({ name }) => name);
  assert.ok(names('Plain__c').includes('Attachments'));
  assert.ok(!names('Plain__c').includes('Tasks'));
  assert.ok(names('Busy__c').includes('Tasks'));
});

test('validation rules and record types belong to their object', async (t) => {
  const schema = await schemaOf(
    t,
    [
      'objects/Order/validationRules/Dated.validationRule-meta.xml',
      xml(
        'ValidationRule',
        '<fullName>Dated</fullName>\n<active>true</active>\n<errorConditionFormula>ISBLANK(EndDate)</errorConditionFormula>\n<errorDisplayField>EndDate</errorDisplayField>\n<errorMessage>Say when.</errorMessage>',
      ),
    ],
    [
      'objects/Order/recordTypes/Home.recordType-meta.xml',
      xml('RecordType', '<fullName>Home</fullName>\n<active>true</active>\n<label>Home order</label>'),
    ],
  );
  const order = schema.type('Order')!;
  assert.deepEqual(
    { ...order.validationRules[0], position: order.validationRules[0]!.position.line },
    {
      name: 'Dated',
      active: true,
      formula: 'ISBLANK(EndDate)',
      message: 'Say when.',
      displayField: 'EndDate',
      position: 2,
    },
  );
  assert.deepEqual(order.recordTypes, [
    { id: '012000000000001AAA', developerName: 'Home', label: 'Home order', active: true },
  ]);
  assert.equal(schema.field(order, 'RecordTypeId')?.referenceTo[0], 'RecordType');
});

const WRONG: readonly [title: string, files: [string, string][], kind: typeof SourceError, message: RegExp][] = [
  [
    'an unknown field type',
    [field('Order', 'X__c', '<type>Txt</type>')],
    SourceError,
    /X__c\.field-meta\.xml:5: unknown field type Txt/,
  ],
  [
    'an unknown element',
    [field('Order', 'X__c', '<type>Text</type>\n<lenght>5</lenght>')],
    SourceError,
    /:6: a CustomField has no <lenght>/,
  ],
  [
    'text without a length',
    [field('Order', 'X__c', '<type>Text</type>')],
    SourceError,
    /:2: a Text field needs a <length>/,
  ],
  [
    'a length that is no number',
    [field('Order', 'X__c', '<type>Text</type>\n<length>ten</length>')],
    SourceError,
    /:6: <length> must be a whole number, not "ten"/,
  ],
  [
    'a lookup to a custom object that is not there',
    [field('Order', 'X__c', '<type>Lookup</type>\n<referenceTo>No__c</referenceTo>')],
    SourceError,
    /:2: Order\.X__c looks up No__c, which does not exist/,
  ],
  [
    'a detail of a standard object that is not known',
    [
      object('D__c'),
      field(
        'D__c',
        'X__c',
        '<type>MasterDetail</type>\n<referenceTo>WorkPlan</referenceTo><relationshipName>Ds</relationshipName>',
      ),
    ],
    UnsupportedMetadata,
    /WorkPlan, which the local org does not know/,
  ],
  [
    'a field of an object that is not there',
    [field('No__c', 'X__c', '<type>Date</type>')],
    SourceError,
    /:2: there is no object No__c/,
  ],
  [
    'a value set that is not there',
    [field('Order', 'X__c', '<type>Picklist</type>\n<valueSet>\n<valueSetName>No</valueSetName>\n</valueSet>')],
    SourceError,
    /:7: there is no value set No/,
  ],
  [
    'a value listed twice',
    [
      field(
        'Order',
        'X__c',
        `<type>Picklist</type>\n<valueSet>\n<valueSetDefinition>\n${VALUES('A', 'A')}\n</valueSetDefinition>\n</valueSet>`,
      ),
    ],
    SourceError,
    /the value A is listed twice/,
  ],
  [
    'a required master-detail',
    [
      object('A__c'),
      object('B__c'),
      field(
        'B__c',
        'A__c',
        '<type>MasterDetail</type>\n<referenceTo>A__c</referenceTo>\n<relationshipName>Bs</relationshipName>\n<required>true</required>',
      ),
    ],
    SourceError,
    /takes no <required>/,
  ],
  [
    'two children of one name',
    [
      field(
        'Order',
        'X__c',
        '<type>Lookup</type>\n<referenceTo>Account</referenceTo>\n<relationshipName>Xs</relationshipName>',
      ),
      field(
        'Case',
        'X__c',
        '<type>Lookup</type>\n<referenceTo>Account</referenceTo>\n<relationshipName>Xs</relationshipName>',
      ),
    ],
    SourceError,
    /Account already has a child relationship Xs__r/,
  ],
  [
    'a roll-up summary that does not say of what',
    [field('Order', 'X__c', '<type>Summary</type>')],
    SourceError,
    /needs a <summaryForeignKey>/,
  ],
  [
    'an event that is not high volume',
    [objectFile('E__e', '<label>E</label>\n<eventType>StandardVolume</eventType>')],
    SourceError,
    /:4: eventType must be HighVolume/,
  ],
  [
    'a rule that marks a field which is not there',
    [
      [
        'objects/Order/validationRules/R.validationRule-meta.xml',
        xml(
          'ValidationRule',
          '<active>true</active>\n<errorConditionFormula>TRUE</errorConditionFormula>\n<errorDisplayField>No__c</errorDisplayField>\n<errorMessage>m</errorMessage>',
        ),
      ],
    ],
    SourceError,
    /:5: Order has no field No__c/,
  ],
  [
    'a record type with a value that its field lacks',
    [
      [
        'objects/Order/recordTypes/R.recordType-meta.xml',
        xml(
          'RecordType',
          '<label>R</label>\n<picklistValues>\n<picklist>Status</picklist>\n<values>\n<fullName>Nowhere</fullName>\n</values>\n</picklistValues>',
        ),
      ],
    ],
    SourceError,
    /:6: Order\.Status has no value Nowhere/,
  ],
  [
    'a standard value set that Salesforce does not have',
    [['standardValueSets/OrderMood.standardValueSet-meta.xml', xml('StandardValueSet', '')]],
    SourceError,
    /there is no standard value set OrderMood/,
  ],
  [
    'an external object',
    [objectFile('Far__x', '<label>Far</label>')],
    UnsupportedMetadata,
    /end in __x are not supported/,
  ],
];

for (const [title, files, kind, message] of WRONG) {
  test(`${title} is refused with file and line`, async (t) => {
    const project = await projectOf(t, Object.fromEntries(files));
    assert.throws(
      () => buildSchema(project),
      (error: Error) =>
        error instanceof kind && message.test(error.message) && /^app\/main\/default\/.*:\d+: /.test(error.message),
    );
  });
}

test('what a project says of standard objects and fields that the local org lacks is carried: they stay unknown', async (t) => {
  const schema = await schemaOf(
    t,
    objectFile('WorkPlan', '<label>Work Plan</label>'),
    field('WorkPlan', 'X__c', '<type>Date</type>'),
    field('Order', 'Colour', '<type>Picklist</type>'),
    field('Order', 'Plan__c', '<type>Lookup</type>\n<referenceTo>WorkPlan</referenceTo>'),
  );
  assert.equal(schema.type('WorkPlan'), undefined);
  assert.equal(schema.field(schema.type('Order')!, 'Colour'), undefined);
  assert.deepEqual(fieldOf(schema, 'Order', 'Plan__c').referenceTo, ['WorkPlan']);
});
