// From a JSON body to a record the save pipeline takes. Values stay as JSON gives them: the pipeline checks and converts.
import type { AssignmentChoice } from '../dml/assignment-rules.ts';
import { SalesforceError, type RecordInput } from '../dml/save.ts';
import type { LocalOrg } from '../org.ts';
import type { SObjectType } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { isObject } from './json-body.ts';
import { notFound, type RestRequest } from './rest.ts';

/**
 * The type a URL names, if this user may know of it.
 * @throws SalesforceError NOT_FOUND: to REST an object without access does not exist
 */
export function visibleType(org: LocalOrg, user: RunningUser, name: string): SObjectType {
  const type = org.schema.type(name);
  if (type && isVisible(user, type)) return type;
  throw notFound();
}

/**
 * Which assignment rule runs over the records of a call; undefined: none.
 * Source: REST API guide, "Assignment Rule Header": the active one, unless the header says otherwise.
 */
export function assignmentRuleOf(call: RestRequest): { assignmentRule?: AssignmentChoice } {
  const wanted = call.header('Sforce-Auto-Assign')?.trim() ?? 'TRUE';
  if (/^false$/i.test(wanted)) return {};
  return { assignmentRule: /^true$/i.test(wanted) ? 'active' : wanted };
}

export function isVisible(user: RunningUser, type: SObjectType): boolean {
  return user.can('read', type) || user.can('create', type);
}

/** Fields of a body, without `attributes`. `refused` names those the URL already gives (Id, the external id). */
export function valuesOf(body: Record<string, unknown>, refused: readonly string[] = []): Record<string, unknown> {
  for (const name of Object.keys(body)) {
    if (refused.some((one) => one.toLowerCase() === name.toLowerCase())) {
      throw new SalesforceError('INVALID_FIELD', `The ${name} field should not be specified in the sobject data.`);
    }
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'attributes'));
}

/**
 * A record of a collection, which names its type in `attributes`.
 * @throws SalesforceError INVALID_INPUT no type; INVALID_TYPE one this user cannot know of
 */
export function collectionRecord(org: LocalOrg, user: RunningUser, body: Record<string, unknown>): RecordInput {
  const name = attributeOf(body, 'type');
  if (!name) throw new SalesforceError('INVALID_INPUT', "The attributes of a record need a 'type'");
  const type = org.schema.type(name);
  if (!type || !isVisible(user, type)) throw invalidType(name);
  const values = valuesOf(body);
  const idKey = Object.keys(values).find((key) => key.toLowerCase() === 'id');
  const id = idKey === undefined ? undefined : values[idKey];
  if (idKey !== undefined) delete values[idKey];
  return { type: type.name, values, ...(typeof id === 'string' && id !== '' && { id }) };
}

export function attributeOf(body: Record<string, unknown>, name: string): string | undefined {
  const { attributes } = body;
  const value = isObject(attributes) ? attributes[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function invalidType(name: string): SalesforceError {
  return new SalesforceError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}
