// Get, Create, Update and Delete Records, and actions: interviews that wait at the same element act in one query or save.
import { LimitExceeded } from '../dml/errors.ts';
import { SalesforceError, type RecordInput, type SaveResult } from '../dml/save.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { SObjectType, Value } from '../schema/schema.ts';
import type { QueryRecord } from '../soql/result.ts';
import { nodeBase, objectIn, refuseBeforeSave, step, type Compilation, type NodeCompiler } from './compilation.ts';
import { compileRecordFilters } from './conditions.ts';
import { isEvaluationFault, type BulkNode, type Frame, type FlowRun, type InvocableAction } from './flow.ts';
import { operandAs } from './operands.ts';
import { operandAt, placeAt } from './references.ts';
import { compileFilters, searchFor, type Search } from './record-filters.ts';
import { booleanIn, expectChildren, textsOf } from './source.ts';
import {
  copyOf,
  describeType,
  isRecord,
  newRecord,
  scalar,
  scalarTypeOf,
  setField,
  type FlowRecord,
  type FlowType,
  type FlowValue,
} from './values.ts';

type Act = BulkNode['act'];

/** A bulk node with its fault path; refusals of the org become faults of the frames, broken limits end the transaction. */
function bulk(compilation: Compilation, element: XmlElement, verb: string, act: Act): BulkNode {
  const next = compilation.target(element, 'connector');
  const fault = child(element, 'faultConnector') && compilation.target(element, 'faultConnector');
  const guarded: Act = (frames, run) => {
    try {
      act(frames, run);
    } catch (error) {
      if (isEvaluationFault(error)) {
        // One frame's values cannot be read. They are read before anything is done, so the frames may act one by one.
        if (frames.length === 1) frames[0]!.fault = error.message;
        else for (const frame of frames) guarded([frame], run);
        return;
      }
      if (!(error instanceof SalesforceError) || error instanceof LimitExceeded) throw error;
      for (const frame of frames) frame.fault = faultText(verb, error.errorCode, error.message);
    }
  };
  return { ...nodeBase(element, fault ? [next, fault] : [next]), kind: 'bulk', next, fault, act: guarded };
}

/** Text of $Flow.FaultMessage for a failed data element. Frame: recorded; see reference/platform-behaviour.md §3. */
function faultText(verb: string, code: string, message: string): string {
  const detail = `${code}: ${message.replace(/\.$/, '')}`;
  return `This error occurred when the flow tried to ${verb} records: ${detail}. You can look up ExceptionCode values in the SOAP API Developer Guide.`;
}

/* ---------------------------------------------------------------- Get Records */

export const compileLookup: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'assignNullValuesIfNoRecordsFound',
    'connector',
    'faultConnector',
    'filterLogic',
    'filters',
    'getFirstRecordOnly',
    'limit',
    'object',
    'outputAssignments',
    'outputReference',
    'queriedFields',
    'sortField',
    'sortOrder',
    'storeOutputAutomatically',
  ]);
  const object = objectIn(compilation, element);
  const store = lookupStore(compilation, element, object);
  const limit = lookupLimit(element);
  const search: Search = {
    ...compileFilters(compilation, element, object),
    fields: store.fields,
    orderBy: orderByOf(compilation, element, object),
    limit,
  };
  return bulk(compilation, element, 'look up', (frames, run) => {
    for (const [frame, rows] of searchFor(frames, run, search)) store.keep(frame, rows);
  });
};

interface LookupStore {
  readonly fields: readonly string[];
  keep(this: void, frame: Frame, rows: readonly QueryRecord[]): void;
}

function lookupLimit(element: XmlElement): number | undefined {
  if (takesFirst(element)) return 1;
  const limit = child(element, 'limit');
  if (!limit) return undefined;
  const [value] = limit.children;
  if (value?.name !== 'numberValue')
    throw new UnsupportedMetadata(limit.position, '<limit> must be a <numberValue> here');
  return Number(value.text);
}

/** A Get that fills fields of variables or a single record takes the first row. */
function takesFirst(element: XmlElement): boolean {
  return booleanIn(element, 'getFirstRecordOnly') ?? childrenOf(element, 'outputAssignments').length > 0;
}

function orderByOf({ names }: Compilation, element: XmlElement, object: SObjectType): string {
  const name = textOf(element, 'sortField');
  if (name === undefined) return '';
  const field = names.schema.field(object, name);
  if (!field) throw new SourceError(element.position, `${object.name} has no field ${name}`);
  return `ORDER BY ${field.name} ${textOf(element, 'sortOrder') === 'Desc' ? 'DESC' : 'ASC'}`;
}

function lookupStore(compilation: Compilation, element: XmlElement, object: SObjectType): LookupStore {
  const outputs = childrenOf(element, 'outputAssignments');
  if (outputs.length > 0) return assignedFields(compilation, element, object, outputs);
  const fields = queriedFields(compilation, element, object);
  const target = textOf(element, 'outputReference');
  const name = requiredText(element, 'name');
  if (target === undefined) {
    const single = takesFirst(element);
    return { fields, keep: (frame, rows) => frame.variables.set(name, found(object, rows, single)) };
  }
  const place = placeAt(compilation.names, target, element.position);
  const single = place.type.kind === 'record';
  if (!single && place.type.kind !== 'collection')
    throw new SourceError(element.position, `${target} is ${describeType(place.type)} and cannot take records`);
  const clears = booleanIn(element, 'assignNullValuesIfNoRecordsFound') === true;
  return {
    fields,
    keep: (frame, rows) => {
      if (rows.length > 0 || clears) place.write(frame, found(object, rows, single));
    },
  };
}

/** Nothing found is null, for one record and for a collection alike. */
function found(object: SObjectType, rows: readonly QueryRecord[], single: boolean): FlowValue {
  if (rows.length === 0) return null;
  const records = (single ? rows.slice(0, 1) : rows).map((row) => recordOf(object, row));
  return single ? records[0]! : records;
}

function recordOf(object: SObjectType, row: QueryRecord): FlowRecord {
  return newRecord(object, Object.fromEntries(row.fields) as Record<string, Value>, true);
}

function assignedFields(
  { names }: Compilation,
  element: XmlElement,
  object: SObjectType,
  outputs: readonly XmlElement[],
): LookupStore {
  const clears = booleanIn(element, 'assignNullValuesIfNoRecordsFound') === true;
  const moves = outputs.map((output) => {
    const name = requiredText(output, 'field');
    const field = names.schema.field(object, name);
    if (!field) throw new SourceError(output.position, `${object.name} has no field ${name}`);
    return { field, place: placeAt(names, requiredText(output, 'assignToReference'), output.position) };
  });
  return {
    fields: moves.map(({ field }) => field.name),
    keep: (frame, [row]) => {
      if (!row && !clears) return;
      for (const { field, place } of moves)
        place.write(frame, (row?.fields.get(field.name) as Value | undefined) ?? null);
    },
  };
}

const UNREAD: ReadonlySet<string> = new Set(['address', 'location', 'base64', 'complexvalue', 'anyType']);

/** The fields asked for; with automatic storing all that flows can use. */
function queriedFields({ names }: Compilation, element: XmlElement, object: SObjectType): string[] {
  const asked = textsOf(element, 'queriedFields');
  if (asked.length === 0)
    return [...object.fields.values()].filter(({ type }) => !UNREAD.has(type)).map(({ name }) => name);
  return asked.map((name) => {
    const field = names.schema.field(object, name);
    if (!field) throw new SourceError(element.position, `${object.name} has no field ${name}`);
    return field.name;
  });
}

/** Type under which a Get stores what it found, when it does so under its own name. */
export function lookupType(compilation: Compilation, element: XmlElement): FlowType {
  const of = { kind: 'record', object: objectIn(compilation, element) } as const;
  return takesFirst(element) ? of : { kind: 'collection', of };
}

/* ---------------------------------------------------------------- Create, Update, Delete */

/** Values that an element sets on records of a type. */
type Fill = (frame: Frame, record: FlowRecord) => void;

function inputAssignments({ names }: Compilation, element: XmlElement, object: SObjectType): Fill {
  const fields = childrenOf(element, 'inputAssignments').map((input) => {
    expectChildren(input, ['field', 'value']);
    const name = requiredText(input, 'field');
    const field = names.schema.field(object, name);
    const type = field && scalarTypeOf(field);
    if (!field || !type)
      throw new SourceError(input.position, `${object.name} has no field ${name} that a flow can set`);
    return { field, value: operandAs(names, child(input, 'value'), scalar(type), `${object.name}.${field.name}`) };
  });
  return (frame, record) => {
    for (const { field, value } of fields) setField(record, field, value.read(frame) as Value);
  };
}

/** The records an `<inputReference>` names: one or many. */
function referencedRecords(
  { names }: Compilation,
  element: XmlElement,
): { object: SObjectType; read: (frame: Frame) => FlowRecord[] } {
  const path = requiredText(element, 'inputReference');
  const { type, read } = operandAt(names, path, child(element, 'inputReference')!.position);
  const of = type.kind === 'collection' ? type.of : type;
  if (of.kind !== 'record')
    throw new SourceError(element.position, `${path} is ${describeType(type)} and holds no records`);
  return {
    object: of.object,
    read: (frame) => {
      const value = read(frame);
      if (isRecord(value)) return [value];
      return Array.isArray(value) ? value.filter(isRecord) : [];
    },
  };
}

export const compileCreate: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'assignRecordIdToReference',
    'connector',
    'faultConnector',
    'inputAssignments',
    'inputReference',
    'object',
    'storeOutputAutomatically',
  ]);
  refuseBeforeSave(compilation, element);
  const name = requiredText(element, 'name');
  const idPath = textOf(element, 'assignRecordIdToReference');
  const idPlace = idPath === undefined ? undefined : placeAt(compilation.names, idPath, element.position);
  const records = recordsToCreate(compilation, element);
  return bulk(compilation, element, 'create', (frames, run) => {
    saveTogether(frames, run, 'create', 'insert', records, inputToCreate, (frame, made, results) => {
      made.forEach((record, i) => (record.values['Id'] = results[i]!.id));
      const id = results[0]?.id ?? null;
      frame.variables.set(name, id);
      idPlace?.write(frame, id);
    });
  });
};

function recordsToCreate(compilation: Compilation, element: XmlElement): (frame: Frame) => FlowRecord[] {
  if (child(element, 'inputReference')) return referencedRecords(compilation, element).read;
  const object = objectIn(compilation, element);
  const fill = inputAssignments(compilation, element, object);
  return (frame) => {
    const record = newRecord(object);
    fill(frame, record);
    return [record];
  };
}

/** All that the flow has set, and what a found record brings along if it may be set at all. */
function inputToCreate({ object, values, assigned }: FlowRecord): RecordInput {
  const sent: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const isSent = assigned.has(name) || (value !== null && object.fields.get(name)?.createable === true);
    if (isSent && !(name === 'Id' && value === null)) sent[name] = value;
  }
  return { type: object.name, values: sent };
}

/** What the flow has set on the record; the id tells which. */
function inputToUpdate({ object, values, assigned }: FlowRecord): RecordInput {
  const sent = Object.fromEntries(
    [...assigned].filter((name) => name !== 'Id').map((name) => [name, values[name] ?? null]),
  );
  return { type: object.name, ...idOf(values), values: sent };
}

const inputToDelete = ({ object, values }: FlowRecord): RecordInput => ({
  type: object.name,
  ...idOf(values),
  values: {},
});

function idOf(values: Readonly<Record<string, Value>>): { id?: string } {
  return typeof values['Id'] === 'string' ? { id: values['Id'] } : {};
}

export const compileUpdate: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'connector',
    'faultConnector',
    'filterLogic',
    'filters',
    'inputAssignments',
    'inputReference',
    'object',
  ]);
  const path = textOf(element, 'inputReference');
  if (path === '$Record' && compilation.moment === 'beforeSave') return updateTriggering(compilation, element);
  refuseBeforeSave(compilation, element);
  if (path === undefined) {
    const object = objectIn(compilation, element);
    return updateFound(compilation, element, object, idSearch(compilation, element, object));
  }
  const related = relatedSearch(compilation, element, path);
  if (related) return updateFound(compilation, element, related.object, related);
  const { object, read } = referencedRecords(compilation, element);
  const fill = inputAssignments(compilation, element, object);
  const applies =
    childrenOf(element, 'filters').length > 0 ? compileRecordFilters(compilation.names, element, path) : () => true;
  const records = (frame: Frame) => {
    if (!applies(frame)) return [];
    const chosen = read(frame);
    for (const record of chosen) fill(frame, record);
    return chosen;
  };
  return bulk(compilation, element, 'update', (frames, run) => {
    saveTogether(frames, run, 'update', 'update', records, inputToUpdate);
  });
};

/** Update Triggering Record in a before-save flow: the fields go into the save that is under way. */
function updateTriggering(compilation: Compilation, element: XmlElement) {
  const fill = inputAssignments(compilation, element, compilation.names.object!);
  const applies = compileRecordFilters(compilation.names, element, '$Record');
  return step(compilation, element, (frame) => {
    if (frame.record && applies(frame)) fill(frame, frame.record);
  });
}

function updateFound(compilation: Compilation, element: XmlElement, object: SObjectType, search: Search): BulkNode {
  const fill = inputAssignments(compilation, element, object);
  return bulk(compilation, element, 'update', (frames, run) => {
    const matches = searchFor(frames, run, search);
    const records = (frame: Frame) =>
      matches.get(frame)!.map((row) => {
        const record = recordOf(object, row);
        fill(frame, record);
        return record;
      });
    saveTogether(frames, run, 'update', 'update', records, inputToUpdate);
  });
}

/** Records related to the triggering one: `$Record.Account` its parent, `$Record.OrderItems` its children. */
function relatedSearch(compilation: Compilation, element: XmlElement, path: string): Search | undefined {
  const { schema, object } = compilation.names;
  const [root, relationship, ...more] = path.split('.');
  if (root !== '$Record' || !object || relationship === undefined || more.length > 0) return undefined;
  const lookup = schema.parentRelationship(object, relationship);
  if (lookup) {
    const parent = lookup.referenceTo.length === 1 ? schema.type(lookup.referenceTo[0]!) : undefined;
    if (!parent) throw new UnsupportedMetadata(element.position, `${path} may lead to several objects`);
    return idSearch(compilation, element, parent, { field: 'Id', path: `$Record.${lookup.name}` });
  }
  const found = schema
    .childRelationships(object)
    .find(({ name }) => name?.toLowerCase() === relationship.toLowerCase());
  const childType = found && schema.type(found.childType);
  if (!found || !childType) return undefined;
  return idSearch(compilation, element, childType, { field: found.field.name, path: '$Record.Id' });
}

function idSearch(
  compilation: Compilation,
  element: XmlElement,
  object: SObjectType,
  link?: { field: string; path: string },
): Search {
  return { ...compileFilters(compilation, element, object, link), fields: [], orderBy: '', limit: undefined };
}

export const compileDelete: NodeCompiler = (compilation, element) => {
  expectChildren(element, ['connector', 'faultConnector', 'filterLogic', 'filters', 'inputReference', 'object']);
  refuseBeforeSave(compilation, element);
  if (child(element, 'inputReference')) {
    const { read } = referencedRecords(compilation, element);
    return bulk(compilation, element, 'delete', (frames, run) => {
      saveTogether(frames, run, 'delete', 'delete', read, inputToDelete);
    });
  }
  const object = objectIn(compilation, element);
  const search = idSearch(compilation, element, object);
  if (search.filters.length === 0)
    throw new SourceError(
      element.position,
      'Delete Records needs conditions: without them it would delete every record',
    );
  return bulk(compilation, element, 'delete', (frames, run) => {
    const matches = searchFor(frames, run, search);
    const records = (frame: Frame) => matches.get(frame)!.map((row) => recordOf(object, row));
    saveTogether(frames, run, 'delete', 'delete', records, inputToDelete);
  });
};

/** Befalls records that were in order themselves. */
const ROLLED_BACK = 'ALL_OR_NONE_OPERATION_ROLLED_BACK';

type Saved = (frame: Frame, records: readonly FlowRecord[], results: readonly SaveResult[]) => void;

/**
 * Saves the records of all frames in one request. If that fails, each frame's records are saved on their own, all or none,
 * so that only those at fault fail.
 */
function saveTogether(
  frames: readonly Frame[],
  run: FlowRun,
  verb: string,
  operation: 'insert' | 'update' | 'delete',
  recordsOf: (frame: Frame) => FlowRecord[],
  inputOf: (record: FlowRecord) => RecordInput,
  saved: Saved = () => undefined,
): void {
  const batches = frames.map((frame) => ({ frame, records: recordsOf(frame) }));
  const full = batches.filter(({ records }) => records.length > 0);
  for (const wave of inWaves(full, ({ records }) => records.flatMap(({ values }) => idOf(values).id ?? []))) {
    const failed = saveWave(wave, run, operation, inputOf, saved);
    if (failed.length > 0 && wave.length > 1) {
      for (const batch of wave)
        for (const [, error] of saveWave([batch], run, operation, inputOf, saved))
          batch.frame.fault = faultText(verb, error.statusCode, error.message);
      continue;
    }
    for (const [frame, error] of failed) frame.fault = faultText(verb, error.statusCode, error.message);
  }
}

interface Batch {
  readonly frame: Frame;
  readonly records: readonly FlowRecord[];
}

/** Batches that touch the same record go into separate waves, in order: one save must not change a record twice. */
function inWaves(batches: readonly Batch[], idsOf: (batch: Batch) => string[]): Batch[][] {
  const waves: Batch[][] = [];
  const lastWaveOf = new Map<string, number>();
  for (const batch of batches) {
    const ids = idsOf(batch);
    const wave = Math.max(-1, ...ids.map((id) => lastWaveOf.get(id) ?? -1)) + 1;
    for (const id of ids) lastWaveOf.set(id, wave);
    (waves[wave] ??= []).push(batch);
  }
  return waves;
}

function saveWave(
  batches: readonly Batch[],
  run: FlowRun,
  operation: 'insert' | 'update' | 'delete',
  inputOf: (record: FlowRecord) => RecordInput,
  saved: Saved,
): [Frame, { statusCode: string; message: string }][] {
  const records = batches.flatMap((batch) => batch.records.map(inputOf));
  const results = run.services.save(run.tx, { operation, records, allOrNone: true, access: 'system' });
  const failed: [Frame, { statusCode: string; message: string }][] = [];
  let at = 0;
  for (const { frame, records: mine } of batches) {
    const outcome = results.slice(at, (at += mine.length));
    const errors = outcome.flatMap(({ success, errors }) => (success ? [] : errors));
    const error = errors.find(({ statusCode }) => statusCode !== ROLLED_BACK) ?? errors[0];
    if (error) failed.push([frame, error]);
  }
  if (results.every(({ success }) => success)) {
    at = 0;
    for (const { frame, records: mine } of batches) saved(frame, mine, results.slice(at, (at += mine.length)));
  }
  return failed;
}

/* ---------------------------------------------------------------- Actions */

export const compileAction: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'actionName',
    'actionType',
    'connector',
    'faultConnector',
    'flowTransactionModel',
    'inputParameters',
    'nameSegment',
    'offset',
    'outputParameters',
    'storeOutputAutomatically',
    'versionString',
  ]);
  refuseBeforeSave(compilation, element);
  const name = requiredText(element, 'name');
  const action = actionIn(compilation, element);
  const inputs = childrenOf(element, 'inputParameters').map((input) => {
    const parameter = requiredText(input, 'name');
    const type = Object.hasOwn(action.inputs, parameter) ? action.inputs[parameter] : undefined;
    if (!type) throw new SourceError(input.position, `the action has no input ${parameter}`);
    return { parameter, ...operandAs(compilation.names, child(input, 'value'), type, parameter) };
  });
  const outputs = childrenOf(element, 'outputParameters').map((output) => ({
    parameter: requiredText(output, 'name'),
    place: placeAt(compilation.names, requiredText(output, 'assignToReference'), output.position),
  }));
  return bulk(compilation, element, 'run an action on', (frames, run) => {
    const calls = frames.map((frame) =>
      Object.fromEntries(inputs.map(({ parameter, read }) => [parameter, copyOf(read(frame))])),
    );
    action.run(run.tx, calls).forEach((outcome, i) => {
      const frame = frames[i]!;
      if ('fault' in outcome) {
        frame.fault = outcome.fault;
        return;
      }
      for (const [output, value] of Object.entries(outcome.outputs)) frame.variables.set(`${name}.${output}`, value);
      for (const { parameter, place } of outputs) place.write(frame, outcome.outputs[parameter] ?? null);
    });
  });
};

/** @throws UnsupportedMetadata nobody offers the action here */
export function actionIn({ findAction }: Compilation, element: XmlElement): InvocableAction {
  const [type, name] = [requiredText(element, 'actionType'), requiredText(element, 'actionName')];
  const action = findAction(type, name);
  if (!action)
    throw new UnsupportedMetadata(element.position, `action ${type} “${name}” is not executed by the local org`);
  return action;
}
