// Ids of the records that an org's set-up makes from its metadata. When the org is built again after a deployment a record is the
// same as before when its natural key is, and keeps its id: assignments, owners and clients that hold the id go on.
import type { Row, Value } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';

/** Fields that together name a record of the type; for all other types the first of NAMES does that they have. */
const NATURAL_KEYS: Readonly<Record<string, readonly string[]>> = {
  ApexClass: ['Name'],
  ApexPage: ['Name'],
  ApexTrigger: ['Name'],
  AppMenuItem: ['Name'],
  AssignmentRule: ['SobjectType', 'Name'],
  BusinessHours: ['Name'],
  CaseStatus: ['ApiName'],
  EntityDefinition: ['QualifiedApiName'],
  FieldPermissions: ['ParentId', 'Field'],
  FlowDefinitionView: ['ApiName'],
  Group: ['Type', 'DeveloperName'],
  GroupMember: ['GroupId', 'UserOrGroupId'],
  LeadStatus: ['ApiName'],
  ListView: ['SobjectType', 'DeveloperName'],
  ObjectPermissions: ['ParentId', 'SobjectType'],
  OpportunityStage: ['ApiName'],
  OrderStatus: ['ApiName'],
  Organization: [],
  PermissionSet: ['Name'],
  PermissionSetAssignment: ['AssigneeId', 'PermissionSetId'],
  PermissionSetGroupComponent: ['PermissionSetGroupId', 'PermissionSetId'],
  Pricebook2: ['IsStandard', 'Name'],
  Profile: ['Name'],
  QueueSobject: ['QueueId', 'SobjectType'],
  SetupEntityAccess: ['ParentId', 'SetupEntityId'],
  StaticResource: ['Name'],
  TaskPriority: ['ApiName'],
  TaskStatus: ['ApiName'],
  Translation: ['Language'],
  User: ['Username'],
  UserLicense: ['Name'],
};
const NAMES = ['DeveloperName', 'Name', 'MasterLabel'];

export class KeptIds {
  readonly #before: Store;
  readonly #byType = new Map<string, ReadonlyMap<string, string>>();
  readonly #typeNames: ReadonlySet<string>;

  /** @param before records of the org before @param typeNames that it had */
  constructor(before: Store, typeNames: Iterable<string>) {
    this.#before = before;
    this.#typeNames = new Set(typeNames);
  }

  /** The id that a record with these values had. */
  idOf(typeName: string, values: Readonly<Record<string, Value>>): string | undefined {
    const key = keyIn(typeName, values);
    return key === undefined ? undefined : this.#idsOf(typeName).get(key);
  }

  #idsOf(typeName: string): ReadonlyMap<string, string> {
    let ids = this.#byType.get(typeName);
    if (!ids) {
      const rows: Row[] = this.#typeNames.has(typeName) ? [...this.#before.all(typeName)] : [];
      // The oldest counts where several have one name.
      ids = new Map(rows.reverse().map((row) => [keyIn(typeName, row) ?? '', String(row['Id'])]));
      this.#byType.set(typeName, ids);
    }
    return ids;
  }
}

function keyIn(typeName: string, values: Readonly<Record<string, Value | undefined>>): string | undefined {
  const fields = NATURAL_KEYS[typeName] ?? NAMES.filter((name) => values[name] != null).slice(0, 1);
  if (fields.length === 0 && typeName !== 'Organization') return undefined;
  return JSON.stringify(fields.map((field) => String(values[field] ?? '').toLowerCase()));
}
