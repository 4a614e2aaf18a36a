// Classes of the library that JSON can hold, and how: results of DML, which tests make from JSON, and their errors.
import { LeadConvertResult } from '../sobject/lead-convert.ts';
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
import type { Bean } from './bean.ts';
import { MADE_SHAPES, type MadeShape } from './made-results.ts';

type Parts = ReadonlyMap<string, ApexValue>;

interface Shape {
  readonly js: abstract new (...args: never[]) => object;
  /** Parts and their types, by the names that JSON has. */
  readonly parts: Readonly<Record<string, string>>;
  readonly write: (vm: Vm, value: never) => readonly (readonly [string, ApexValue])[];
  readonly read: (parts: Parts) => object;
}

interface Outcome {
  readonly id: string | null;
  readonly isSuccess: boolean;
  readonly errors: readonly DatabaseError[];
}

// The id is not looked at: tests make results of texts that are none.
const OUTCOME = { success: 'Boolean', id: 'String', errors: 'List<Database.Error>' };

function outcomeOf(parts: Parts) {
  const errors = (parts.get('errors') as ApexList | null)?.items ?? [];
  return {
    id: (parts.get('id') as string | null) ?? null,
    success: parts.get('success') === true,
    created: parts.get('created') === true,
    errors: errors as DatabaseError[],
  };
}

/** The result of a save that a test made up. */
const resultOf =
  (make: new (result: never) => object) =>
  (parts: Parts): object => {
    const { errors, ...outcome } = outcomeOf(parts);
    const made = errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields: [...fields] }));
    return new make({ ...outcome, errors: made } as never);
  };

const idsOf = (parts: Parts, name: string): string[] => ((parts.get(name) as ApexList | null)?.items ?? []) as string[];

const writeOutcome = (vm: Vm, { id, isSuccess, errors }: Outcome): [string, ApexValue][] => [
  ['success', isSuccess],
  ['id', id],
  ['errors', new ApexList(vm.types.list(vm.types.native('Database.Error')), [...errors])],
];

const outcome = (js: new (result: never) => object): Shape => ({
  js,
  parts: OUTCOME,
  write: writeOutcome,
  read: resultOf(js),
});

/** By library name. */
const SHAPES: Readonly<Record<string, Shape>> = {
  'Database.SaveResult': outcome(ApexSaveResult),
  'Database.DeleteResult': outcome(ApexDeleteResult),
  'Database.UndeleteResult': outcome(ApexUndeleteResult),
  'Database.EmptyRecycleBinResult': outcome(ApexEmptyRecycleBinResult),
  'Database.UpsertResult': {
    js: ApexUpsertResult,
    parts: { ...OUTCOME, created: 'Boolean' },
    write: (vm, value: ApexUpsertResult) => [['created', value.isCreated], ...writeOutcome(vm, value)],
    read: resultOf(ApexUpsertResult),
  },
  'Database.MergeResult': {
    js: ApexMergeResult,
    parts: { ...OUTCOME, mergedRecordIds: 'List<String>', updatedRelatedIds: 'List<String>' },
    write: (vm, value: ApexMergeResult) => [
      ...writeOutcome(vm, value),
      ['mergedRecordIds', new ApexList(vm.types.list(vm.types.id), [...value.mergedIds])],
      ['updatedRelatedIds', new ApexList(vm.types.list(vm.types.id), [...value.relatedIds])],
    ],
    read: (parts) =>
      new ApexMergeResult(outcomeOf(parts), idsOf(parts, 'mergedRecordIds'), idsOf(parts, 'updatedRelatedIds')),
  },
  'Database.LeadConvertResult': {
    js: LeadConvertResult,
    parts: { ...OUTCOME, leadId: 'String', accountId: 'String', contactId: 'String', opportunityId: 'String' },
    write: (vm, { leadId, accountId, contactId, opportunityId, isSuccess, errors }: LeadConvertResult) => [
      ...writeOutcome(vm, { id: leadId, isSuccess, errors }),
      ...Object.entries({ leadId, accountId, contactId, opportunityId }),
    ],
    read: (parts) => {
      const id = (name: string) => (parts.get(name) as string | null | undefined) ?? null;
      const ids = {
        leadId: id('leadId'),
        accountId: id('accountId'),
        contactId: id('contactId'),
        opportunityId: id('opportunityId'),
      };
      return new LeadConvertResult(ids, outcomeOf(parts).errors);
    },
  },
  'Database.Error': {
    js: DatabaseError,
    parts: { message: 'String', fields: 'List<String>', statusCode: 'String' },
    write: (vm, { message, fields, statusCode }: DatabaseError) => [
      ['message', message],
      ['fields', new ApexList(vm.types.list(vm.types.string), [...fields])],
      ['statusCode', statusCode],
    ],
    read: (parts) =>
      new DatabaseError(
        (parts.get('statusCode') as string | null) ?? 'UNKNOWN_EXCEPTION',
        (parts.get('message') as string | null) ?? '',
        ((parts.get('fields') as ApexList | null)?.items ?? []) as string[],
      ),
  },
};

/** Classes that only hold values. */
function made({ js, parts }: MadeShape): Shape {
  return {
    js,
    parts,
    write: (_vm, value: Bean) => Object.keys(parts).map((name) => [name, value.get(name)] as const),
    read: (values) => Object.assign(new js(), { values: Object.fromEntries(values) }),
  };
}

const ALL: Readonly<Record<string, Shape>> = {
  ...SHAPES,
  ...Object.fromEntries(Object.entries(MADE_SHAPES).map(([name, shape]) => [name, made(shape)])),
};

const BY_CLASS = new Map<unknown, Shape>(Object.values(ALL).map((shape) => [shape.js, shape]));

/** Parts of an instance; undefined: JSON cannot hold its class. */
export function fieldsOf(vm: Vm, value: ApexValue): readonly (readonly [string, ApexValue])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return BY_CLASS.get(value.constructor)?.write(vm, value as never);
}

export const shapeOf = (nativeName: string): Pick<Shape, 'parts' | 'read'> | undefined => ALL[nativeName];
