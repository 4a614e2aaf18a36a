// Roll-up summary fields and required lookup filters.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { customObject, field, said, testOrg, validationRule, type TestOrg } from './test-org.ts';

const summary = (operation: string, child: string, key: string, extra = '') =>
  `<type>Summary</type><summaryForeignKey>${child}.${key}</summaryForeignKey><summaryOperation>${operation}</summaryOperation>${extra}`;
const of = (path: string) => `<summarizedField>${path}</summarizedField>`;
const filter = (name: string, path: string, operation: string, value: string) =>
  `<${name}><field>${path}</field><operation>${operation}</operation><value>${value}</value></${name}>`;
const master = (parent: string, name: string) =>
  `<type>MasterDetail</type><referenceTo>${parent}</referenceTo><relationshipName>${name}</relationshipName>`;

const ORCHARD = {
  ...customObject('Region__c'),
  ...field('Region__c', 'Trees__c', summary('sum', 'Orchard__c', 'Region__c', of('Orchard__c.Trees__c'))),
  ...customObject('Orchard__c', '<sharingModel>ControlledByParent</sharingModel>'),
  ...field('Orchard__c', 'Region__c', `${master('Region__c', 'Orchards')}<relationshipOrder>0</relationshipOrder>`),
  ...field('Orchard__c', 'Trees__c', summary('count', 'Tree__c', 'Orchard__c')),
  ...field('Orchard__c', 'Crop__c', summary('sum', 'Tree__c', 'Orchard__c', of('Tree__c.Crop__c'))),
  ...field('Orchard__c', 'Oldest__c', summary('min', 'Tree__c', 'Orchard__c', of('Tree__c.Planted__c'))),
  ...field('Orchard__c', 'Best__c', summary('max', 'Tree__c', 'Orchard__c', of('Tree__c.Double__c'))),
  ...field(
    'Orchard__c',
    'Fruit_Trees__c',
    summary(
      'count',
      'Tree__c',
      'Orchard__c',
      filter('summaryFilterItems', 'Tree__c.Kind__c', 'equals', 'Apple, Pear') +
        filter('summaryFilterItems', 'Tree__c.Crop__c', 'greaterThan', '0'),
    ),
  ),
  ...validationRule('Orchard__c', 'Not_Too_Many', 'Trees__c &gt; 4', 'The orchard is full.'),
  ...customObject('Tree__c', '<sharingModel>ControlledByParent</sharingModel>'),
  ...field(
    'Tree__c',
    'Orchard__c',
    `${master('Orchard__c', 'Trees')}<reparentableMasterDetail>true</reparentableMasterDetail><relationshipOrder>0</relationshipOrder>`,
  ),
  ...field('Tree__c', 'Kind__c', '<type>Text</type><length>20</length>'),
  ...field('Tree__c', 'Crop__c', '<type>Number</type><precision>18</precision><scale>2</scale>'),
  ...field('Tree__c', 'Planted__c', '<type>Date</type>'),
  ...field(
    'Tree__c',
    'Double__c',
    '<type>Number</type><precision>18</precision><scale>1</scale><formula>Crop__c * 2</formula>',
  ),
};

describe('roll-up summaries', () => {
  let org: TestOrg;
  let region: string;
  let orchard: string;
  let other: string;
  const totals = (id: string) => {
    const { Trees__c, Crop__c, Oldest__c, Best__c, Fruit_Trees__c } = org.row(id);
    return [Trees__c, Crop__c, Oldest__c, Best__c, Fruit_Trees__c];
  };
  const plant = (...trees: Record<string, unknown>[]) =>
    org.insert('Tree__c', ...trees.map((tree) => ({ Orchard__c: orchard, ...tree })));

  before(async () => {
    org = await testOrg(ORCHARD);
  });
  const fresh = () => {
    [region] = org.insert('Region__c', { Name: 'North' }) as [string];
    [orchard, other] = org.insert('Orchard__c', { Region__c: region }, { Region__c: region }) as [string, string];
  };

  it('start at nothing: counts and sums at 0, the smallest and the greatest blank', () => {
    fresh();
    assert.deepEqual(totals(orchard), [0, 0, null, null, 0]);
  });

  it('count, sum and compare the details, formula fields among them, and count only those that the filter lets through', () => {
    fresh();
    plant(
      { Kind__c: 'apple', Crop__c: 0.1, Planted__c: '2020-01-02' },
      { Kind__c: 'Pear', Crop__c: 0.2, Planted__c: '2019-12-31' },
      { Kind__c: 'Oak', Crop__c: 3 },
      { Kind__c: 'Apple' },
    );
    assert.deepEqual(totals(orchard), [4, 3.3, '2019-12-31', 6, 2]);
  });

  it('follow updates, moves to another parent, deletes and undeletes, and add up further above', () => {
    fresh();
    const [first, second] = plant({ Kind__c: 'Pear', Crop__c: 1 }, { Kind__c: 'Pear', Crop__c: 2 }) as [string, string];
    assert.equal(org.row(region)['Trees__c'], 2);
    org.run('update', [{ type: 'Tree__c', id: first, Crop__c: 5 }]);
    assert.deepEqual(totals(orchard), [2, 7, null, 10, 2]);
    org.run('update', [{ type: 'Tree__c', id: first, Orchard__c: other }]);
    assert.deepEqual([totals(orchard)[1], totals(other)[1]], [2, 5]);
    org.run('delete', [{ type: 'Tree__c', id: second }]);
    assert.deepEqual(totals(orchard), [0, 0, null, null, 0]);
    assert.equal(org.row(region)['Trees__c'], 1);
    org.run('undelete', [{ type: 'Tree__c', id: second }]);
    assert.equal(totals(orchard)[0], 1);
    org.run('delete', [{ type: 'Orchard__c', id: other }]);
    assert.equal(org.row(region)['Trees__c'], 1);
  });

  it('save the parent by its own rules: what it refuses, the detail is refused', () => {
    fresh();
    plant({}, {}, {}, {});
    const [result] = org.run('insert', [{ type: 'Tree__c', Orchard__c: orchard }]);
    assert.match(said(result), /FIELD_CUSTOM_VALIDATION_EXCEPTION: The orchard is full\./);
    assert.equal(totals(orchard)[0], 4);
  });

  it('cannot be written by a client', () => {
    fresh();
    assert.match(
      said(org.run('update', [{ type: 'Orchard__c', id: orchard, Crop__c: 9 }])[0]),
      /^INVALID_FIELD_FOR_INSERT_UPDATE/,
    );
  });

  it('need a detail: over a plain lookup they are refused when the org is built', async () => {
    const files = {
      ...ORCHARD,
      ...field('Region__c', 'Contacts__c', summary('count', 'Contact', 'ReportsToId')),
    };
    await assert.rejects(testOrg(files), /Contacts__c\.field-meta\.xml:2: Contact\.ReportsToId does not make Contact/);
  });
});

describe('required lookup filters', () => {
  let org: TestOrg;
  before(async () => {
    const lookup =
      '<type>Lookup</type><referenceTo>Contact</referenceTo><relationshipName>Calls</relationshipName><lookupFilter><active>true</active>' +
      '<filterItems><field>Contact.AccountId</field><operation>equals</operation><valueField>$Source.Account__c</valueField></filterItems>' +
      filter('filterItems', 'Contact.Title', 'notEqual', 'Guest') +
      filter('filterItems', 'Contact.Account.Name', 'startsWith', 'Open') +
      '<booleanFilter>(1 AND 2) OR 3</booleanFilter><errorMessage>Not one of theirs.</errorMessage><isOptional>false</isOptional></lookupFilter>';
    org = await testOrg({
      ...customObject('Call__c'),
      ...field(
        'Call__c',
        'Account__c',
        '<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Calls</relationshipName>',
      ),
      ...field('Call__c', 'Contact__c', lookup),
      ...field(
        'Call__c',
        'Plan__c',
        '<type>Lookup</type><referenceTo>WorkPlan</referenceTo><relationshipName>Calls</relationshipName><lookupFilter><active>true</active>' +
          `${filter('filterItems', 'WorkPlan.Name', 'equals', 'x')}<isOptional>false</isOptional></lookupFilter>`,
      ),
    });
  });

  it('refuse what does not match, when the lookup is set and when what it is compared with changes', () => {
    const [ours, theirs, open] = org.insert('Account', { Name: 'A' }, { Name: 'B' }, { Name: 'open house' }) as [
      string,
      string,
      string,
    ];
    const [mine, guest, anybody] = org.insert(
      'Contact',
      { LastName: 'Mine', AccountId: ours },
      { LastName: 'Guest', AccountId: ours, Title: 'guest' },
      { LastName: 'Anybody', AccountId: open },
    ) as [string, string, string];
    const call = (contact: string) =>
      org.run('insert', [{ type: 'Call__c', Account__c: ours, Contact__c: contact }])[0]!;
    const refusal = 'FIELD_FILTER_VALIDATION_EXCEPTION: Not one of theirs. [Contact__c]';
    assert.deepEqual(
      [mine, guest, anybody].map((contact) => said(call(contact))),
      ['ok', refusal, 'ok'],
    );
    const { id } = call(mine);
    assert.equal(said(org.run('update', [{ type: 'Call__c', id: id!, Account__c: theirs }])[0]), refusal);
    org.run('update', [{ type: 'Contact', id: mine, Title: 'Guest' }]);
    assert.equal(said(org.run('update', [{ type: 'Call__c', id: id!, Name: 'kept' }])[0]), 'ok');
  });
});
