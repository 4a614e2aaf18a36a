// Records to query: a few accounts, contacts, orders with products, cases and tasks, and a user who may do everything unless a test says no.
import type { Field, Row, Schema, SObjectType, Value } from '../../../src/salesforce/schema/schema.ts';
import { buildSchema } from '../../../src/salesforce/schema/build-schema.ts';
import type { RunningUser } from '../../../src/salesforce/security/running-user.ts';
import type { QueryContext } from '../../../src/salesforce/soql/execution.ts';
import type { QueryRecord, QueryResult } from '../../../src/salesforce/soql/result.ts';
import { runQuery } from '../../../src/salesforce/soql/run-query.ts';
import { createStore } from '../../../src/salesforce/store/memory-store.ts';
import type { Store } from '../../../src/salesforce/store/store.ts';
import { field, object, sharedProject } from '../metadata/project-on-disk.ts';

export interface SmallOrg {
  readonly schema: Schema;
  readonly store: Store;
  readonly context: QueryContext;
  /** Ids by a short name: `acme`, `order1`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** 2026-11-21 01:00 UTC is Saturday 10:00 in Tokyo and Friday evening in New York. */
export const NOW = '2026-11-21T01:00:00.000Z';

const PICKLIST =
  '<valueSet>\n<restricted>true</restricted>\n<valueSetDefinition>\n' +
  ['Small', 'Large', 'Huge']
    .map(
      (name) => `<value>\n<fullName>${name}</fullName>\n<default>false</default>\n<label>${name} one</label>\n</value>`,
    )
    .join('\n') +
  '\n</valueSetDefinition>\n</valueSet>';

const FILES = Object.fromEntries([
  field(
    'Account',
    'Code__c',
    '<type>Text</type>\n<length>20</length>\n<externalId>true</externalId>\n<unique>true</unique>\n<caseSensitive>true</caseSensitive>',
  ),
  field('Account', 'Size__c', `<type>Picklist</type>\n${PICKLIST}`),
  field('Account', 'Tags__c', `<type>MultiselectPicklist</type>\n<visibleLines>3</visibleLines>\n${PICKLIST}`),
  field('Account', 'Vip__c', '<type>Checkbox</type>\n<defaultValue>false</defaultValue>'),
  field('Account', 'Notes__c', '<type>LongTextArea</type>\n<length>32000</length>\n<visibleLines>3</visibleLines>'),
  field('Account', 'Shout__c', '<type>Text</type>\n<formula>UPPER(Name)</formula>'),
  field('Account', 'Where__c', '<type>Location</type>\n<scale>5</scale>'),
  object('Visit__c'),
  field(
    'Visit__c',
    'Account__c',
    '<type>Lookup</type>\n<referenceTo>Account</referenceTo>\n<relationshipName>Visits</relationshipName>',
  ),
  field('Visit__c', 'At__c', '<type>DateTime</type>'),
  field('Visit__c', 'Day__c', '<type>Date</type>'),
]);

export const ALL_RIGHTS: RunningUser = {
  userId: '005Lo0000000001IAA',
  username: 'agent@example.invalid',
  name: 'Agent',
  email: 'agent@example.invalid',
  profileName: 'Agent',
  licence: 'Salesforce',
  contactId: null,
  accountId: null,
  timeZone: 'Asia/Tokyo',
  locale: 'ja_JP',
  language: 'en_US',
  can: () => true,
  canReadField: () => true,
  canEditField: () => true,
  has: () => true,
  isGranted: () => true,
  canCall: () => true,
  canUsePrincipal: () => true,
  canSee: () => true,
  canChange: () => true,
  canDelete: () => true,
};

export async function openSmallOrg(): Promise<SmallOrg> {
  const schema = buildSchema(await sharedProject(FILES));
  const store = createStore(schema);
  const ids: Record<string, string> = {};
  const add = (name: string, type: string, values: Row): void => {
    const id = store.nextId(type);
    ids[name] = id;
    const audit: Record<string, Value> = schema.type(type)!.fields.has('CreatedDate')
      ? { CreatedDate: '2026-11-20T16:30:00.000Z', CreatedById: ALL_RIGHTS.userId }
      : {};
    store.insert(type, { ...audit, ...values, Id: id });
  };
  add('user', 'User', {
    Username: ALL_RIGHTS.username,
    Name: 'Agent Smith',
    LastName: 'Smith',
    FirstName: 'Agent',
    Email: ALL_RIGHTS.email,
    IsActive: true,
  });
  const OwnerId = ids['user']!;
  add('queue', 'Group', { Name: 'Review queue', Type: 'Queue' });
  add('acme', 'Account', {
    Name: 'Acme',
    Code__c: 'AbC',
    Industry: 'Energy',
    Size__c: 'Huge',
    Tags__c: 'Small;Large',
    BillingCity: '大阪',
    BillingStreet: '1-2',
    NumberOfEmployees: 10,
    AnnualRevenue: 0.1,
    Vip__c: true,
    OwnerId,
    Where__Latitude__s: 34.69,
    Where__Longitude__s: 135.5,
  });
  add('beta', 'Account', {
    Name: 'beta',
    Code__c: 'abc',
    Industry: null,
    Size__c: 'Small',
    Tags__c: 'Large',
    NumberOfEmployees: 20,
    AnnualRevenue: 0.2,
    OwnerId,
    ParentId: ids['acme']!,
    Notes__c: 'long',
    Where__Latitude__s: 35.68,
    Where__Longitude__s: 139.77,
  });
  add('gone', 'Account', { Name: 'Gone', Industry: 'Energy', NumberOfEmployees: 5, OwnerId, IsDeleted: true });
  add('chi', 'Account', {
    Name: "Chi's 100%_x",
    Industry: 'Retail',
    Size__c: 'Large',
    NumberOfEmployees: null,
    OwnerId,
  });
  add('ann', 'Contact', { Name: 'Ann A', LastName: 'A', FirstName: 'Ann', AccountId: ids['acme']!, OwnerId });
  add('bob', 'Contact', { Name: 'Bob B', LastName: 'B', FirstName: 'Bob', AccountId: ids['acme']!, OwnerId });
  add('order1', 'Order', {
    OrderNumber: '00000001',
    AccountId: ids['acme']!,
    Status: 'Draft',
    EffectiveDate: '2026-11-21',
    TotalAmount: 30,
    OwnerId,
  });
  add('order2', 'Order', {
    OrderNumber: '00000002',
    AccountId: ids['beta']!,
    Status: 'Activated',
    EffectiveDate: '2026-11-20',
    TotalAmount: 12.5,
    OwnerId,
  });
  add('order3', 'Order', {
    OrderNumber: '00000003',
    AccountId: ids['acme']!,
    Status: 'Draft',
    EffectiveDate: '2025-12-31',
    TotalAmount: null,
    OwnerId,
  });
  for (const [n, order] of ['order1', 'order1', 'order2'].entries())
    add(`item${n + 1}`, 'OrderItem', {
      OrderItemNumber: `000000000${n + 1}`,
      OrderId: ids[order]!,
      Quantity: n + 1,
      UnitPrice: 10,
    });
  add('case1', 'Case', {
    CaseNumber: '00001',
    Subject: 'Slow',
    OwnerId: ids['queue']!,
    AccountId: ids['acme']!,
    ContactId: ids['ann']!,
  });
  add('case2', 'Case', { CaseNumber: '00002', Subject: 'Dead', OwnerId, AccountId: ids['beta']! });
  add('task1', 'Task', { Subject: 'Call', WhatId: ids['acme']!, WhoId: ids['ann']!, OwnerId });
  add('task2', 'Task', { Subject: 'Write', WhatId: ids['order1']!, OwnerId });
  // 2026-11-20T15:00Z is midnight in Tokyo: the last moment of the 20th there is one second earlier.
  add('visit1', 'Visit__c', {
    Name: 'before',
    Account__c: ids['acme']!,
    At__c: '2026-11-20T14:59:59.000Z',
    Day__c: '2026-11-20',
    OwnerId,
  });
  add('visit2', 'Visit__c', {
    Name: 'today',
    Account__c: ids['acme']!,
    At__c: '2026-11-20T15:00:00.000Z',
    Day__c: '2026-11-21',
    OwnerId,
  });
  add('visit3', 'Visit__c', {
    Name: 'later',
    Account__c: null,
    At__c: '2026-12-01T00:00:00.000Z',
    Day__c: '2026-12-01',
    OwnerId,
  });
  add('visit4', 'Visit__c', { Name: 'never', OwnerId });
  store.commit();
  const computeField = (_type: SObjectType, _field: Field, row: Row): Value => String(row['Name']).toUpperCase();
  return { schema, store, ids, context: { schema, store, user: ALL_RIGHTS, now: NOW, computeField } };
}

/** A result as plain data: records as objects, parents and children within; `count` for SELECT COUNT(). */
export function plain(result: QueryResult): unknown {
  return result.records.length === 0 && result.totalSize > 0
    ? { count: result.totalSize }
    : result.records.map(plainRecord);
}

function plainRecord(record: QueryRecord): Record<string, unknown> {
  return Object.fromEntries([...record.fields].map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: Value | QueryRecord | QueryResult): unknown {
  if (value === null || typeof value !== 'object') return value;
  return 'records' in value ? value.records.map(plainRecord) : plainRecord(value);
}

export function query(
  org: SmallOrg,
  soql: string,
  options: Partial<Parameters<typeof runQuery>[2]> & { user?: Partial<RunningUser> } = {},
): unknown {
  const { user, ...rest } = options;
  return plain(runQuery({ ...org.context, user: { ...ALL_RIGHTS, ...user } }, soql, { access: 'user', ...rest }));
}

/** Values of the first selected column. */
export function column(org: SmallOrg, soql: string, options: Parameters<typeof query>[2] = {}): unknown[] {
  return (query(org, soql, options) as Record<string, unknown>[]).map((record) => Object.values(record)[0]);
}
