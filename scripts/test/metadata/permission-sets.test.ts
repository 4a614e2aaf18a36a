// Who may do what with the permission sets of this project, as the local org judges it.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AGENT, demoOrg, INTEGRATION, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
before(async () => {
  demo = await demoOrg();
});

const RIGHTS = ['create', 'read', 'edit', 'delete'] as const;
const rightsOf = (username: string, object: string) => {
  const user = demo.user(username);
  const type = demo.org.schema.type(object)!;
  return RIGHTS.filter((right) => user.can(right, type)).join(' ');
};

/** The setup guide's table, "Required Object Permissions". */
const GUIDE: Readonly<Record<string, string>> = {
  Account: 'create read edit',
  Contact: 'create read edit',
  Order: 'create read edit',
  Opportunity: 'create read edit',
  Case: 'create read edit',
  Product2: 'read',
  PricebookEntry: 'read',
  OrderProvisionRequested__e: 'read',
};

for (const [object, rights] of Object.entries(GUIDE)) {
  test(`the integration user may ${rights} ${object}`, () => {
    assert.equal(rightsOf(INTEGRATION, object), rights);
  });
}

test('the integration user may create, read and edit order products, as it may edit orders', () => {
  for (const right of ['create', 'read', 'edit'] as const) {
    assert.ok(demo.user(INTEGRATION).can(right, demo.org.schema.type('OrderItem')!), right);
  }
});

test('the integration user reads and writes every custom field that a person or the middleware writes', () => {
  const user = demo.user(INTEGRATION);
  const readOnly: string[] = [];
  for (const object of ['Account', 'Order', 'OrderItem', 'Opportunity', 'Case', 'Product2']) {
    const type = demo.org.schema.type(object)!;
    for (const field of [...type.fields.values()].filter(({ custom }) => custom)) {
      assert.ok(user.canReadField(type, field), `${object}.${field.name}`);
      if (!user.canEditField(type, field)) readOnly.push(`${object}.${field.name}`);
    }
  }
  const products = readOnly.filter((name) => name.startsWith('Product2.'));
  const others = readOnly.filter((name) => !products.includes(name));
  // An auto-number, and what flows that stamp times and the portal write.
  assert.deepEqual(others.sort(), [
    'Account.Id_Verification_Rejected_Date_Time__c',
    'Account.SF_Account_No__c',
    'Case.Status_Changed_By__c',
    'Case.Status_Changed_Date_Time__c',
    'Opportunity.Refresh_Requested_Date_Time__c',
    'Order.Approved_Date_Time__c',
    'Order.Cancelled_Date_Time__c',
    'Order.Portal_Request_Key__c',
  ]);
  assert.equal(products.length, 12);
});

test('the integration user may sign in to the API, activate orders, and nothing greater', () => {
  const user = demo.user(INTEGRATION);
  for (const permission of ['ApiEnabled', 'ActivateOrder', 'EditActivatedOrders'])
    assert.ok(user.has(permission), permission);
  for (const permission of ['ModifyAllData', 'ViewAllData', 'ManageUsers'])
    assert.ok(!user.has(permission), permission);
});

/** What billing adds to the guide's table. */
const BILLING: readonly (readonly [username: string, object: string, rights: string])[] = [
  [INTEGRATION, 'Invoice__c', 'create read edit'],
  [INTEGRATION, 'Invoice_Line__c', 'create read edit delete'],
  [INTEGRATION, 'BillingRefreshRequested__e', 'read'],
  // The platform grants no create without read.
  [INTEGRATION, 'Lead', 'create read'],
  [AGENT, 'Invoice__c', 'read'],
  [AGENT, 'Invoice_Line__c', 'read'],
  [AGENT, 'BillingRefreshRequested__e', ''],
];

for (const [username, object, rights] of BILLING) {
  test(`${username.split('.')[0]} may ${rights || 'do nothing with'} ${object}`, () => {
    assert.equal(rightsOf(username, object), rights);
  });
}

test('the integration user writes every field of billing, and an agent reads them all and writes none', () => {
  const billing =
    /^(Payment_\w+|Service_Status|Availability_Summary|In_Stock|Stock_\w+|WHMCS_Drift|Shop_Order_Number|Request_Id)__c$/;
  for (const object of ['Invoice__c', 'Invoice_Line__c', 'Order', 'Opportunity', 'OpportunityLineItem', 'Lead']) {
    const type = demo.org.schema.type(object)!;
    for (const field of [...type.fields.values()].filter(({ custom }) => custom)) {
      // What is required, masters among it, is as writable as its record.
      if (object.startsWith('Invoice') ? !field.nillable : !billing.test(field.name)) continue;
      assert.ok(demo.user(INTEGRATION).canEditField(type, field), `${object}.${field.name}`);
      assert.ok(demo.user(AGENT).canReadField(type, field), `${object}.${field.name}`);
      assert.ok(!demo.user(AGENT).canEditField(type, field), `${object}.${field.name}`);
    }
  }
});

test('an agent cannot write what the middleware and the flows write', () => {
  const user = demo.user(AGENT);
  const type = demo.org.schema.type('Order')!;
  for (const name of ['WHMCS_Order_Id__c', 'Activation_Error__c', 'Activation_Error_DateTime__c']) {
    const field = demo.org.schema.field(type, name)!;
    assert.ok(user.canReadField(type, field) && !user.canEditField(type, field), name);
  }
});

test('the sample data shows an agent something in every list view', () => {
  const count = (type: string, field: string, value: string) =>
    demo.rows(type).filter((row) => row[field] === value).length;
  assert.equal(count('Order', 'Status', 'Pending Review'), 10);
  assert.equal(count('Account', 'Internet_Eligibility_Status__c', 'Pending'), 2);
  assert.equal(count('Account', 'Id_Verification_Status__c', 'Pending'), 1);
  assert.equal(count('Case', 'Type', 'Eligibility Check'), 2);
});
