// Rules of standard objects. Sources: reference/platform-behaviour.md §5 and §6.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { said, testOrg, xml, type Files, type TestOrg } from './test-org.ts';

const value = (name: string, facts: string) =>
  `<standardValue><fullName>${name}</fullName><default>false</default><label>${name}</label>${facts}</standardValue>`;

const SALES: Files = {
  'standardValueSets/OrderStatus.standardValueSet-meta.xml': xml(
    'StandardValueSet',
    '<groupingStringEnum>OrderStatusCode</groupingStringEnum><sorted>false</sorted>' +
      ['Draft', 'Approved', 'Activated']
        .map((name) => value(name, `<groupingString>${name === 'Activated' ? 'Activated' : 'Draft'}</groupingString>`))
        .join(''),
  ),
  'permissionsets/Sales.permissionset-meta.xml': xml(
    'PermissionSet',
    '<label>Sales</label><userPermissions><enabled>true</enabled><name>ActivateOrder</name></userPermissions>',
  ),
};

const USER = { email: 'a@b.example', profile: 'Standard User', timeZone: 'UTC', locale: 'en_US', language: 'en_US' };
const seeds = [
  { ...USER, username: 'plain@b.example', name: 'Plain User', permissionSets: [] },
  { ...USER, username: 'sales@b.example', name: 'Sales User', permissionSets: ['Sales'] },
];

let org: TestOrg;
let account: string;
let product: string;
let book: string;
let entry: string;
before(async () => {
  org = await testOrg(SALES, { users: seeds });
  const standard = String([...org.store.all('Pricebook2')][0]!['Id']);
  [account] = org.insert('Account', { Name: 'Buyer' }) as [string];
  [product] = org.insert('Product2', { Name: 'Fibre', ProductCode: 'F1', IsActive: true }) as [string];
  [book] = org.insert('Pricebook2', { Name: 'Portal', IsActive: true }) as [string];
  org.insert('PricebookEntry', { Pricebook2Id: standard, Product2Id: product, UnitPrice: 100, IsActive: true });
  [entry] = org.insert('PricebookEntry', {
    Pricebook2Id: book,
    Product2Id: product,
    UnitPrice: 80,
    IsActive: true,
  }) as [string];
});

const order = (values: Record<string, unknown> = {}) =>
  org.insert('Order', {
    AccountId: account,
    EffectiveDate: '2026-11-22',
    Status: 'Draft',
    Pricebook2Id: book,
    ...values,
  })[0]!;
const line = (orderId: string, values: Record<string, unknown> = {}) => ({
  type: 'OrderItem',
  OrderId: orderId,
  PricebookEntryId: entry,
  Quantity: 2,
  UnitPrice: 79.99,
  ...values,
});
const update = (type: string, id: string, values: Record<string, unknown>, username = org.admin) =>
  said(org.run('update', [{ type, id, ...values }], { as: org.userByName(username) })[0]);

describe('an order', () => {
  let id: string;
  beforeEach(() => {
    id = order();
  });

  it('is numbered, and takes its status code from the grouping of the status', () => {
    assert.match(String(org.row(id)['OrderNumber']), /^\d{8}$/);
    assert.equal(org.row(id)['StatusCode'], 'Draft');
    assert.equal(update('Order', id, { Status: 'Approved' }), 'ok');
    assert.equal(org.row(id)['StatusCode'], 'Draft');
  });

  it('begins in a draft status that exists', () => {
    const insert = (Status: string) =>
      said(org.run('insert', [{ type: 'Order', AccountId: account, EffectiveDate: '2026-11-22', Status }])[0]);
    assert.match(insert('Activated'), /^FAILED_ACTIVATION/);
    assert.match(
      insert('Shipped'),
      /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Status: bad value for restricted picklist field: Shipped/,
    );
  });

  it('needs account, date and status', () => {
    const [result] = org.run('insert', [{ type: 'Order' }]);
    assert.equal(result!.errors[0]!.statusCode, 'REQUIRED_FIELD_MISSING');
    assert.deepEqual(new Set(result!.errors[0]!.fields), new Set(['AccountId', 'EffectiveDate', 'Status']));
  });

  it('is activated by a change of status alone, with products, by whoever may', () => {
    assert.equal(
      update('Order', id, { Status: 'Activated' }),
      'FAILED_ACTIVATION: An order must have at least one product. []',
    );
    org.run('insert', [line(id)]);
    assert.match(
      update('Order', id, { Status: 'Activated', Description: 'now' }),
      /^FAILED_ACTIVATION: .* \[Description\]$/,
    );
    const theirs = order({ OwnerId: org.userByName('plain@b.example').userId });
    org.run('insert', [line(theirs)]);
    assert.match(
      update('Order', theirs, { Status: 'Activated' }, 'plain@b.example'),
      /^INSUFFICIENT_ACCESS_OR_READONLY/,
    );
    const mine = order({ OwnerId: org.userByName('sales@b.example').userId });
    org.run('insert', [line(mine)]);
    assert.equal(update('Order', mine, { Status: 'Activated' }, 'sales@b.example'), 'ok');
    assert.equal(org.row(mine)['ActivatedById'], org.userByName('sales@b.example').userId);
    assert.equal(org.row(mine)['ActivatedDate'], '2026-11-22T03:04:05.000Z');
  });

  it('once activated is locked, cannot be deleted or extended, and may go back to draft', () => {
    const [item] = org.insert('OrderItem', line(id));
    update('Order', id, { Status: 'Activated' });
    assert.match(update('Order', id, { EffectiveDate: '2026-12-01' }), /^ENTITY_IS_LOCKED/);
    assert.match(said(org.run('insert', [line(id)])[0]), /^ENTITY_IS_LOCKED/);
    assert.match(said(org.run('delete', [{ type: 'Order', id }])[0]), /^DELETE_FAILED/);
    assert.match(said(org.run('delete', [{ type: 'OrderItem', id: item! }])[0]), /^DELETE_FAILED/);
    assert.equal(update('Order', id, { Description: 'admins may edit activated orders' }), 'ok');
    assert.equal(update('Order', id, { Status: 'Draft' }), 'ok');
    assert.equal(org.row(id)['ActivatedDate'], null);
    assert.equal(said(org.run('delete', [{ type: 'Order', id }])[0]), 'ok');
  });

  it('activated is edited with Edit Activated Orders only', () => {
    const mine = order({ OwnerId: org.userByName('sales@b.example').userId });
    org.run('insert', [line(mine)]);
    update('Order', mine, { Status: 'Activated' });
    assert.match(update('Order', mine, { Description: 'x' }, 'sales@b.example'), /^ENTITY_IS_LOCKED/);
  });

  it('keeps its price book once it has products', () => {
    org.insert('OrderItem', line(id));
    const [other] = org.insert('Pricebook2', { Name: 'Other', IsActive: true });
    assert.match(update('Order', id, { Pricebook2Id: other }), /^FIELD_INTEGRITY_EXCEPTION/);
  });
});

describe('an order product', () => {
  it('takes product and list price from the entry and adds to the total of its order', () => {
    const id = order();
    const [item] = org.insert('OrderItem', line(id));
    const row = org.row(item!);
    assert.deepEqual(
      [row['Product2Id'], row['ListPrice'], row['TotalPrice'], row['AvailableQuantity']],
      [product, 80, 159.98, 2],
    );
    assert.equal(org.row(id)['TotalAmount'], 159.98);
    org.run('update', [{ type: 'OrderItem', id: item!, Quantity: 3 }]);
    assert.equal(org.row(id)['TotalAmount'], 239.97);
    org.run('delete', [{ type: 'OrderItem', id: item! }]);
    assert.equal(org.row(id)['TotalAmount'], 0);
    assert.throws(() => org.row(item!), /no record/, 'order products skip the recycle bin');
  });

  const refused: [
    title: string,
    orderValues: Record<string, unknown>,
    lineValues: Record<string, unknown>,
    refusal: RegExp,
  ][] = [
    ['an order without price book', { Pricebook2Id: null }, {}, /^FIELD_INTEGRITY_EXCEPTION/],
    ['no price', {}, { UnitPrice: null }, /^REQUIRED_FIELD_MISSING: Required fields are missing: \[UnitPrice\]/],
    ['no quantity', {}, { Quantity: null }, /^REQUIRED_FIELD_MISSING: Required fields are missing: \[Quantity\]/],
  ];
  for (const [title, orderValues, lineValues, refusal] of refused)
    it(`is refused with ${title}`, () =>
      assert.match(said(org.run('insert', [line(order(orderValues), lineValues)])[0]), refusal));

  it('is refused from another price book or from an inactive entry', () => {
    const [other] = org.insert('Pricebook2', { Name: 'Elsewhere', IsActive: true });
    const [closed] = org.insert('PricebookEntry', {
      Pricebook2Id: other,
      Product2Id: product,
      UnitPrice: 1,
      IsActive: false,
    });
    assert.match(
      said(org.run('insert', [line(order(), { PricebookEntryId: closed })])[0]),
      /^FIELD_INTEGRITY_EXCEPTION: field integrity exception: PricebookEntryId \(pricebook entry is in a different pricebook than the one assigned to the order\)/,
    );
    assert.match(
      said(org.run('insert', [line(order({ Pricebook2Id: other }), { PricebookEntryId: closed })])[0]),
      /inactivated/,
    );
  });

  it('keeps order, entry and product as they were created', () => {
    const [item] = org.insert('OrderItem', line(order()));
    for (const field of ['OrderId', 'PricebookEntryId', 'Product2Id'])
      assert.match(update('OrderItem', item!, { [field]: null }), /^INVALID_FIELD_FOR_INSERT_UPDATE/, field);
  });
});

describe('a price book entry', () => {
  it('needs a standard price first, once per product and book, and mirrors the product', () => {
    const [other] = org.insert('Product2', { Name: 'VPN', ProductCode: 'V1', IsActive: true });
    const insert = (Product2Id: string) =>
      said(org.run('insert', [{ type: 'PricebookEntry', Pricebook2Id: book, Product2Id, UnitPrice: 1 }])[0]);
    assert.equal(
      insert(other!),
      'STANDARD_PRICE_NOT_DEFINED: Before creating a custom price, create a standard price. []',
    );
    assert.equal(insert(product), 'DUPLICATE_VALUE: This price definition already exists in this price book []');
    assert.deepEqual([org.row(entry)['Name'], org.row(entry)['ProductCode']], ['Fibre', 'F1']);
    org.run('update', [{ type: 'Product2', id: product, Name: 'Fibre 1G' }]);
    assert.equal(org.row(entry)['Name'], 'Fibre 1G');
  });
});

describe('an opportunity', () => {
  const opportunity = (values: Record<string, unknown> = {}) =>
    org.insert('Opportunity', { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', ...values })[0]!;
  const facts = (id: string) =>
    ['IsClosed', 'IsWon', 'Probability', 'ForecastCategoryName'].map((name) => org.row(id)[name]);

  it('takes its flags from the stage on every change of it', () => {
    const id = opportunity({ Amount: 200 });
    assert.deepEqual(facts(id), [false, false, 10, 'Pipeline']);
    assert.equal(org.row(id)['ExpectedRevenue'], 20);
    update('Opportunity', id, { StageName: 'Closed Won' });
    assert.deepEqual(facts(id), [true, true, 100, 'Closed']);
    update('Opportunity', id, { StageName: 'Closed Lost' });
    assert.deepEqual(facts(id), [true, false, 0, 'Omitted']);
  });

  it('lets probability be set along with the stage, or later', () => {
    const id = opportunity({ Probability: 33 });
    assert.equal(org.row(id)['Probability'], 33);
    update('Opportunity', id, { Probability: 44 });
    assert.deepEqual(facts(id), [false, false, 44, 'Pipeline']);
    assert.match(update('Opportunity', id, { IsWon: true }), /^INVALID_FIELD_FOR_INSERT_UPDATE/);
  });

  it('takes amount and price book from its products and ignores an amount of its own then', () => {
    const id = opportunity({ Amount: 5 });
    org.insert('OpportunityLineItem', { OpportunityId: id, PricebookEntryId: entry, Quantity: 2, UnitPrice: 10 });
    const row = org.row(id);
    assert.deepEqual([row['Amount'], row['HasOpportunityLineItem'], row['Pricebook2Id']], [20, true, book]);
    assert.equal(update('Opportunity', id, { Amount: 999 }), 'ok');
    assert.equal(org.row(id)['Amount'], 20);
  });

  it('has lines with either a unit price or a total price; quantity alone keeps the total', () => {
    const id = opportunity();
    const insert = (values: Record<string, unknown>) =>
      org.run('insert', [
        { type: 'OpportunityLineItem', OpportunityId: id, PricebookEntryId: entry, Quantity: 4, ...values },
      ])[0]!;
    assert.match(said(insert({ UnitPrice: 1, TotalPrice: 4 })), /^FIELD_INTEGRITY_EXCEPTION/);
    assert.match(said(insert({})), /^REQUIRED_FIELD_MISSING/);
    assert.equal(org.row(insert({ Quantity: 3, TotalPrice: 100 }).id!)['TotalPrice'], 100);
    const { id: item } = insert({ TotalPrice: 100 });
    assert.equal(org.row(item!)['UnitPrice'], 25);
    update('OpportunityLineItem', item!, { Quantity: 5 });
    assert.deepEqual([org.row(item!)['UnitPrice'], org.row(item!)['TotalPrice']], [20, 100]);
  });
});

describe('a case', () => {
  it('is numbered, belongs to its contact’s account, and closes by its status', () => {
    const [contact] = org.insert('Contact', { LastName: 'Caller', AccountId: account, Email: 'caller@b.example' });
    const [id] = org.insert('Case', { Subject: 'Help', ContactId: contact });
    const row = org.row(id!);
    assert.match(String(row['CaseNumber']), /^\d{8}$/);
    assert.deepEqual(
      [row['AccountId'], row['ContactEmail'], row['Status'], row['IsClosed']],
      [account, 'caller@b.example', 'New', false],
    );
    update('Case', id!, { Status: 'Closed' });
    assert.deepEqual([org.row(id!)['IsClosed'], org.row(id!)['ClosedDate']], [true, '2026-11-22T03:04:05.000Z']);
    update('Case', id!, { Status: 'New' });
    assert.deepEqual([org.row(id!)['IsClosed'], org.row(id!)['ClosedDate']], [false, null]);
  });

  it('finds its contact by the one address that supplied it', () => {
    const [contact] = org.insert('Contact', { LastName: 'Writer', Email: 'writer@b.example' });
    const [id] = org.insert('Case', { SuppliedEmail: 'WRITER@b.example' });
    assert.equal(org.row(id!)['ContactId'], contact);
  });
});

describe('people', () => {
  it('have full names of first and last name', () => {
    const [contact] = org.insert('Contact', { FirstName: '花子', LastName: '見本', Salutation: 'Ms.' });
    assert.equal(org.row(contact!)['Name'], '花子 見本');
    const [lead] = org.insert('Lead', { LastName: 'Lead', Company: 'Co' });
    assert.equal(org.row(lead!)['Name'], 'Lead');
    assert.ok(org.row(lead!)['Status']);
  });

  it('as leads are not converted by a save', () => {
    assert.match(
      said(org.run('insert', [{ type: 'Lead', LastName: 'L', Company: 'C', IsConverted: true }])[0]),
      /^FUNCTIONALITY_NOT_ENABLED/,
    );
  });

  it('as users have a username of their own, and as portal users a contact whose account owner has a role', () => {
    const profile = (name: string) => org.store.find('Profile', 'Name', name)[0]!['Id'];
    const user = (values: Record<string, unknown>) => ({
      type: 'User',
      LastName: 'New',
      Email: 'n@b.example',
      Alias: 'new',
      Username: 'new@b.example',
      CommunityNickname: 'new',
      ProfileId: profile('Standard User'),
      TimeZoneSidKey: 'UTC',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      ...values,
    });
    const insert = (values: Record<string, unknown>) => said(org.run('insert', [user(values)])[0]);
    const [contact] = org.insert('Contact', { LastName: 'Portal', AccountId: account });
    const external = { ProfileId: profile('Customer Community Plus User'), Username: 'portal@b.example' };
    assert.equal(insert({}), 'ok');
    assert.match(insert({}), /^DUPLICATE_USERNAME/);
    assert.match(insert({ Username: 'not-an-address' }), /^INVALID_EMAIL_ADDRESS/);
    assert.match(insert(external), /^REQUIRED_FIELD_MISSING: Required fields are missing: \[ContactId\]/);
    assert.equal(
      insert({ ...external, ContactId: contact }),
      'UNKNOWN_EXCEPTION: portal account owner must have a role []',
    );
  });
});

describe('a task', () => {
  it('closes by its status and belongs to the account it is about', () => {
    const [contact] = org.insert('Contact', { LastName: 'About', AccountId: account });
    const [id] = org.insert('Task', { Subject: 'Call', WhoId: contact });
    assert.deepEqual(
      [org.row(id!)['IsClosed'], org.row(id!)['AccountId'], org.row(id!)['Priority']],
      [false, account, 'Normal'],
    );
    update('Task', id!, { Status: 'Completed' });
    assert.deepEqual([org.row(id!)['IsClosed'], org.row(id!)['CompletedDateTime']], [true, '2026-11-22T03:04:05.000Z']);
  });
});

describe('a file', () => {
  const content = Buffer.from('hello').toString('base64');
  it('is a version in a document, linked to its owner and to the record it was published on', () => {
    const [id] = org.insert('ContentVersion', {
      PathOnClient: 'dir/id card.png',
      VersionData: content,
      FirstPublishLocationId: account,
    });
    const version = org.row(id!);
    assert.deepEqual(
      [
        version['Title'],
        version['FileExtension'],
        version['ContentSize'],
        version['VersionNumber'],
        version['IsLatest'],
      ],
      ['id card', 'png', 5, '1', true],
    );
    const documentId = String(version['ContentDocumentId']);
    assert.equal(org.row(documentId)['LatestPublishedVersionId'], id);
    const links = org.store
      .find('ContentDocumentLink', 'ContentDocumentId', documentId)
      .map((row) => row['LinkedEntityId']);
    assert.deepEqual(links, [org.root.userId, account]);

    const [next] = org.insert('ContentVersion', {
      PathOnClient: 'id2.png',
      VersionData: content,
      ContentDocumentId: documentId,
    });
    assert.deepEqual([org.row(next!)['VersionNumber'], org.row(id!)['IsLatest']], ['2', false]);
  });

  it('is refused without content', () => {
    assert.match(
      said(org.run('insert', [{ type: 'ContentVersion', PathOnClient: 'a.txt' }])[0]),
      /^REQUIRED_FIELD_MISSING: .*VersionData/,
    );
  });
});
