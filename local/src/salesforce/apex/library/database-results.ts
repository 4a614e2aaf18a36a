// Database.SaveResult and its like, Database.Error. Source: Apex Reference Guide, Database namespace.
import type { NativeClass } from '../native.ts';
import {
  ApexDeleteResult,
  ApexEmptyRecycleBinResult,
  ApexMergeResult,
  ApexSaveResult,
  ApexUndeleteResult,
  ApexUpsertResult,
  DatabaseError,
} from '../sobject/results.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { withProperties } from './schema-properties.ts';

interface Outcome {
  readonly id: string | null;
  readonly isSuccess: boolean;
  readonly errors: readonly DatabaseError[];
}

const COMMON = {
  'Id getId()': (_vm: Vm, self: Outcome) => self.id,
  'Boolean isSuccess()': (_vm: Vm, self: Outcome) => self.isSuccess,
  'List<Database.Error> getErrors()': (vm: Vm, self: Outcome) =>
    new ApexList(vm.types.list(vm.types.native('Database.Error')), [...self.errors]),
};

const texts = (vm: Vm, values: readonly ApexValue[], type = vm.types.string): ApexList =>
  new ApexList(vm.types.list(type), [...values]);

export const DATABASE_RESULTS: readonly NativeClass[] = [
  withProperties({
    name: 'Database.Error',
    js: DatabaseError,
    methods: {
      'List<String> getFields()': (vm, self: DatabaseError) => texts(vm, self.fields),
      'String getMessage()': (_vm, self: DatabaseError) => self.message,
      'System.StatusCode getStatusCode()': (vm, self: DatabaseError) =>
        vm.types.enumValue(vm.types.native('System.StatusCode'), self.statusCode) ??
        vm.types.enumValue(vm.types.native('System.StatusCode'), 'UNKNOWN_EXCEPTION'),
      'String toString()': (_vm, self: DatabaseError) =>
        `Database.Error[getFields=(${self.fields.join(', ')});getMessage=${self.message};getStatusCode=${self.statusCode};]`,
    },
  }),
  withProperties({ name: 'Database.SaveResult', js: ApexSaveResult, methods: COMMON }),
  withProperties({
    name: 'Database.UpsertResult',
    js: ApexUpsertResult,
    methods: { ...COMMON, 'Boolean isCreated()': (_vm, self: ApexUpsertResult) => self.isCreated },
  }),
  withProperties({ name: 'Database.DeleteResult', js: ApexDeleteResult, methods: COMMON }),
  withProperties({ name: 'Database.UndeleteResult', js: ApexUndeleteResult, methods: COMMON }),
  withProperties({ name: 'Database.EmptyRecycleBinResult', js: ApexEmptyRecycleBinResult, methods: COMMON }),
  withProperties({
    name: 'Database.MergeResult',
    js: ApexMergeResult,
    methods: {
      ...COMMON,
      'List<Id> getMergedRecordIds()': (vm, self: ApexMergeResult) => texts(vm, self.mergedIds, vm.types.id),
      'List<Id> getUpdatedRelatedIds()': (vm, self: ApexMergeResult) => texts(vm, self.relatedIds, vm.types.id),
    },
  }),
];
