// The running users of an org. Each answers from rights worked out now, so that an assignment takes effect with its commit.
import { SalesforceError } from '../dml/save.ts';
import type { Field, Row, Schema, SObjectType } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { to18 } from '../store/ids.ts';
import type { ObjectRight, RunningUser } from './running-user.ts';
import { Sharing } from './sharing.ts';
import type { SharingSetRule } from './sharing-sets.ts';
import { decidesAccess, UserAccess, type AccessRules } from './user-access.ts';

export class AccessControl {
  readonly #schema: Schema;
  readonly #store: Store;
  readonly #rules: AccessRules;
  readonly #sharing: Sharing;
  readonly #cache = new Map<string, UserAccess>();

  constructor(schema: Schema, store: Store, rules: AccessRules, sharingSets: readonly SharingSetRule[]) {
    this.#schema = schema;
    this.#store = store;
    this.#rules = rules;
    this.#sharing = new Sharing(schema, store, sharingSets);
  }

  /** @throws SalesforceError no active user of that name */
  userByName(username: string): RunningUser {
    for (const row of this.#store.find('User', 'Username', username))
      if (row['IsActive'] === true) return new OrgUser(this, String(row['Id']));
    throw noSuchUser(username);
  }

  /**
   * @param language what the page that this user looks at is in, `ja`; without it the user's own
   * @throws SalesforceError no active user of that id
   */
  userById(id: string, language?: string): RunningUser {
    const row = this.#store.get('User', to18(id));
    if (row?.['IsActive'] !== true) throw noSuchUser(id);
    return new OrgUser(this, String(row['Id']), language);
  }

  accessOf(userId: string): UserAccess {
    let access = this.#cache.get(userId);
    if (!access) {
      const row = this.#store.get('User', userId);
      if (!row) throw noSuchUser(userId);
      this.#cache.set(userId, (access = new UserAccess(row, this.#schema, this.#store, this.#rules)));
    }
    return access;
  }

  get sharing(): Sharing {
    return this.#sharing;
  }

  /** A record of that type was written. */
  changed(typeName: string): void {
    if (this.#cache.size && decidesAccess(typeName)) this.#cache.clear();
  }

  /** Records went back to an earlier state. */
  reset(): void {
    this.#cache.clear();
  }
}

function noSuchUser(who: string): SalesforceError {
  return new SalesforceError('INVALID_LOGIN', `no active user ${who}`, { httpStatus: 401 });
}

class OrgUser implements RunningUser {
  readonly userId: string;
  readonly #control: AccessControl;
  readonly #language: string | undefined;

  constructor(control: AccessControl, userId: string, language?: string) {
    this.#control = control;
    this.userId = userId;
    this.#language = language;
  }

  get #access(): UserAccess {
    return this.#control.accessOf(this.userId);
  }

  #text(field: string): string {
    return String(this.#access.row[field] ?? '');
  }

  get username(): string {
    return this.#text('Username');
  }
  get name(): string {
    return this.#text('Name');
  }
  get email(): string {
    return this.#text('Email');
  }
  get profileName(): string {
    return this.#access.profileName;
  }
  get licence(): string {
    return this.#access.licence.name;
  }
  get contactId(): string | null {
    return this.#access.contactId;
  }
  get accountId(): string | null {
    return this.#access.accountId;
  }
  get timeZone(): string {
    return this.#text('TimeZoneSidKey');
  }
  get locale(): string {
    return this.#text('LocaleSidKey');
  }
  get language(): string {
    return this.#language ?? this.#text('LanguageLocaleKey');
  }

  can(right: ObjectRight, type: SObjectType): boolean {
    return this.#access.can(right, type);
  }
  canReadField(type: SObjectType, field: Field): boolean {
    return this.#access.canReadField(type, field);
  }
  canEditField(type: SObjectType, field: Field): boolean {
    return this.#access.canEditField(type, field);
  }
  has(permission: string): boolean {
    return this.#access.has(permission);
  }
  isGranted(permission: string): boolean {
    return this.#access.isGranted(permission);
  }
  canCall(className: string): boolean {
    return this.#access.canCall(className);
  }
  canUsePrincipal(credential: string, principal: string): boolean {
    return this.#access.canUsePrincipal(credential, principal);
  }

  canSee(type: SObjectType, row: Row): boolean {
    const access = this.#access;
    return access.can('viewAll', type) || this.#control.sharing.levelOf(access, type, row) >= 1;
  }
  canChange(type: SObjectType, row: Row): boolean {
    const access = this.#access;
    return access.can('modifyAll', type) || this.#control.sharing.levelOf(access, type, row) >= 2;
  }
  canDelete(type: SObjectType, row: Row): boolean {
    const access = this.#access;
    const model = access.licence.external ? type.externalSharingModel : type.sharingModel;
    // What its parent controls goes with an edit of the parent; anything else with its owner.
    const needed = model === 'ControlledByParent' ? 2 : 3;
    return access.can('modifyAll', type) || this.#control.sharing.levelOf(access, type, row) >= needed;
  }
}
