// Objects whose rights come from somewhere else than their own object permissions.
// Sources: Metadata API Developer Guide, "PermissionSet" (objectPermissions); Salesforce Help on the objects named. The lists are
// background knowledge where no page is named.
import type { Field, SObjectType } from '../schema/schema.ts';
import type { ObjectRight } from './running-user.ts';

/** Lines and links follow the object they belong to: reading needs read on it, any change needs edit. */
const FOLLOWS: Readonly<Record<string, string>> = {
  OrderItem: 'Order',
  OpportunityLineItem: 'Opportunity',
  OpportunityContactRole: 'Opportunity',
  PricebookEntry: 'Pricebook2',
  CaseComment: 'Case',
  CampaignMember: 'Campaign',
  AccountShare: 'Account',
  OrderShare: 'Order',
  CaseShare: 'Case',
  LeadShare: 'Lead',
  OpportunityShare: 'Opportunity',
  EmailMessage: 'Case',
};

export function followedObject(typeName: string): string | undefined {
  return FOLLOWS[typeName] ?? (typeName.endsWith('__Share') ? typeName.replace(/__Share$/, '__c') : undefined);
}

/** Following rights: what is needed on the followed object. A line is deleted by whoever may edit its parent. */
export const FOLLOWED_RIGHT: Readonly<Record<ObjectRight, ObjectRight>> = {
  read: 'read',
  create: 'edit',
  edit: 'edit',
  delete: 'edit',
  viewAll: 'viewAll',
  modifyAll: 'modifyAll',
};

/** Objects of the set-up and of the platform: anyone may read them; changing needs the named user permission ('' = anyone with a record to attach to). */
const PLATFORM_OBJECTS: Readonly<Record<string, string>> = {
  User: 'ManageUsers',
  Profile: 'ManageProfilesPermissionsets',
  UserRole: 'ManageRoles',
  UserLicense: 'ModifyAllData',
  PermissionSet: 'ManageProfilesPermissionsets',
  PermissionSetAssignment: 'AssignPermissionSets',
  ObjectPermissions: 'ManageProfilesPermissionsets',
  FieldPermissions: 'ManageProfilesPermissionsets',
  SetupEntityAccess: 'ManageProfilesPermissionsets',
  CustomPermission: 'ManageProfilesPermissionsets',
  Group: 'ManageUsers',
  GroupMember: 'ManageUsers',
  QueueSobject: 'CustomizeApplication',
  Organization: 'CustomizeApplication',
  RecordType: 'CustomizeApplication',
  OrderStatus: 'CustomizeApplication',
  CaseStatus: 'CustomizeApplication',
  LeadStatus: 'CustomizeApplication',
  BusinessHours: 'CustomizeApplication',
  Holiday: 'CustomizeApplication',
  Network: 'CustomizeApplication',
  NetworkMember: 'CustomizeApplication',
  Site: 'CustomizeApplication',
  Domain: 'CustomizeApplication',
  ApexClass: 'AuthorApex',
  ApexTrigger: 'AuthorApex',
  AsyncApexJob: 'AuthorApex',
  CronTrigger: 'AuthorApex',
  EventBusSubscriber: 'CustomizeApplication',
  EmailTemplate: 'CustomizeApplication',
  KnowledgeArticleVersion: 'ManageKnowledge',
  UserRecordAccess: 'ModifyAllData',
  UserPermissionAccess: 'ModifyAllData',
  BackgroundOperation: 'CustomizeApplication',
  EntityDefinition: 'CustomizeApplication',
  FieldDefinition: 'CustomizeApplication',
  StaticResource: 'CustomizeApplication',
  PermissionSetGroup: 'ManageProfilesPermissionsets',
  PermissionSetGroupComponent: 'ManageProfilesPermissionsets',
  PermissionSetLicense: 'ManageProfilesPermissionsets',
  PermissionSetLicenseAssign: 'AssignPermissionSets',
  OrgWideEmailAddress: 'CustomizeApplication',
  FlowDefinitionView: 'CustomizeApplication',
  ApexPage: 'CustomizeApplication',
  OpportunityStage: 'CustomizeApplication',
  TaskStatus: 'CustomizeApplication',
  TaskPriority: 'CustomizeApplication',
  PlatformCachePartition: 'CustomizeApplication',
  Translation: 'CustomizeApplication',
  AuthSession: 'ManageUsers',
  LoginHistory: 'ManageUsers',
  AppMenuItem: 'CustomizeApplication',
  ProcessInstance: '',
  ProcessInstanceWorkitem: '',
  ProcessInstanceStep: '',
  Topic: '',
  TopicAssignment: '',
  FeedComment: '',
  Task: 'EditTask',
  Event: 'EditEvent',
  ContentVersion: '',
  ContentDocument: '',
  ContentDocumentLink: '',
  Attachment: '',
  Note: '',
  FeedItem: '',
};

/** The user permission that changing a platform object needs, '' for none; undefined = object permissions decide. */
export function platformPermission(typeName: string): string | undefined {
  return PLATFORM_OBJECTS[typeName];
}

/** Rights that standard profiles other than the administrator's lack, as new orgs have them (background knowledge). */
export const NOT_OF_STANDARD_PROFILES: Readonly<Record<string, readonly ObjectRight[]>> = { Case: ['delete'] };

/** Fields of company data that an org without that service shows to administrators alone (background knowledge). */
export const COMPANY_DATA: ReadonlySet<string> = new Set(
  ['DandbCompanyId', 'DunsNumber', 'NaicsCode', 'NaicsDesc', 'Tradestyle', 'YearStarted'].map(
    (name) => `Account.${name}`,
  ),
);

/** Standard fields that no field permission covers although they may be empty. */
const ALWAYS_OPEN: ReadonlySet<string> = new Set([
  'Order.AccountId',
  'Order.Pricebook2Id',
  'Opportunity.Pricebook2Id',
  'Opportunity.ForecastCategoryName',
  'Case.Status',
  'CaseComment.CommentBody',
  'OrderItem.Product2Id',
  'OrderItem.UnitPrice',
  'OrderItem.TotalPrice',
  'OpportunityLineItem.UnitPrice',
  'OpportunityLineItem.TotalPrice',
  'OpportunityLineItem.PricebookEntryId',
  'OpportunityLineItem.Product2Id',
]);
const ALWAYS_OPEN_NAMES: ReadonlySet<string> = new Set(['RecordTypeId', 'OwnerId']);

/**
 * The field whose permission decides about this one: itself, its compound field, or none when it is open to whoever has the object.
 * Required fields and masters carry no permission. Source: Metadata API Developer Guide, "PermissionSet", fieldPermissions.
 */
export function permissionField(type: SObjectType, field: Field): Field | undefined {
  if (platformPermission(type.name) !== undefined) return undefined;
  if (field.compound === 'Name' || field.nameField || field.type === 'id') return undefined;
  if (field.custom) {
    if (field.masterDetail || (field.requiredOnCreate && field.formula === undefined)) return undefined;
    return (field.compound && type.fields.get(field.compound)) || field; // latitude and longitude of a location
  }
  if (!field.nillable || field.requiredOnCreate || ALWAYS_OPEN_NAMES.has(field.name)) return undefined;
  if (!(field.createable || field.updateable) && field.type !== 'address') return undefined;
  if (ALWAYS_OPEN.has(`${type.name}.${field.name}`)) return undefined;
  return (field.compound && type.fields.get(field.compound)) || field;
}
