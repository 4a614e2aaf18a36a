// Schema: tokens and describes of objects and fields. Source: Apex Reference Guide, Schema namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { FieldSetsToken, FieldsToken, SObjectFieldToken, SObjectTypeToken } from '../sobject/tokens.ts';

export const SCHEMA: readonly NativeClass[] = [
  nativeClass({
    name: 'Schema.SObjectType',
    js: SObjectTypeToken,
    methods: { 'String toString()': (_vm, self: SObjectTypeToken) => self.of.name },
  }),
  nativeClass({
    name: 'Schema.SObjectField',
    js: SObjectFieldToken,
    methods: { 'String toString()': (_vm, self: SObjectFieldToken) => self.field.name },
  }),
  nativeClass({ name: 'Schema.SObjectTypeFields', js: FieldsToken }),
  nativeClass({ name: 'Schema.SObjectTypeFieldSets', js: FieldSetsToken }),
];
