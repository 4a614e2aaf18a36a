// What a user licence allows at all, whatever permission sets grant on top.
// Sources: reference/platform-behaviour.md §7, reference/salesforce-platform.md §1.5–1.8; details of the external licences are
// background knowledge there and kept in one table so that they are easy to correct.
import type { SObjectType } from '../schema/schema.ts';
import type { ObjectRight } from './running-user.ts';

export interface Licence {
  readonly name: string;
  /** `User.UserType` of its users. */
  readonly userType: 'Standard' | 'CspLitePortal' | 'PowerCustomerSuccess' | 'PowerPartner' | 'Guest';
  readonly external: boolean;
  /** May sign in to the API only. */
  readonly apiOnly: boolean;
  /** Standard objects open to it; undefined = all. Custom objects and platform events are open to every licence. */
  readonly objects?: ReadonlyMap<string, ReadonlySet<ObjectRight>>;
  /** Rights on custom objects. */
  readonly customRights: ReadonlySet<ObjectRight>;
}

const READ: readonly ObjectRight[] = ['read'];
const READ_CREATE: readonly ObjectRight[] = ['read', 'create'];
const READ_CREATE_EDIT: readonly ObjectRight[] = ['read', 'create', 'edit'];
const CRUD: readonly ObjectRight[] = ['read', 'create', 'edit', 'delete'];
const ALL: readonly ObjectRight[] = [...CRUD, 'viewAll', 'modifyAll'];

type ObjectTable = Readonly<Record<string, readonly ObjectRight[]>>;

const CUSTOMER: ObjectTable = {
  Account: READ_CREATE_EDIT,
  Contact: READ_CREATE_EDIT,
  Case: READ_CREATE_EDIT,
  Order: CRUD,
  Product2: READ,
  Pricebook2: READ,
  Contract: READ_CREATE_EDIT,
  Asset: READ_CREATE_EDIT,
  Task: READ_CREATE_EDIT,
  Event: READ_CREATE_EDIT,
  Knowledge__kav: READ,
};

const PARTNER: ObjectTable = {
  ...CUSTOMER,
  Lead: CRUD,
  Opportunity: CRUD,
  Campaign: READ_CREATE_EDIT,
  Product2: READ_CREATE_EDIT,
  Pricebook2: READ,
};

const GUEST: ObjectTable = {
  Account: READ_CREATE,
  Contact: READ_CREATE,
  Case: READ_CREATE,
  Lead: READ_CREATE,
  Order: READ_CREATE,
  Product2: READ,
  Pricebook2: READ,
  Asset: READ_CREATE,
  Knowledge__kav: READ,
};

function toMap(table: ObjectTable): ReadonlyMap<string, ReadonlySet<ObjectRight>> {
  return new Map(Object.entries(table).map(([name, rights]) => [name, new Set(rights)]));
}

const internal = { userType: 'Standard', external: false, apiOnly: false, customRights: new Set(ALL) } as const;
const external = { external: true, apiOnly: false, customRights: new Set(CRUD) } as const;

/** Of the user whom a site runs its visitors as. */
export const GUEST_LICENCE = 'Guest User License';

export const LICENCES: readonly Licence[] = [
  { name: 'Salesforce', ...internal },
  { name: 'Salesforce Integration', ...internal, apiOnly: true },
  { name: 'Customer Community', userType: 'CspLitePortal', ...external, objects: toMap(CUSTOMER) },
  { name: 'Customer Community Plus', userType: 'PowerCustomerSuccess', ...external, objects: toMap(CUSTOMER) },
  { name: 'Partner Community', userType: 'PowerPartner', ...external, objects: toMap(PARTNER) },
  {
    name: GUEST_LICENCE,
    userType: 'Guest',
    ...external,
    customRights: new Set(READ_CREATE),
    objects: toMap(GUEST),
  },
];

export function licenceByName(name: string): Licence | undefined {
  return LICENCES.find((licence) => licence.name === name);
}

/** Whether the licence leaves room for that right on an object that permission sets can grant. */
export function licenceAllows(
  { objects, customRights, external: isExternal }: Licence,
  right: ObjectRight,
  type: SObjectType,
): boolean {
  if (type.kind !== 'standard') return customRights.has(right);
  if (isExternal && (right === 'viewAll' || right === 'modifyAll')) return false;
  return objects === undefined || objects.get(type.name)?.has(right) === true;
}

/** Standard profiles of a fresh org, with the user permissions that they bring. */
export interface StandardProfile {
  readonly name: string;
  readonly licence: string;
  /** all = System Administrator; standard = CRUD on standard objects and their fields; read = reads them; none = permission sets alone count. */
  readonly grants: 'all' | 'standard' | 'read' | 'none';
  readonly userPermissions: readonly string[];
}

export const STANDARD_PROFILES: readonly StandardProfile[] = [
  { name: 'System Administrator', licence: 'Salesforce', grants: 'all', userPermissions: [] },
  {
    name: 'Standard User',
    licence: 'Salesforce',
    grants: 'standard',
    userPermissions: [
      'ApiEnabled',
      'EditTask',
      'EditEvent',
      'RunReports',
      'ConvertLeads',
      'ViewSetup',
      'MassInlineEdit',
      'SubmitMacrosAllowed',
    ],
  },
  {
    name: 'Marketing User',
    licence: 'Salesforce',
    grants: 'standard',
    userPermissions: [
      'ApiEnabled',
      'EditTask',
      'EditEvent',
      'RunReports',
      'ConvertLeads',
      'ViewSetup',
      'MarketingUser',
    ],
  },
  {
    name: 'Contract Manager',
    licence: 'Salesforce',
    grants: 'standard',
    userPermissions: ['ApiEnabled', 'EditTask', 'EditEvent', 'RunReports', 'ConvertLeads', 'ViewSetup'],
  },
  {
    name: 'Solution Manager',
    licence: 'Salesforce',
    grants: 'standard',
    userPermissions: ['ApiEnabled', 'EditTask', 'EditEvent', 'RunReports', 'ConvertLeads', 'ViewSetup'],
  },
  {
    name: 'Read Only',
    licence: 'Salesforce',
    grants: 'read',
    userPermissions: ['ApiEnabled', 'RunReports', 'ViewSetup'],
  },
  { name: 'Minimum Access - Salesforce', licence: 'Salesforce', grants: 'none', userPermissions: [] },
  {
    name: 'Minimum Access - API Only Integrations',
    licence: 'Salesforce Integration',
    grants: 'none',
    userPermissions: ['ApiEnabled', 'ApiUserOnly'],
  },
  { name: 'Customer Community User', licence: 'Customer Community', grants: 'none', userPermissions: [] },
  { name: 'Customer Community Plus User', licence: 'Customer Community Plus', grants: 'none', userPermissions: [] },
  { name: 'Partner Community User', licence: 'Partner Community', grants: 'none', userPermissions: [] },
  { name: 'Guest User', licence: GUEST_LICENCE, grants: 'none', userPermissions: [] },
];
