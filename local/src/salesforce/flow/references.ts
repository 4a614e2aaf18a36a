// What names mean inside one flow: `$Record.Status`, `$Flow.InterviewGuid`, variables, formulas, outputs of elements.
// A name is looked up when the flow is compiled; what it reads at run time is a closure over the frame.
import { fieldPath, globalReference, referenceOf, type FieldPath } from '../formula/record-scope.ts';
import { datetimeOf, localDate } from '../formula/calendar.ts';
import type { Reference, UnsupportedReference } from '../formula/types.ts';
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';
import type { Schema, SObjectType, Value } from '../schema/schema.ts';
import { FlowFault, unset, type Frame } from './flow.ts';
import {
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

/** Something to read. */
export interface Operand {
  readonly type: FlowType;
  read(this: void, frame: Frame): FlowValue;
}

/** Something to read and to assign to. */
export interface Place extends Operand {
  write(this: void, frame: Frame, value: FlowValue): void;
}

/** A named thing of a flow. Without `write` it cannot be assigned to. */
export interface Resource extends Operand {
  readonly write?: Place['write'];
  /** Outputs of a subflow or action that stores them under its own name: `Element.output`. */
  readonly member?: (name: string) => Operand | undefined;
}

/** The names of one flow. `resource` finds variables, formulas and outputs of elements; undefined when there is none. */
export interface Names {
  readonly schema: Schema;
  readonly labels: { label(name: string): string | undefined };
  /** Object of `$Record`; undefined in a flow that no record triggers. */
  readonly object: SObjectType | undefined;
  resource(this: void, name: string, position: SourcePosition): Resource | undefined;
}

const FLOW_FACTS: Readonly<Record<string, Operand>> = {
  CurrentDate: { type: scalar('date'), read: (frame) => localDate(frame.now, frame.timeZone) },
  CurrentDateTime: { type: scalar('datetime'), read: (frame) => datetimeOf(frame.now) },
  CurrentRecord: { type: scalar('text'), read: (frame) => frame.record?.values['Id'] ?? null },
  FaultMessage: { type: scalar('text'), read: (frame) => frame.interview.faultMessage },
  InterviewGuid: { type: scalar('text'), read: (frame) => frame.interview.guid },
  InterviewStartTime: { type: scalar('datetime'), read: (frame) => datetimeOf(frame.now) },
};

const CONSTANTS: Readonly<Record<string, Operand>> = {
  EmptyString: { type: scalar('text'), read: () => '' },
  True: { type: scalar('boolean'), read: () => true },
  False: { type: scalar('boolean'), read: () => false },
};

/** @throws SourceError nothing has that name */
export function operandAt(names: Names, path: string, position: SourcePosition): Operand {
  const [root, ...rest] = path.split('.') as [string, ...string[]];
  if (root === '$Record' || root === '$Record__Prior') return recordOperand(names, root, rest, position);
  if (root === '$Flow' || root === '$GlobalConstant') return factOperand(path, root, rest, position);
  if (root.startsWith('$')) return globalOperand(names, path, position);
  const resource = names.resource(root, position);
  if (!resource) throw new SourceError(position, `nothing in this flow is called ${root}`);
  if (resource.member && rest.length > 0) return memberOperand(names, path, resource, rest, position);
  if (rest.length === 0) return resource;
  if (resource.type.kind !== 'record')
    throw new SourceError(position, `${root} is ${describeType(resource.type)} and has no ${rest.join('.')}`);
  return fieldOperand(names, path, resource, resource.type.object, rest, position);
}

/** @throws SourceError nothing has that name, or it cannot be assigned to */
export function placeAt(names: Names, path: string, position: SourcePosition): Place {
  const [root, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length > 1) throw new SourceError(position, `${path} belongs to another record and cannot be assigned to`);
  const operand = operandAt(names, path, position);
  if (rest.length === 0) {
    if (!('write' in operand) || !operand.write) throw new SourceError(position, `${path} cannot be assigned to`);
    return operand as Place;
  }
  const holder: Resource | undefined =
    root === '$Record' ? recordOperand(names, root, [], position) : names.resource(root, position);
  if (holder?.type.kind !== 'record' || holder.member) throw new SourceError(position, `${path} cannot be assigned to`);
  const field = names.schema.field(holder.type.object, rest[0]!)!;
  if (field.formula !== undefined || field.autoNumber !== undefined)
    throw new SourceError(position, `${path} is calculated and cannot be assigned to`);
  const { object } = holder.type;
  return {
    ...operand,
    write: (frame, value) => setField(recordToWrite(frame, holder, object, path), field, value as Value),
  };
}

/** A record variable that was never set becomes a new record when a field is assigned; what was not found stays nothing. */
function recordToWrite(frame: Frame, holder: Resource, object: SObjectType, path: string): FlowRecord {
  const record = holder.read(frame);
  if (isRecord(record)) return record;
  if (!holder.write) throw unset(path);
  const made = newRecord(object);
  holder.write(frame, made);
  return made;
}

function memberOperand(
  names: Names,
  path: string,
  resource: Resource,
  [name, ...rest]: readonly string[],
  position: SourcePosition,
): Operand {
  const member = resource.member!(name!);
  if (!member) throw new SourceError(position, `${path}: there is no output ${name!}`);
  if (rest.length === 0) return member;
  if (member.type.kind !== 'record')
    throw new SourceError(position, `${path}: ${name!} is ${describeType(member.type)} and has no fields`);
  return fieldOperand(names, path, member, member.type.object, rest, position);
}

function recordOperand(names: Names, root: string, rest: readonly string[], position: SourcePosition): Operand {
  const { object } = names;
  if (!object) throw new SourceError(position, `${root} exists only in flows that a record triggers`);
  const isPrior = root === '$Record__Prior';
  const type: FlowType = { kind: 'record', object };
  const holder: Operand = {
    type,
    read: (frame) => (isPrior ? frame.interview.prior : frame.record) ?? null,
  };
  if (rest.length === 0) return holder;
  const path = fieldAt(names, `${root}.${rest.join('.')}`, object, rest, position);
  return {
    type: path.type,
    read: (frame) => {
      const record = holder.read(frame) as FlowRecord | null;
      return record ? path.read(record.values, frame) : null; // before an insert every prior value is null
    },
  };
}

function fieldOperand(
  names: Names,
  path: string,
  holder: Operand,
  object: SObjectType,
  rest: readonly string[],
  position: SourcePosition,
): Operand {
  const found = fieldAt(names, path, object, rest, position);
  return {
    type: found.type,
    read: (frame) => {
      const record = holder.read(frame);
      if (!isRecord(record)) throw unset(path);
      return record.isFound && rest.length === 1
        ? (record.values[found.field.name] ?? null)
        : found.read(record.values, frame);
    },
  };
}

function fieldAt(
  names: Names,
  path: string,
  object: SObjectType,
  rest: readonly string[],
  position: SourcePosition,
): Pick<FieldPath, 'field' | 'read'> & { readonly type: FlowType } {
  const found = fieldPath(names.schema, object, rest);
  if (!found) throw new SourceError(position, `${path}: ${object.name} has no field ${rest.join('.')}`);
  const type = scalarTypeOf(found.field);
  if (!type)
    throw new UnsupportedMetadata(position, `${path}: flows of the local org read no ${found.field.type} fields`);
  return { field: found.field, read: found.read, type: scalar(type) };
}

function factOperand(path: string, root: string, [name]: readonly string[], position: SourcePosition): Operand {
  const facts = root === '$Flow' ? FLOW_FACTS : CONSTANTS;
  const found = name !== undefined && Object.hasOwn(facts, name) ? facts[name] : undefined;
  if (!found) throw new UnsupportedMetadata(position, `${path} is not known to the local org`);
  return found;
}

function globalOperand(names: Names, path: string, position: SourcePosition): Operand {
  const found = globalReference(names.schema, names.labels, path);
  if (!found) throw new SourceError(position, `${path} does not exist`);
  if ('unsupported' in found) throw new UnsupportedMetadata(position, `${path}: ${found.unsupported}`);
  if (found.type === 'null' || found.type === 'location')
    throw new UnsupportedMetadata(position, `${path} is a ${found.type}`);
  return { type: scalar(found.type), read: (frame) => found.read(frame) };
}

/**
 * Names of the flow's formulas. Fields of records read as formulas see them (percent divided by 100).
 * @throws SourceError the name exists but is no scalar
 */
export function formulaReference(
  names: Names,
  path: string,
  position: SourcePosition,
): Reference<Frame> | UnsupportedReference | undefined {
  const [root, ...rest] = path.split('.') as [string, ...string[]];
  const { type, read } = operandAt(names, path, position);
  if (type.kind !== 'scalar') return { unsupported: `formulas cannot use ${describeType(type)}` };
  const holder = rest.length > 0 ? holderOf(names, root, position) : undefined;
  const path_ = holder && fieldPath(names.schema, holder, rest);
  const convert = (path_ && referenceOf(path_)?.convert) ?? ((value: Value) => value);
  const reference = { type: type.type, read: (frame: Frame) => convert(read(frame) as Value) };
  if (root !== '$Record' || rest.length !== 1) return reference;
  return {
    ...reference,
    readPrior: (frame) => {
      const prior = frame.interview.prior;
      return prior ? convert(path_!.read(prior.values, frame)) : null;
    },
  };
}

function holderOf(names: Names, root: string, position: SourcePosition): SObjectType | undefined {
  if (root === '$Record' || root === '$Record__Prior') return names.object;
  const type = root.startsWith('$') ? undefined : names.resource(root, position)?.type;
  return type?.kind === 'record' ? type.object : undefined;
}

/** The list behind an operand. @throws FlowFault it holds no list */
export function listIn(value: FlowValue, what: string): readonly FlowValue[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new FlowFault(`${what} is not a collection.`);
  return value;
}
