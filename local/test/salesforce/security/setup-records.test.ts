// What an org holds before anybody saves: made from the project and from the platform's own list.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { apexClass, customObject, field, testOrg, xml, type Files, type TestOrg } from '../dml/test-org.ts';

const FILES: Files = {
  'objects/Region__mdt/Region__mdt.object-meta.xml': xml(
    'CustomObject',
    '<label>Region</label><pluralLabel>Regions</pluralLabel>',
  ),
  'objects/Region__mdt/fields/Weight__c.field-meta.xml': xml(
    'CustomField',
    '<fullName>Weight__c</fullName><label>Weight</label><type>Number</type><precision>3</precision><scale>0</scale>',
  ),
  'customMetadata/Region.Kanto.md-meta.xml':
    '<?xml version="1.0" encoding="UTF-8"?>\n<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><label>Kanto</label><protected>false</protected><values><field>Weight__c</field><value xsi:type="xsd:double">7.0</value></values></CustomMetadata>',
  'objects/Account/listViews/Boxes.listView-meta.xml': xml(
    'ListView',
    '<fullName>Boxes</fullName><filterScope>Everything</filterScope><label>All Boxes</label>',
  ),
  'reports/Sales/Yearly.report-meta.xml': xml('Report', '<format>Summary</format><name>By year</name>'),
  'roles/Boss.role-meta.xml': xml('Role', '<name>The Boss</name>'),
  'profiles/Clerk.profile-meta.xml': xml(
    'Profile',
    '<custom>true</custom><userLicense>Salesforce</userLicense><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>',
  ),
  'permissionsets/Set.permissionset-meta.xml': xml(
    'PermissionSet',
    '<label>A Set</label><classAccesses><apexClass>Shop</apexClass><enabled>true</enabled></classAccesses>',
  ),
  ...apexClass('Shop', 'public class Shop {} // for sale'),
  'triggers/Watch.trigger': '/* a trigger */ trigger Watch on Account (before insert, after  update) {}',
  'triggers/Watch.trigger-meta.xml': xml('ApexTrigger', '<apiVersion>65.0</apiVersion><status>Active</status>'),
};

describe('a new org', () => {
  let org: TestOrg;
  before(async () => {
    const clerk = {
      username: 'clerk@x.example',
      name: 'Ada Clerk',
      email: 'clerk@x.example',
      profile: 'Clerk',
      permissionSets: ['Set'],
    };
    org = await testOrg(FILES, { users: [{ ...clerk, timeZone: 'UTC', locale: 'en_US', language: 'en_US' }] });
  });
  const query = (soql: string) =>
    org
      .transact(org.root, (tx) => org.query(tx, soql, { access: 'user' }))
      .records.map(({ fields }) => Object.fromEntries(fields));

  it('is a Developer Edition with one standard price book and an admin', () => {
    assert.deepEqual(query('SELECT IsSandbox, OrganizationType FROM Organization'), [
      { IsSandbox: false, OrganizationType: 'Developer Edition' },
    ]);
    assert.deepEqual(query('SELECT Name, IsActive FROM Pricebook2 WHERE IsStandard = true'), [
      { Name: 'Standard Price Book', IsActive: true },
    ]);
    assert.equal(org.root.profileName, 'System Administrator');
    assert.match(org.organizationId, /^00D.{15}$/);
  });

  it('knows the project’s classes and triggers as records, and who may call which class', () => {
    assert.deepEqual(query('SELECT Name, ApiVersion, Status, LengthWithoutComments FROM ApexClass'), [
      { Name: 'Shop', ApiVersion: 65, Status: 'Active', LengthWithoutComments: 21 },
    ]);
    const usages = 'UsageBeforeInsert, UsageAfterInsert, UsageAfterUpdate';
    assert.deepEqual(query(`SELECT Name, TableEnumOrId, ${usages} FROM ApexTrigger`), [
      {
        Name: 'Watch',
        TableEnumOrId: 'Account',
        UsageBeforeInsert: true,
        UsageAfterInsert: false,
        UsageAfterUpdate: true,
      },
    ]);
    assert.deepEqual(query('SELECT SetupEntityType FROM SetupEntityAccess'), [{ SetupEntityType: 'ApexClass' }]);
  });

  it('knows the project’s profiles, permission sets and roles as records', () => {
    assert.deepEqual(query("SELECT Name FROM Profile WHERE UserLicense.Name = 'Salesforce Integration'"), [
      { Name: 'Minimum Access - API Only Integrations' },
    ]);
    assert.deepEqual(query('SELECT Label FROM PermissionSet WHERE IsOwnedByProfile = false'), [{ Label: 'A Set' }]);
    assert.deepEqual(query('SELECT Name FROM UserRole'), [{ Name: 'The Boss' }]);
    assert.deepEqual(
      query("SELECT COUNT() FROM PermissionSetAssignment WHERE Assignee.Username = 'clerk@x.example'"),
      [],
    );
    const ofClerk = query(
      "SELECT IsActive FROM PermissionSetAssignment WHERE PermissionSet.Profile.Name = 'Clerk' AND Assignee.Username = 'clerk@x.example'",
    );
    assert.deepEqual(ofClerk, [{ IsActive: true }]);
    assert.ok(org.userByName('clerk@x.example').has('ApiEnabled'));
  });

  it('knows the project’s reports and list views as records', () => {
    assert.deepEqual(query('SELECT Name, DeveloperName, Format FROM Report'), [
      { Name: 'By year', DeveloperName: 'Yearly', Format: 'Summary' },
    ]);
    assert.deepEqual(query("SELECT Name FROM ListView WHERE SobjectType = 'Account' AND DeveloperName = 'Boxes'"), [
      { Name: 'All Boxes' },
    ]);
  });

  it('has statuses and custom metadata to read', () => {
    assert.deepEqual(query("SELECT StatusCode FROM OrderStatus WHERE ApiName = 'Activated'"), [
      { StatusCode: 'Activated' },
    ]);
    assert.deepEqual(query('SELECT DeveloperName, Weight__c FROM Region__mdt'), [
      { DeveloperName: 'Kanto', Weight__c: 7 },
    ]);
  });

  it('lets custom metadata records point at each other by name', async () => {
    const record = (name: string, values: string) => ({
      [`customMetadata/Region.${name}.md-meta.xml`]: xml('CustomMetadata', `<label>${name}</label>${values}`),
    });
    const within = (name: string) => `<values><field>Within__c</field><value>${name}</value></values>`;
    const files = {
      ...customObject('Region__mdt'),
      ...field(
        'Region__mdt',
        'Within__c',
        '<type>MetadataRelationship</type><referenceTo>Region__mdt</referenceTo><relationshipName>Parts</relationshipName>',
      ),
      ...record('East', within('Japan')),
      ...record('Japan', ''),
    };
    const regions = await testOrg(files);
    const found = regions.transact(regions.root, (tx) =>
      regions.query(tx, 'SELECT Within__r.DeveloperName FROM Region__mdt WHERE Within__c != null', { access: 'user' }),
    );
    assert.equal(found.records.length, 1);
    await assert.rejects(
      testOrg({ ...files, ...record('West', within('Nowhere')) }),
      /West\.md-meta\.xml:2: Region__mdt\.Within__c: there is no Region__mdt Nowhere/,
    );
  });

  it('tells formulas its address once it is served', async () => {
    const link =
      '<type>Text</type><formula>LEFT($Api.Partner_Server_URL_260, FIND("/services", $Api.Partner_Server_URL_260)) &amp; Id</formula>';
    const served = await testOrg({ ...customObject('Door__c'), ...field('Door__c', 'Link__c', link) });
    const [id] = served.insert('Door__c', { Name: 'Front' });
    const linkOf = () =>
      served
        .transact(served.root, (tx) => served.query(tx, 'SELECT Link__c FROM Door__c', { access: 'user' }))
        .records[0]!.fields.get('Link__c');
    served.servedAt('http://127.0.0.1:4800');
    assert.equal(linkOf(), `http://127.0.0.1:4800/${id!.slice(0, 15)}`);
  });

  it('refuses users whose profile does not exist', async () => {
    const user = { username: 'a@x.example', name: 'A', email: 'a@x.example', profile: 'Nobody', permissionSets: [] };
    await assert.rejects(
      testOrg(FILES, { users: [{ ...user, timeZone: 'UTC', locale: 'en_US', language: 'en_US' }] }),
      /users: a@x\.example names Profile Nobody, which this org does not have/,
    );
  });
});
