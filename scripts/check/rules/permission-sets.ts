// Permission sets: what a deployment refuses or drops.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import {
  customFieldOf,
  hasFixedRights,
  isComputed,
  objectOf,
  type MetadataFile,
  type SourceTree,
} from '../source-tree.ts';
import { userPermissions } from '../user-permissions.ts';
import { SHARING_RULES } from './sharing.ts';

/** Objects that have no rights of their own, and the object whose rights they follow. Seen in retrieved profiles: never listed there. */
const FOLLOWS: Readonly<Record<string, string>> = {
  OrderItem: 'Order',
  OpportunityLineItem: 'Opportunity',
  PricebookEntry: 'Pricebook2',
  CaseComment: 'Case',
};

/** What one right asks for besides. Help, "Object Permissions". */
const IMPLIES: Readonly<Record<string, readonly string[]>> = {
  allowCreate: ['allowRead'],
  allowEdit: ['allowRead'],
  allowDelete: ['allowRead', 'allowEdit'],
  viewAllRecords: ['allowRead'],
  modifyAllRecords: ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords'],
};

/** User permissions that are refused without others, as failed deployments said. */
const PERMISSION_NEEDS: Readonly<Record<string, readonly string[]>> = {
  EditActivatedOrders: ['ActivateOrder'],
  ManageUsers:
    `AssignPermissionSets DelegatedTwoFactor FreezeUsers ManageInternalUsers ManageIpAddresses ManageLoginAccessPolicies
    ManagePasswordPolicies ManageProfilesPermissionsets ManageRoles ManageSharing MonitorLoginHistory ViewAllUsers ViewRoles`.split(
      /\s+/,
    ),
  ResetPasswords: ['ViewRoles', 'ViewSetup'],
};

function* checkObjects({ xml }: MetadataFile): Iterable<Problem> {
  const rights = childrenOf(xml, 'objectPermissions');
  for (const right of rights) {
    const object = textOf(right, 'object') ?? '';
    const followed = FOLLOWS[object];
    if (followed) yield { at: nameIn(right), what: `${object} has no rights of its own: they follow ${followed}` };
    for (const [name, implied] of Object.entries(IMPLIES)) {
      const missing = textOf(right, name) === 'true' ? implied.filter((each) => textOf(right, each) !== 'true') : [];
      if (missing.length > 0)
        yield { at: child(right, name)!, what: `<${name}> on ${object} needs <${missing.join('>, <')}>` };
    }
    if (object.endsWith('__e')) yield* checkEvent(right, object);
  }
  for (const right of repeated(rights, (each) => (textOf(each, 'object') ?? '').toLowerCase())) {
    yield { at: nameIn(right), what: `${textOf(right, 'object')} stands twice` };
  }
}

/** The element that says what the right is about, so that a finding points at it. */
const nameIn = (right: XmlElement): XmlElement =>
  child(right, 'object') ?? child(right, 'field') ?? child(right, 'name') ?? right;

/** Events are published (create) and subscribed to (read); nothing else. */
function* checkEvent(right: XmlElement, object: string): Iterable<Problem> {
  for (const name of ['allowEdit', 'allowDelete', 'viewAllRecords', 'modifyAllRecords']) {
    if (textOf(right, name) === 'true') yield { at: child(right, name)!, what: `the event ${object} has no <${name}>` };
  }
}

function* checkFields({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const rights = childrenOf(xml, 'fieldPermissions');
  for (const right of rights) {
    const name = textOf(right, 'field') ?? '';
    const [object, field] = name.split('.') as [string, string?];
    const custom = field && customFieldOf(tree, object, field);
    if (object.endsWith('__e')) yield { at: nameIn(right), what: `${name}: fields of events have no rights` };
    else if (custom && hasFixedRights(custom))
      yield { at: nameIn(right), what: `${name} is required or master-detail: its rights cannot be set` };
    if (custom && textOf(right, 'editable') === 'true' && isComputed(custom))
      yield { at: child(right, 'editable')!, what: `${name} is computed, so nobody edits it` };
    if (textOf(right, 'editable') === 'true' && textOf(right, 'readable') === 'false') {
      yield { at: nameIn(right), what: `${name} is editable, so it must be readable` };
    }
  }
  for (const right of repeated(rights, (each) => (textOf(each, 'field') ?? '').toLowerCase())) {
    yield { at: nameIn(right), what: `${textOf(right, 'field')} stands twice` };
  }
}

/** A right on a field is worth nothing without the right on its object; the platform drops or refuses it. */
function* checkFieldsHaveObjects({ xml }: MetadataFile): Iterable<Problem> {
  const objects = new Map(childrenOf(xml, 'objectPermissions').map((right) => [textOf(right, 'object') ?? '', right]));
  const byObject = Map.groupBy(childrenOf(xml, 'fieldPermissions'), (right) => ownerOf(right));
  for (const [object, rights] of byObject) {
    const granted = objects.get(object);
    const editable = rights.filter((right) => textOf(right, 'editable') === 'true');
    if (!granted) {
      const names = rights.map((right) => textOf(right, 'field')).join(', ');
      yield {
        at: nameIn(rights[0]!),
        what: `${object} is not granted, so rights on its fields are worth nothing: ${names}`,
      };
    } else if (textOf(granted, 'allowEdit') !== 'true' && textOf(granted, 'allowCreate') !== 'true') {
      for (const right of editable)
        yield { at: nameIn(right), what: `${textOf(right, 'field')} is editable, records of its object are not` };
    }
  }
}

/** The object whose rights decide about a field. */
function ownerOf(right: XmlElement): string {
  const object = (textOf(right, 'field') ?? '').split('.')[0]!;
  return FOLLOWS[object] ?? object;
}

function* checkUserPermissions({ xml }: MetadataFile): Iterable<Problem> {
  const granted = childrenOf(xml, 'userPermissions').filter((permission) => textOf(permission, 'enabled') === 'true');
  const names = granted.map((permission) => textOf(permission, 'name'));
  for (const permission of granted) {
    const own = textOf(permission, 'name') ?? '';
    if (!userPermissions().has(own)) yield { at: nameIn(permission), what: `there is no user permission ${own}` };
    const missing = (PERMISSION_NEEDS[own] ?? []).filter((needed) => !names.includes(needed));
    if (missing.length > 0) yield { at: nameIn(permission), what: `${own} needs ${missing.join(', ')}` };
  }
}

/** Whoever sees a detail sees its master. */
function* checkDetails({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const rights = childrenOf(xml, 'objectPermissions');
  const read = new Set(
    rights.filter((right) => textOf(right, 'allowRead') === 'true').map((right) => textOf(right, 'object')),
  );
  for (const field of tree.ofType('CustomField')) {
    const [detail, master] = [objectOf(field), textOf(field.xml, 'referenceTo')];
    if (textOf(field.xml, 'type') !== 'MasterDetail' || !read.has(detail) || read.has(master)) continue;
    const right = rights.find((each) => textOf(each, 'object') === detail)!;
    yield {
      at: nameIn(right),
      what: `${detail} is a detail of ${master}, so reading it needs <allowRead> on ${master}`,
    };
  }
}

/** With a licence named, a user of another licence cannot be given the set; Integration users have theirs beside it. */
function* checkLicence({ xml }: MetadataFile): Iterable<Problem> {
  const licence = child(xml, 'license') ?? child(xml, 'userLicense');
  if (licence)
    yield {
      at: licence,
      what: 'our permission sets name no licence, so that they can be assigned to whoever needs them',
    };
}

const ON = ['PermissionSet'];

export const PERMISSION_SET_RULES: readonly Rule[] = [
  { on: ON, source: 'Help, Object Permissions', check: checkObjects },
  { on: ON, source: 'Metadata API guide, PermissionSet', check: checkFields },
  { on: ON, source: 'Help, Field Permissions', check: checkFieldsHaveObjects },
  { on: ON, source: 'seen in deployments: dependencies of user permissions', check: checkUserPermissions },
  { on: ON, source: 'seen in deployments: Read of a detail depends on Read of its master', check: checkDetails },
  { on: ON, source: 'Portway', check: checkLicence },
  ...SHARING_RULES,
];
