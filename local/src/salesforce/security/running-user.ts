// Who runs an operation, and what that user may do. Asked by dml, soql and the API; knows nothing of requests.
import type { Field, Row, SObjectType } from '../schema/schema.ts';

export type ObjectRight = 'create' | 'read' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';

export interface RunningUser {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly profileName: string;
  readonly licence: string;
  readonly contactId: string | null;
  readonly accountId: string | null;
  /** IANA zone, e.g. `Asia/Tokyo`; date literals and TODAY() use it. */
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
  /** Object rights from profile and permission sets, within what the licence allows at all. */
  can(right: ObjectRight, type: SObjectType): boolean;
  canReadField(type: SObjectType, field: Field): boolean;
  canEditField(type: SObjectType, field: Field): boolean;
  /** User permissions such as `ApiEnabled`, `ActivateOrder`, `ModifyAllData`. */
  has(permission: string): boolean;
  /** Granted by name in a profile or permission set: custom permissions, which administrators do not have of themselves. */
  isGranted(permission: string): boolean;
  /** May call this Apex class from outside: a page, Apex REST. */
  canCall(className: string): boolean;
  /** May call out as this principal of an external credential; administrators are given none of themselves. */
  canUsePrincipal(credential: string, principal: string): boolean;
  /** Sharing: owner, organisation-wide defaults, role hierarchy, shares, sharing sets, View/Modify All. */
  canSee(type: SObjectType, row: Row): boolean;
  canChange(type: SObjectType, row: Row): boolean;
  /** Deleting needs more than changing: the owner, somebody above the owner, or full access to the record. */
  canDelete(type: SObjectType, row: Row): boolean;
}
