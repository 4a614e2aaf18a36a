// Record access: who sees and changes which record, given the right on its object.
// Source: reference/platform-behaviour.md §7. Order: full access of owners and those above them, then organisation-wide
// defaults, share rows, sharing sets, implicit access.
import type { Row, Schema, SharingModel, SObjectType } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { SharingSetRule } from './sharing-sets.ts';
import type { UserAccess } from './user-access.ts';

export type AccessLevel = 0 | 1 | 2 | 3;
const NONE = 0;
const READ = 1;
const EDIT = 2;
/** Delete and transfer too. */
const FULL = 3;

const BY_MODEL: Record<Exclude<SharingModel, 'ControlledByParent'>, AccessLevel> = {
  Private: NONE,
  Read: READ,
  ReadWrite: EDIT,
  ReadWriteTransfer: EDIT,
  FullAccess: FULL,
};
const BY_SHARE: Readonly<Record<string, AccessLevel>> = { None: NONE, Read: READ, Edit: EDIT, All: FULL };

/** The lookup that controls a standard object whose default is "controlled by parent". Custom details have their master. */
const CONTROLLING_FIELD: Readonly<Record<string, string>> = {
  Contact: 'AccountId',
  Order: 'AccountId',
  Contract: 'AccountId',
  Asset: 'AccountId',
  Opportunity: 'AccountId',
  Case: 'AccountId',
  OrderItem: 'OrderId',
  OpportunityLineItem: 'OpportunityId',
  OpportunityContactRole: 'OpportunityId',
  CaseComment: 'ParentId',
  CampaignMember: 'CampaignId',
  PricebookEntry: 'Pricebook2Id',
  ContentVersion: 'ContentDocumentId',
};

/** Objects that hang on a record: whoever may do something with that record may do it with them. */
const ATTACHED_TO: Readonly<Record<string, readonly string[]>> = {
  Task: ['WhatId', 'WhoId'],
  Event: ['WhatId', 'WhoId'],
  Attachment: ['ParentId'],
  Note: ['ParentId'],
  FeedItem: ['ParentId'],
  ContentDocumentLink: ['LinkedEntityId', 'ContentDocumentId'],
  AccountShare: ['AccountId'],
  OrderShare: ['OrderId'],
  CaseShare: ['CaseId'],
  LeadShare: ['LeadId'],
  OpportunityShare: ['OpportunityId'],
};

/** Children of an account whose visibility shows the account itself, and the level that account shares carry for them. */
const ACCOUNT_CHILDREN: Readonly<Record<string, string>> = {
  Contact: 'ContactAccessLevel',
  Case: 'CaseAccessLevel',
  Opportunity: 'OpportunityAccessLevel',
};

/** The check box that opens an article to each kind of external user. Source: Object Reference, "Knowledge__kav". */
const ARTICLE_CHANNEL: Readonly<Record<UserAccess['licence']['userType'], string | undefined>> = {
  Standard: undefined,
  CspLitePortal: 'IsVisibleInCsp',
  PowerCustomerSuccess: 'IsVisibleInCsp',
  PowerPartner: 'IsVisibleInPrm',
  Guest: 'IsVisibleInPkb',
};

export class Sharing {
  readonly #schema: Schema;
  readonly #store: Store;
  readonly #sharingSets: readonly SharingSetRule[];

  constructor(schema: Schema, store: Store, sharingSets: readonly SharingSetRule[]) {
    this.#schema = schema;
    this.#store = store;
    this.#sharingSets = sharingSets;
  }

  /** How far a user gets with a record, View All and Modify All aside. */
  levelOf(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    if (type.name === 'Knowledge__kav' && user.licence.external) return articleLevel(user, row);
    if (user.contactId && row['Id'] === user.contactId)
      return Math.max(READ, this.#ordinaryLevel(user, type, row)) as AccessLevel;
    if (user.accountId && row['Id'] === user.accountId)
      return Math.max(READ, this.#ordinaryLevel(user, type, row)) as AccessLevel;
    return this.#ordinaryLevel(user, type, row);
  }

  #ordinaryLevel(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    if (this.#actsAsOwner(user, type, row)) return FULL;
    const levels = [this.#defaultLevel(user, type, row)];
    if (levels[0]! < FULL) {
      levels.push(
        this.#sharedLevel(user, type, row),
        this.#sharingSetLevel(user, type, row),
        this.#attachedLevel(user, type, row),
      );
      if (type.name === 'Account') levels.push(this.#implicitLevel(user, row));
      if (type.name === 'ContentDocument') levels.push(this.#documentLevel(user, row));
    }
    return Math.max(...levels) as AccessLevel;
  }

  /** The owner, a member of the owning queue, or somebody above the owner in the role hierarchy. */
  #actsAsOwner(user: UserAccess, type: SObjectType, row: Row): boolean {
    const ownerId = type.name === 'User' ? row['Id'] : row['OwnerId'];
    if (typeof ownerId !== 'string') return false;
    if (ownerId === user.row['Id'] || user.groupIds.has(ownerId)) return true;
    if (!user.subordinateRoleIds.size || !ownerId.startsWith('005')) return false;
    const ownerRole = this.#store.get('User', ownerId)?.['UserRoleId'];
    return typeof ownerRole === 'string' && user.subordinateRoleIds.has(ownerRole);
  }

  #defaultLevel(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    const model = user.licence.external ? type.externalSharingModel : type.sharingModel;
    if (model !== 'ControlledByParent') return BY_MODEL[model];
    const parent = this.#parent(row, controllingField(type));
    return parent ? this.levelOf(user, parent.type, parent.row) : NONE;
  }

  #parent(row: Row, fieldName: string | undefined): { type: SObjectType; row: Row } | undefined {
    const id = fieldName ? row[fieldName] : null;
    if (typeof id !== 'string') return undefined;
    const type = this.#schema.typeOfId(id);
    const parent = type && this.#store.get(type.name, id);
    return type && parent ? { type, row: parent } : undefined;
  }

  #sharedLevel(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    const own = this.#shareRows(type, row, `${type.name}AccessLevel`);
    const levelField = ACCOUNT_CHILDREN[type.name];
    const account = levelField ? this.#parent(row, 'AccountId') : undefined;
    const viaAccount = account ? this.#shareRows(account.type, account.row, levelField!) : [];
    return highest(
      [...own, ...viaAccount]
        .filter(({ to }) => to === user.row['Id'] || user.groupIds.has(to))
        .map(({ level }) => level),
    );
  }

  #shareRows(type: SObjectType, row: Row, levelField: string): { to: string; level: AccessLevel }[] {
    const share = this.#schema.type(
      type.kind === 'custom' ? type.name.replace(/__c$/, '__Share') : `${type.name}Share`,
    );
    if (!share) return [];
    const parentField = type.kind === 'custom' ? 'ParentId' : `${type.name}Id`;
    return this.#store.find(share.name, parentField, String(row['Id'])).map((entry) => ({
      to: String(entry['UserOrGroupId']),
      level: BY_SHARE[String(entry[type.kind === 'custom' ? 'AccessLevel' : levelField])] ?? NONE,
    }));
  }

  #sharingSetLevel(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    if (!user.licence.external) return NONE;
    return highest(
      this.#sharingSets
        .filter((rule) => rule.typeName === type.name && rule.profiles.has(user.profileName) && rule.matches(user, row))
        .map(({ level }) => level),
    );
  }

  #attachedLevel(user: UserAccess, type: SObjectType, row: Row): AccessLevel {
    const parents = (ATTACHED_TO[type.name] ?? (type.name.endsWith('__Share') ? ['ParentId'] : []))
      .map((field) => this.#parent(row, field))
      .filter((parent) => parent !== undefined);
    // A document's link is reached through either end; documents themselves look at their links, so that end is not followed.
    return highest(
      parents
        .filter((parent) => parent.type.name !== 'ContentDocument' || this.#actsAsOwner(user, parent.type, parent.row))
        .map((parent) => (user.can('read', parent.type) ? this.levelOf(user, parent.type, parent.row) : NONE)),
    );
  }

  /** Seeing a contact, case or opportunity shows its account. */
  #implicitLevel(user: UserAccess, account: Row): AccessLevel {
    for (const name of Object.keys(ACCOUNT_CHILDREN)) {
      const type = this.#schema.type(name);
      if (!type) continue;
      for (const child of this.#store.find(name, 'AccountId', String(account['Id'])))
        if (this.#actsAsOwner(user, type, child) || this.#sharedLevel(user, type, child) > NONE) return READ;
    }
    return NONE;
  }

  #documentLevel(user: UserAccess, document: Row): AccessLevel {
    const links = this.#store.find('ContentDocumentLink', 'ContentDocumentId', String(document['Id']));
    return highest(
      links.map((link) => {
        const entity = this.#parent(link, 'LinkedEntityId');
        // A file that is somebody's is theirs, not everybody's who can see that there is such a user.
        if (entity?.type.name === 'User' && entity.row['Id'] !== user.row['Id']) return NONE;
        const reached = entity && user.can('read', entity.type) ? this.levelOf(user, entity.type, entity.row) : NONE;
        if (reached === NONE || (user.licence.external && link['Visibility'] === 'InternalUsers')) return NONE;
        if (link['ShareType'] === 'C') return EDIT;
        return link['ShareType'] === 'I' && reached >= EDIT ? EDIT : READ;
      }),
    );
  }
}

/** Articles have no owner's or shared access outside the company: published for that kind of user, or not there. */
function articleLevel({ licence }: UserAccess, row: Row): AccessLevel {
  const channel = ARTICLE_CHANNEL[licence.userType];
  return row['PublishStatus'] === 'Online' && channel !== undefined && row[channel] === true ? READ : NONE;
}

function controllingField(type: SObjectType): string | undefined {
  for (const field of type.fields.values()) if (field.masterDetail) return field.name;
  return CONTROLLING_FIELD[type.name];
}

function highest(levels: readonly AccessLevel[]): AccessLevel {
  return levels.reduce((most, level) => (level > most ? level : most), NONE as AccessLevel);
}
