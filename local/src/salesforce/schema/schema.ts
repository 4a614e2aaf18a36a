// The sObject types of an org: the standard ones the local org knows plus what the project's source adds.
// Names are matched without regard to case, as on the platform; stored and returned in their declared spelling.
import type { SourcePosition } from '../metadata/source-error.ts';
import type { LookupFilter, RollUp } from './filters.ts';

/** A field value at rest. date `YYYY-MM-DD`; datetime `YYYY-MM-DDTHH:MM:SS.000Z` (UTC); time `HH:MM:SS.000Z`; ids 18 characters; multipicklist `A;B`. Blank text is null. */
export type Value = string | number | boolean | null;

/** A stored record: every field of its type by declared API name. Never changed in place; an update replaces it. */
export type Row = Readonly<Record<string, Value>>;

/** Field types, named as in describe results. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'long'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'email'
  | 'phone'
  | 'url'
  | 'encryptedstring'
  | 'base64'
  | 'address'
  | 'location'
  | 'anyType'
  | 'complexvalue';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly isDefault: boolean;
  /** Extra facts of standard value sets: closed, won, probability, forecastCategory, groupingString, converted, reviewed… */
  readonly facts: Readonly<Record<string, string>>;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly nillable: boolean;
  /** An insert without a value is refused with REQUIRED_FIELD_MISSING (unless a default fills it). */
  readonly requiredOnCreate: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly externalId: boolean;
  readonly nameField: boolean;
  /** Auto Number display format, e.g. `C-{0000000}`. */
  readonly autoNumber?: string;
  /** First number of an Auto Number field; 1 when the source does not say. */
  readonly autoNumberStart?: number;
  /** Formula source of a calculated field. */
  readonly formula?: string;
  readonly formulaBlankAsZero?: boolean;
  /** Default value as formula source (custom fields) or a literal of the standard table. */
  readonly defaultFormula?: string;
  readonly defaultValue?: Value;
  /** Values of picklist and multipicklist fields, in order, from the field, its global value set or its standard value set. */
  readonly picklistValues: readonly PicklistValue[];
  readonly restrictedPicklist: boolean;
  /** Reference fields: target types; several for polymorphic fields (OwnerId, WhatId). */
  readonly referenceTo: readonly string[];
  /** Name of the parent relationship in SOQL: `Account`, `Opportunity__r`. */
  readonly relationshipName?: string;
  /** Name of the child relationship on the parent: `OrderItems`, `Cases__r`. */
  readonly childRelationshipName?: string;
  /** Metadata relationship to a field definition: the field of the same record that names the object. */
  readonly controllingField?: string;
  readonly onParentDelete?: 'cascade' | 'restrict' | 'setNull';
  readonly masterDetail: boolean;
  /** Name of the compound field this one is part of: `BillingAddress`, `Name`. */
  readonly compound?: string;
  /** Roll-up summary: what is added up over the detail records. */
  readonly rollUp?: RollUp;
  /** A required filter on what the lookup may point at. */
  readonly lookupFilter?: LookupFilter;
  readonly help?: string;
  readonly description?: string;
  /** Source of a project field; undefined for standard fields. */
  readonly position?: SourcePosition;
}

export interface ValidationRule {
  readonly name: string;
  readonly active: boolean;
  /** True means the record is refused. */
  readonly formula: string;
  readonly message: string;
  /** Field that carries the error; undefined = page level. */
  readonly displayField?: string;
  readonly position: SourcePosition;
}

export interface RecordType {
  readonly id: string;
  readonly developerName: string;
  readonly label: string;
  readonly active: boolean;
}

export type ObjectKind = 'standard' | 'custom' | 'platformEvent' | 'customMetadata' | 'customSetting';
export type SharingModel = 'Private' | 'Read' | 'ReadWrite' | 'ReadWriteTransfer' | 'FullAccess' | 'ControlledByParent';

export interface ChildRelationship {
  readonly name: string | undefined;
  readonly childType: string;
  readonly field: Field;
}

export interface SObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly kind: ObjectKind;
  /** By declared name, in order; look up with `Schema.field` to ignore case. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly nameField: Field | undefined;
  readonly validationRules: readonly ValidationRule[];
  readonly recordTypes: readonly RecordType[];
  readonly sharingModel: SharingModel;
  readonly externalSharingModel: SharingModel;
  /** Platform events only. */
  readonly publishBehavior?: 'PublishAfterCommit' | 'PublishImmediately';
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly queryable: boolean;
  readonly position?: SourcePosition;
}

export interface Schema {
  readonly apiVersion: string;
  readonly types: ReadonlyMap<string, SObjectType>;
  /** Ignores case. */
  type(name: string): SObjectType | undefined;
  /** Ignores case. */
  field(type: SObjectType, name: string): Field | undefined;
  /** Field that carries the parent relationship of that name (`Account`, `Parent__r`); ignores case. */
  parentRelationship(type: SObjectType, relationshipName: string): Field | undefined;
  /** Relationships from children to this type. */
  childRelationships(type: SObjectType): readonly ChildRelationship[];
  /** Type of a record id by its key prefix. */
  typeOfId(id: string): SObjectType | undefined;
  /** Values of a standard or global value set, e.g. `OpportunityStage`, `OrderStatus`. */
  valueSet(name: string): readonly PicklistValue[] | undefined;
}
