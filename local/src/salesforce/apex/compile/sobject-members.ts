// Fields of sObjects by name, typed by the schema; and the tokens `Account.Name`, `Account.SObjectType`.
import type { SObjectType } from '../../schema/schema.ts';
import { isWritable, memberOf, readField, writeField, type Member } from '../sobject/fields.ts';
import { fieldApexType } from '../sobject/field-values.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { AGGREGATE_RESULT, NAME_OBJECT, fieldSetsOf, fieldToken, fieldTokensOf, typeToken } from '../sobject/tokens.ts';
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Expression, Scope, Target } from './scope.ts';

/** Fields of the records that a polymorphic relationship leads to. Source: Object Reference, "Name". */
const NAME_FIELDS: ReadonlyMap<string, { readonly name: string; readonly type: string }> = new Map(
  ['Id Id', 'Name String', 'FirstName String', 'LastName String', 'Email String', 'Phone String', 'Title String']
    .concat(['Type String', 'Username String', 'Alias String', 'IsActive Boolean', 'ProfileId Id', 'UserRoleId Id'])
    .map((entry) => entry.split(' ') as [string, string])
    .map(([name, type]) => [name.toLowerCase(), { name, type }]),
);

/** A parent record has the type its field leads to; Name when there are several. */
function parentType(member: Extract<Member, { kind: 'parent' }>, scope: Scope): ApexType {
  const [only, second] = member.field.referenceTo;
  return (second === undefined && only ? scope.types.sobject(only) : undefined) ?? scope.types.nameObject;
}

function typeOfMember(member: Member, scope: Scope): ApexType {
  if (member.kind === 'field') return fieldApexType(member.field, scope.types);
  if (member.kind === 'parent') return parentType(member, scope);
  return scope.types.list(scope.types.sobject(member.child.childType) ?? scope.types.sobjectBase);
}

/** The member that a name means on a static type. @throws ApexCompileError there is none */
function resolveMember(
  type: ApexType,
  name: string,
  scope: Scope,
  node: Node,
): { name: string; type: ApexType; member?: Member } {
  const member = type.sobject && memberOf(scope.program.schema, type.sobject, name);
  if (member) return { name: member.name, type: typeOfMember(member, scope), member };
  const general = type === scope.types.nameObject ? NAME_FIELDS.get(name.toLowerCase()) : undefined;
  if (general) return { name: general.name, type: scope.types.native(general.type) };
  if (!type.sobject && name.toLowerCase() === 'id') return { name: 'Id', type: scope.types.id };
  throw scope.wrong(node, `Variable does not exist: ${name} (on ${type.name})`);
}

export function readSObjectField(receiver: Expression, name: string, scope: Scope, node: Node): Expression {
  const found = resolveMember(receiver.type, name, scope, node);
  const { evaluate, isRelationship } = receiver;
  const declared = found.name;
  const isChildren = found.member?.kind === 'children';
  // A checkbox is never null, whatever was put there. Source: Apex Developer Guide, "sObject Types".
  const isCheckbox = found.member?.kind === 'field' && found.member.field.type === 'boolean';
  return {
    type: found.type,
    ...(found.member?.kind === 'parent' ? { isRelationship: true } : {}),
    fieldOf: { record: receiver, field: declared },
    evaluate(frame) {
      const record = evaluate(frame) as SObjectValue | null;
      if (record === null) return isRelationship ? null : frame.vm.notNull(record);
      const value = record.fields.get(declared);
      if (value !== undefined && value !== null) return value;
      // Children of a record made in memory, or not asked for by its query, are an empty list that nothing is kept of.
      if (isChildren) return new ApexList(found.type, []);
      if (value === null && isCheckbox) return false;
      return value !== undefined ? value : readField(frame.vm, record, declared);
    },
  };
}

export function sobjectFieldTarget(receiver: Expression, name: string, scope: Scope, node: Node): Target {
  const found = resolveMember(receiver.type, name, scope, node);
  const { member } = found;
  if (member?.kind === 'children' || (member?.kind === 'field' && !isWritable(member.field)))
    throw scope.wrong(node, `Field is not writeable: ${receiver.type.name}.${found.name}`);
  return {
    type: found.type,
    prepare(frame) {
      const { vm } = frame;
      const record = vm.notNull(receiver.evaluate(frame) as SObjectValue | null);
      return {
        get: () => readField(vm, record, found.name),
        set: (value: ApexValue) => writeField(vm, record, found.name, value),
      };
    },
  };
}

/** `Account.SObjectType`, `Account.Name`, `Account.fields`, `Account.FieldSets`; undefined when the type has no such token. */
export function sobjectStaticMember(type: ApexType, name: string, scope: Scope, _node: Node): Expression | undefined {
  const unstored = { [scope.types.aggregateResult.name]: AGGREGATE_RESULT, [scope.types.nameObject.name]: NAME_OBJECT };
  const sobject = type.sobject ?? unstored[type.name];
  if (!sobject) return undefined;
  const key = name.toLowerCase();
  const token = TOKENS[key]?.(sobject);
  if (token) return { type: scope.types.native(token.type), evaluate: () => token.value };
  const field = type.sobject && scope.program.schema.field(sobject, name);
  if (!field) return undefined;
  const value = fieldToken(sobject, field);
  return { type: scope.types.native('Schema.SObjectField'), evaluate: () => value };
}

const TOKENS: Readonly<Record<string, (type: SObjectType) => { type: string; value: ApexValue }>> = {
  sobjecttype: (type) => ({ type: 'Schema.SObjectType', value: typeToken(type) }),
  fields: (type) => ({ type: 'Schema.SObjectTypeFieldTokens', value: fieldTokensOf(type) }),
  fieldsets: (type) => ({ type: 'Schema.SObjectTypeFieldSets', value: fieldSetsOf(type) }),
};
