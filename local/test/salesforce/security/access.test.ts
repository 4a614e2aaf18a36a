// What a user may do and see: licence, profile, permission sets, sharing. Source: reference/platform-behaviour.md §7.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { RunningUser } from '../../../src/salesforce/security/running-user.ts';
import type { UserSeed } from '../../../src/salesforce/security/user-seeds.ts';
import { customObject, event, field, said, testOrg, xml, type Files, type TestOrg } from '../dml/test-org.ts';

const objectPermission = (object: string, ...rights: string[]) =>
  `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords']
    .map((right) => `<${right}>${rights.includes(right)}</${right}>`)
    .join('')}<object>${object}</object></objectPermissions>`;
const fieldPermission = (path: string, editable: boolean) =>
  `<fieldPermissions><editable>${editable}</editable><field>${path}</field><readable>true</readable></fieldPermissions>`;
const classAccess = (name: string, enabled: boolean) =>
  `<classAccesses><apexClass>${name}</apexClass><enabled>${enabled}</enabled></classAccesses>`;
const permissionSet = (name: string, body: string): Files => ({
  [`permissionsets/${name}.permissionset-meta.xml`]: xml('PermissionSet', `<label>${name}</label>${body}`),
});
const sharing = (object: string, internal: string, external: string): Files => ({
  [`objects/${object}/${object}.object-meta.xml`]: xml(
    'CustomObject',
    `<externalSharingModel>${external}</externalSharingModel><sharingModel>${internal}</sharingModel>`,
  ),
});
const role = (name: string, parent = ''): Files => ({
  [`roles/${name}.role-meta.xml`]: xml('Role', `<name>${name}</name>${parent && `<parentRole>${parent}</parentRole>`}`),
});
const RW = ['allowRead', 'allowCreate', 'allowEdit'];

const FILES: Files = {
  ...customObject('Box__c', '<sharingModel>Private</sharingModel>'),
  ...field('Box__c', 'Size__c', '<type>Number</type><precision>4</precision><scale>0</scale>'),
  ...field('Box__c', 'Secret__c', '<type>Text</type><length>20</length>'),
  ...field('Box__c', 'Must__c', '<type>Text</type><length>20</length><required>true</required>'),
  ...event('Told__e', 'PublishAfterCommit'),
  ...sharing('Account', 'Private', 'Private'),
  ...sharing('Contact', 'ControlledByParent', 'ControlledByParent'),
  ...sharing('Case', 'Private', 'Private'),
  ...sharing('Order', 'Private', 'Private'),
  ...role('Boss'),
  ...role('Worker', 'Boss'),
  ...permissionSet(
    'Boxes',
    objectPermission('Box__c', ...RW) +
      fieldPermission('Box__c.Size__c', true) +
      fieldPermission('Box__c.Secret__c', false) +
      objectPermission('Told__e', 'allowRead') +
      '<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>' +
      classAccess('BoxController', true) +
      classAccess('Hidden', false),
  ),
  'permissionsetgroups/Team.permissionsetgroup-meta.xml': xml(
    'PermissionSetGroup',
    '<label>Team</label><permissionSets>Boxes</permissionSets><permissionSets>Auditor</permissionSets><mutingPermissionSets>Quiet</mutingPermissionSets><status>Updated</status>',
  ),
  'mutingpermissionsets/Quiet.mutingpermissionset-meta.xml': xml(
    'MutingPermissionSet',
    `<label>Quiet</label>${objectPermission('Box__c', 'allowEdit')}${fieldPermission('Box__c.Secret__c', false)}`,
  ),
  ...permissionSet(
    'Elsewhere',
    objectPermission('WorkPlan', 'allowRead') +
      fieldPermission('WorkPlan.Name', false) +
      fieldPermission('Contact.Nickname', true),
  ),
  ...permissionSet('Auditor', objectPermission('Box__c', 'allowRead', 'viewAllRecords')),
  ...permissionSet(
    'Portal',
    objectPermission('Account', 'allowRead') +
      objectPermission('Case', ...RW) +
      objectPermission('Order', 'allowRead') +
      objectPermission('Opportunity', 'allowRead', 'allowEdit', 'modifyAllRecords', 'viewAllRecords', 'allowDelete') +
      fieldPermission('Account.BillingAddress', false) +
      fieldPermission('Account.Phone', true),
  ),
  'queues/Team.queue-meta.xml': xml(
    'Queue',
    '<name>Team</name><queueMembers><users><user>worker@x.example</user></users></queueMembers><queueSobject><sobjectType>Case</sobjectType></queueSobject>',
  ),
  'sharingSets/Own.sharingSet-meta.xml': xml(
    'SharingSet',
    '<name>Own</name><profiles>Customer Community Plus User</profiles>' +
      ['Case', 'Order']
        .map(
          (object) =>
            `<accessMappings><accessLevel>${object === 'Case' ? 'Edit' : 'Read'}</accessLevel><object>${object}</object><objectField>Account</objectField><userField>Account</userField></accessMappings>`,
        )
        .join(''),
  ),
};

const seed = (name: string, profile: string, permissionSets: string[] = [], roleDeveloperName?: string): UserSeed => ({
  username: `${name}@x.example`,
  name,
  email: `${name}@x.example`,
  profile,
  permissionSets,
  timeZone: 'UTC',
  locale: 'en_US',
  language: 'en_US',
  ...(roleDeveloperName ? { roleDeveloperName } : {}),
});

let org: TestOrg;
const user = (name: string): RunningUser => org.userByName(`${name}@x.example`);
const type = (name: string) => org.schema.type(name)!;
const fieldOf = (object: string, name: string) => org.schema.field(type(object), name)!;
const sees = (who: RunningUser, id: string) => who.canSee(org.schema.typeOfId(id)!, org.row(id));
const changes = (who: RunningUser, id: string) => who.canChange(org.schema.typeOfId(id)!, org.row(id));

before(async () => {
  org = await testOrg(FILES, {
    users: [
      seed('boxer', 'Minimum Access - Salesforce', ['Boxes']),
      seed('team', 'Minimum Access - Salesforce', ['Team']),
      seed('auditor', 'Minimum Access - Salesforce', ['Auditor']),
      seed('machine', 'Minimum Access - API Only Integrations', ['Boxes']),
      seed('nobody', 'Minimum Access - Salesforce'),
      seed('boss', 'Standard User', [], 'Boss'),
      seed('worker', 'Standard User', [], 'Worker'),
      seed('colleague', 'Standard User', [], 'Worker'),
      seed('guest', 'Guest User', ['Portal']),
    ],
  });
});

describe('rights', () => {
  it('on objects come from permission sets', () => {
    const rights = (who: RunningUser) =>
      (['create', 'read', 'edit', 'delete', 'viewAll'] as const).filter((right) => who.can(right, type('Box__c')));
    assert.deepEqual(rights(user('boxer')), ['create', 'read', 'edit']);
    assert.deepEqual(rights(user('auditor')), ['read', 'viewAll']);
    assert.deepEqual(rights(user('nobody')), []);
    assert.deepEqual(rights(user('worker')), [], 'a standard profile has no rights on custom objects');
    assert.deepEqual(rights(org.root), ['create', 'read', 'edit', 'delete', 'viewAll']);
  });

  it('come from a group’s permission sets together, less what it mutes', () => {
    const team = user('team');
    const rights = (['create', 'read', 'edit', 'viewAll'] as const).filter((right) => team.can(right, type('Box__c')));
    assert.deepEqual(rights, ['create', 'read', 'viewAll']);
    assert.ok(team.canEditField(type('Box__c'), fieldOf('Box__c', 'Size__c')));
    assert.ok(!team.canReadField(type('Box__c'), fieldOf('Box__c', 'Secret__c')));
    assert.ok(team.has('ApiEnabled'));
  });

  it('on standard objects and fields that the local org lacks are passed over; on others they must name what exists', async () => {
    assert.equal(org.store.find('PermissionSet', 'Name', 'Elsewhere').length, 1);
    await assert.rejects(
      testOrg(permissionSet('Wrong', objectPermission('Bix__c', 'allowRead'))),
      /Wrong\.permissionset-meta\.xml:2: there is no object Bix__c/,
    );
  });

  it('on fields too; required fields need none, compound fields decide for their parts', () => {
    const boxer = user('boxer');
    assert.ok(boxer.canEditField(type('Box__c'), fieldOf('Box__c', 'Size__c')));
    assert.ok(boxer.canReadField(type('Box__c'), fieldOf('Box__c', 'Secret__c')));
    assert.ok(!boxer.canEditField(type('Box__c'), fieldOf('Box__c', 'Secret__c')));
    assert.ok(boxer.canEditField(type('Box__c'), fieldOf('Box__c', 'Must__c')));
    assert.ok(!user('auditor').canReadField(type('Box__c'), fieldOf('Box__c', 'Size__c')));
    assert.ok(!boxer.canReadField(type('Account'), fieldOf('Account', 'Phone')));
  });

  it('of users come from profile and permission sets', () => {
    assert.deepEqual(
      [user('boxer').has('ApiEnabled'), user('nobody').has('ApiEnabled'), org.root.has('ModifyAllData')],
      [true, false, true],
    );
    assert.equal(user('machine').licence, 'Salesforce Integration');
    assert.ok(user('machine').has('ApiUserOnly'));
  });

  it('to call Apex come class by class; whoever may write Apex may call all of it', () => {
    const callable = (who: RunningUser) =>
      ['BoxController', 'boxcontroller', 'Hidden', 'Other'].filter((name) => who.canCall(name));
    assert.deepEqual(callable(user('boxer')), ['BoxController', 'boxcontroller']);
    assert.deepEqual(callable(user('team')), ['BoxController', 'boxcontroller']);
    assert.deepEqual(callable(user('nobody')), []);
    assert.equal(callable(org.root).length, 4);
  });

  it('to subscribe and to publish are separate', () => {
    assert.deepEqual(
      [user('boxer').can('read', type('Told__e')), user('boxer').can('create', type('Told__e'))],
      [true, false],
    );
    assert.match(
      said(org.run('insert', [{ type: 'Told__e', Text__c: 'x' }], { as: user('boxer') })[0]),
      /entity type cannot be inserted: Told__e/,
    );
  });

  it('take effect with the commit of an assignment, and go with it', () => {
    const nobody = user('nobody');
    const boxes = org.store.find('PermissionSet', 'Name', 'Boxes')[0]!['Id'];
    const [assignment] = org.insert('PermissionSetAssignment', { AssigneeId: nobody.userId, PermissionSetId: boxes });
    assert.ok(nobody.can('read', type('Box__c')));
    org.run('delete', [{ type: 'PermissionSetAssignment', id: assignment! }]);
    assert.ok(!nobody.can('read', type('Box__c')));
  });

  it('belong to active users only', () => {
    const [colleague] = org.store.find('User', 'Username', 'colleague@x.example');
    org.run('update', [{ type: 'User', id: String(colleague!['Id']), IsActive: false }]);
    assert.throws(() => user('colleague'), { errorCode: 'INVALID_LOGIN' });
    org.run('update', [{ type: 'User', id: String(colleague!['Id']), IsActive: true }]);
    assert.equal(user('colleague').username, 'colleague@x.example');
  });
});

describe('a save in user mode', () => {
  const insert = (who: string, values: Record<string, unknown>) =>
    org.run('insert', [{ type: 'Box__c', Must__c: 'x', ...values }], { as: user(who) });

  it('refuses fields that the user may only read, and knows no fields that the user may not', () => {
    assert.match(
      said(insert('boxer', { Secret__c: 'x' })[0]),
      /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create\/update fields: Secret__c\./,
    );
    assert.equal(said(insert('boxer', { Size__c: 1 })[0]), 'ok');
    const accountUser = user('worker');
    assert.equal(
      said(org.run('insert', [{ type: 'Account', Name: 'x', Nothing: 1 }], { as: accountUser })[0]),
      "INVALID_FIELD: No such column 'Nothing' on sobject of type Account [Nothing]",
    );
  });

  it('knows no objects that the user may not read, and refuses those that the user may not create', () => {
    assert.throws(() => insert('nobody', {}), {
      errorCode: 'INVALID_TYPE',
      message: /^sObject type 'Box__c' is not supported/,
    });
    assert.match(said(insert('auditor', {})[0]), /^CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY/);
  });

  it('refuses records that the user cannot see, cannot change, or may not point at', () => {
    const [hidden] = org.insert('Box__c', { Must__c: 'x' });
    const update = (who: string) =>
      said(org.run('update', [{ type: 'Box__c', id: hidden!, Must__c: 'y' }], { as: user(who) })[0]);
    assert.equal(
      update('boxer'),
      `INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on cross-reference id: ${hidden!.slice(0, 15)} []`,
    );
    assert.match(update('auditor'), /^INSUFFICIENT_ACCESS_OR_READONLY/);
    const [account] = org.insert('Account', { Name: 'Hidden' });
    assert.equal(
      said(
        org.run(
          'insert',
          [{ type: 'Opportunity', Name: 'x', StageName: 'Prospecting', CloseDate: '2026-12-01', AccountId: account }],
          { as: user('worker') },
        )[0],
      ),
      `INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on cross-reference id: ${account!.slice(0, 15)} []`,
    );
  });

  it('is free of all that in system mode', () => {
    const results = org.run('insert', [{ type: 'Box__c', Must__c: 'x', Secret__c: 'flow' }], {
      as: user('nobody'),
      access: 'system',
    });
    assert.equal(said(results[0]), 'ok');
  });
});

describe('sharing inside the company', () => {
  const insertAs = (who: string, object: string, values: Record<string, unknown>) => {
    const [result] = org.run('insert', [{ type: object, ...values }], { as: user(who) });
    assert.equal(said(result), 'ok');
    return result!.id!;
  };

  it('gives owners and those above them everything, others nothing when private', () => {
    const id = insertAs('worker', 'Account', { Name: 'Worked' });
    assert.deepEqual(
      ['worker', 'boss', 'colleague'].map((name) => sees(user(name), id)),
      [true, true, false],
    );
    assert.ok(user('boss').canDelete(type('Account'), org.row(id)));
  });

  it('does not work upwards', () => {
    const id = insertAs('boss', 'Account', { Name: 'Bossed' });
    assert.equal(sees(user('worker'), id), false);
  });

  it('gives the members of a queue what the queue owns', () => {
    const queue = org.store.find('Group', 'DeveloperName', 'Team')[0]!['Id'];
    const [id] = org.insert('Case', { Subject: 'Queued', OwnerId: queue });
    assert.deepEqual([changes(user('worker'), id!), sees(user('colleague'), id!)], [true, false]);
  });

  it('shows what View All covers, and lets Modify All change', () => {
    const [id] = org.insert('Box__c', { Must__c: 'x' });
    assert.deepEqual(
      [sees(user('auditor'), id!), changes(user('auditor'), id!), changes(org.root, id!)],
      [true, false, true],
    );
  });

  it('follows the parent, and shows the parent of what is visible', () => {
    const account = insertAs('worker', 'Account', { Name: 'Parent' });
    const [contact] = org.insert('Contact', { LastName: 'Child', AccountId: account });
    assert.deepEqual([changes(user('worker'), contact!), sees(user('colleague'), contact!)], [true, false]);
    assert.ok(user('worker').canDelete(type('Contact'), org.row(contact!)));
    org.insert('Case', { Subject: 'x', AccountId: account, OwnerId: user('colleague').userId });
    assert.deepEqual([sees(user('colleague'), account), changes(user('colleague'), account)], [true, false]);
  });

  it('goes as far as a share row says', () => {
    const account = insertAs('worker', 'Account', { Name: 'Shared' });
    const share = (level: string) =>
      org.insert('AccountShare', {
        AccountId: account,
        UserOrGroupId: user('colleague').userId,
        AccountAccessLevel: level,
        OpportunityAccessLevel: 'None',
        RowCause: 'Manual',
      });
    share('Read');
    assert.deepEqual([sees(user('colleague'), account), changes(user('colleague'), account)], [true, false]);
    share('Edit');
    assert.equal(changes(user('colleague'), account), true);
  });
});

describe('ownership and shares', () => {
  const update = (who: string, object: string, id: string, values: Record<string, unknown>) =>
    said(org.run('update', [{ type: object, id, ...values }], { as: user(who) })[0]);
  const caseOf = (who: string) => org.insert('Case', { Subject: 'x', OwnerId: user(who).userId })[0]!;

  it('pass on only from those with full access', () => {
    const id = caseOf('worker');
    org.insert('CaseShare', {
      CaseId: id,
      UserOrGroupId: user('colleague').userId,
      CaseAccessLevel: 'Edit',
      RowCause: 'Manual',
    });
    const give = (who: string) => update(who, 'Case', id, { OwnerId: user('boss').userId });
    assert.match(give('colleague'), /^INSUFFICIENT_ACCESS_OR_READONLY/);
    assert.equal(give('worker'), 'ok');
  });

  it('go to active users and to queues of that object', () => {
    const queue = org.store.find('Group', 'DeveloperName', 'Team')[0]!['Id'];
    assert.equal(update('worker', 'Case', caseOf('worker'), { OwnerId: queue }), 'ok');
    const [order] = org.insert('Order', {
      AccountId: org.insert('Account', { Name: 'Q' })[0],
      EffectiveDate: '2026-11-22',
      Status: 'Draft',
    });
    assert.match(
      said(org.run('update', [{ type: 'Order', id: order!, OwnerId: queue }])[0]),
      /Queue not associated with this SObject type/,
    );
    const { userId } = user('auditor');
    org.run('update', [{ type: 'User', id: userId, IsActive: false }]);
    assert.match(said(org.run('insert', [{ type: 'Case', OwnerId: userId }])[0]), /^INACTIVE_OWNER_OR_USER/);
    org.run('update', [{ type: 'User', id: userId, IsActive: true }]);
  });

  it('cannot share less than everybody has', () => {
    const share = {
      type: 'CaseShare',
      CaseId: caseOf('worker'),
      UserOrGroupId: user('boxer').userId,
      RowCause: 'Manual',
    };
    assert.equal(
      said(org.run('insert', [{ ...share, CaseAccessLevel: 'None' }])[0]),
      'FIELD_INTEGRITY_EXCEPTION: field integrity exception: unknown (trivial share level None, for organization with default level None) []',
    );
  });

  it('of a permission set are assigned once', () => {
    const assignment = {
      type: 'PermissionSetAssignment',
      AssigneeId: user('boxer').userId,
      PermissionSetId: org.store.find('PermissionSet', 'Name', 'Boxes')[0]!['Id'],
    };
    assert.match(said(org.run('insert', [assignment])[0]), /^DUPLICATE_VALUE: Duplicate PermissionSetAssignment/);
  });
});

describe('a portal user', () => {
  let customer: RunningUser;
  let own: string;
  let foreign: string;
  before(() => {
    [own, foreign] = org.insert('Account', { Name: 'Own', OwnerId: user('boss').userId }, { Name: 'Foreign' }) as [
      string,
      string,
    ];
    const [contact] = org.insert('Contact', { LastName: 'Customer', AccountId: own });
    const [id] = org.insert('User', {
      Username: 'customer@x.example',
      LastName: 'Customer',
      Email: 'customer@x.example',
      Alias: 'cust',
      CommunityNickname: 'cust',
      ContactId: contact,
      ProfileId: org.store.find('Profile', 'Name', 'Customer Community Plus User')[0]!['Id'],
      TimeZoneSidKey: 'Asia/Tokyo',
      LocaleSidKey: 'ja_JP',
      LanguageLocaleKey: 'ja',
      EmailEncodingKey: 'UTF-8',
    });
    const portal = org.store.find('PermissionSet', 'Name', 'Portal')[0]!['Id'];
    org.insert('PermissionSetAssignment', { AssigneeId: id, PermissionSetId: portal });
    customer = org.userById(id!);
  });

  it('gets no more than the licence allows, whatever a permission set grants', () => {
    assert.deepEqual(
      [customer.can('read', type('Opportunity')), customer.can('modifyAll', type('Case'))],
      [false, false],
    );
    assert.deepEqual([customer.can('create', type('Case')), customer.can('delete', type('Case'))], [true, false]);
  });

  it('reads address parts by the permission on the address', () => {
    assert.ok(customer.canReadField(type('Account'), fieldOf('Account', 'BillingStreet')));
    assert.ok(!customer.canEditField(type('Account'), fieldOf('Account', 'BillingStreet')));
    assert.ok(!customer.canReadField(type('Account'), fieldOf('Account', 'ShippingStreet')));
  });

  it('sees the own account and, by sharing set, its cases and orders, and nobody else’s', () => {
    const cases = org.insert('Case', { Subject: 'own', AccountId: own }, { Subject: 'foreign', AccountId: foreign });
    const orders = org.insert(
      'Order',
      ...[own, foreign].map((AccountId) => ({ AccountId, EffectiveDate: '2026-11-22', Status: 'Draft' })),
    );
    assert.deepEqual(
      [own, foreign].map((id) => sees(customer, id)),
      [true, false],
    );
    assert.deepEqual(
      cases.map((id) => changes(customer, id)),
      [true, false],
    );
    assert.deepEqual(
      orders.map((id) => sees(customer, id)),
      [true, false],
    );
    assert.equal(changes(customer, orders[0]!), false);
  });

  it('raises cases as the own contact', () => {
    const [result] = org.run('insert', [{ type: 'Case', Origin: 'Web' }], { as: customer, access: 'system' });
    assert.deepEqual([org.row(result!.id!)['ContactId'], org.row(result!.id!)['AccountId']], [customer.contactId, own]);
  });
});

describe('a guest', () => {
  it('owns nothing, so does not see what it has just made', () => {
    const [result] = org.run('insert', [{ type: 'Case' }], { as: user('guest') });
    assert.ok(result!.success, said(result));
    assert.notEqual(org.row(result!.id!)['OwnerId'], user('guest').userId);
    assert.equal(sees(user('guest'), result!.id!), false);
  });
});

describe('a knowledge article', () => {
  it('is seen outside the company only when it is online and its channel is open', () => {
    const version = (PublishStatus: string, IsVisibleInPkb: boolean) => ({ PublishStatus, IsVisibleInPkb });
    const article = type('Knowledge__kav');
    const seen = [version('Online', true), version('Online', false), version('Draft', true)].map((row) =>
      [user('guest'), user('boss')].map((who) => who.canSee(article, row)),
    );
    assert.deepEqual(seen, [
      [true, true],
      [false, true],
      [false, true],
    ]);
  });
});

describe('metadata about access that is wrong', () => {
  const wrong: [title: string, files: Files, refusal: RegExp][] = [
    [
      'an object that does not exist',
      permissionSet('P', objectPermission('Nope__c', 'allowRead')),
      /P\.permissionset-meta\.xml:\d+: there is no object Nope__c/,
    ],
    [
      'a field that does not exist',
      permissionSet('P', fieldPermission('Account.Nope__c', false)),
      /there is no field Account\.Nope__c/,
    ],
    [
      'edit without read',
      permissionSet('P', objectPermission('Account', 'allowEdit')),
      /the right edit needs the right read/,
    ],
    [
      'a required field',
      {
        ...field('Account', 'Must__c', '<type>Text</type><length>9</length><required>true</required>'),
        ...permissionSet('P', fieldPermission('Account.Must__c', true)),
      },
      /Account\.Must__c is required; a permission for it cannot be deployed/,
    ],
    [
      'a sharing rule',
      {
        'sharingRules/Account.sharingRules-meta.xml': xml(
          'SharingRules',
          '<sharingOwnerRules><fullName>x</fullName></sharingOwnerRules>',
        ),
      },
      /Account\.sharingRules-meta\.xml:2: sharing rules are not evaluated by the local org/,
    ],
    [
      'a sharing set for no profile',
      { 'sharingSets/S.sharingSet-meta.xml': xml('SharingSet', '<name>S</name><profiles>Nobody</profiles>') },
      /there is no profile Nobody/,
    ],
  ];
  for (const [title, files, refusal] of wrong)
    it(`is refused with file and line: ${title}`, () => assert.rejects(testOrg(files), refusal));
});
