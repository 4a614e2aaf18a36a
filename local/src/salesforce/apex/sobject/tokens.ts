// Tokens: sObject types and fields as values of Apex. One object per type and field, so identity is equality.
import type { Field, SObjectType } from '../../schema/schema.ts';

/** `Account.SObjectType` */
export class SObjectTypeToken {
  readonly of: SObjectType;
  constructor(of: SObjectType) {
    this.of = of;
  }
}

/** `Account.Name` */
export class SObjectFieldToken {
  readonly type: SObjectType;
  readonly field: Field;
  constructor(type: SObjectType, field: Field) {
    this.type = type;
    this.field = field;
  }
}

/** `Schema.SObjectType.Account.fields` */
export class FieldsToken {
  readonly of: SObjectType;
  constructor(of: SObjectType) {
    this.of = of;
  }
}

/** `Account.SObjectType.fields`: the fields as tokens, where the describe's are describes. */
export class FieldTokensToken extends FieldsToken {}

/** `Schema.SObjectType.Account.fieldSets` */
export class FieldSetsToken {
  readonly of: SObjectType;
  constructor(of: SObjectType) {
    this.of = of;
  }
}

/** One object per key, made when first asked for. */
function kept<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const all = new WeakMap<K, T>();
  return (key) => {
    let one = all.get(key);
    if (!one) all.set(key, (one = make(key)));
    return one;
  };
}

export const typeToken = kept((type: SObjectType) => new SObjectTypeToken(type));
export const fieldsOf = kept((type: SObjectType) => new FieldsToken(type));
export const fieldTokensOf = kept((type: SObjectType) => new FieldTokensToken(type));
export const fieldSetsOf = kept((type: SObjectType) => new FieldSetsToken(type));

/** An object that is none of the schema's, but has a token of its own. */
const unstored = (name: string, label: string): SObjectType => ({
  name,
  label,
  labelPlural: `${label}s`,
  keyPrefix: '',
  kind: 'standard',
  fields: new Map(),
  nameField: undefined,
  validationRules: [],
  recordTypes: [],
  sharingModel: 'ReadWrite',
  externalSharingModel: 'ReadWrite',
  createable: false,
  updateable: false,
  deletable: false,
  queryable: false,
});

/** What a query with groups gives. */
export const AGGREGATE_RESULT = unstored('AggregateResult', 'Aggregate Result');
/** What a polymorphic relationship leads to. */
export const NAME_OBJECT = unstored('Name', 'Name');

// Types may share the definition of a system field: the token belongs to both.
const fieldTokens = kept((_type: SObjectType) => new Map<Field, SObjectFieldToken>());

export function fieldToken(type: SObjectType, field: Field): SObjectFieldToken {
  const tokens = fieldTokens(type);
  let token = tokens.get(field);
  if (!token) tokens.set(field, (token = new SObjectFieldToken(type, field)));
  return token;
}
