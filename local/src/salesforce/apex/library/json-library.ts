// Classes of the library that JSON can hold, and how: results of DML, which tests make from JSON, and their errors.
import {
  ApexDeleteResult,
  ApexSaveResult,
  ApexUndeleteResult,
  ApexUpsertResult,
  DatabaseError,
} from '../sobject/results.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import type { Bean } from './bean.ts';
import { ApexUuid } from './crypto.ts';
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

const OUTCOME = { success: 'Boolean', id: 'Id', errors: 'List<Database.Error>' };

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
  'Database.UpsertResult': {
    js: ApexUpsertResult,
    parts: { ...OUTCOME, created: 'Boolean' },
    write: (vm, value: ApexUpsertResult) => [['created', value.isCreated], ...writeOutcome(vm, value)],
    read: resultOf(ApexUpsertResult),
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
  if (value instanceof ApexUuid) return [['uuid', value.text]];
  return BY_CLASS.get(value.constructor)?.write(vm, value as never);
}

export const shapeOf = (nativeName: string): Pick<Shape, 'parts' | 'read'> | undefined => ALL[nativeName];
