// Invocable Apex as actions of flows. Source: Apex Developer Guide, "InvocableMethod Annotation" and "InvocableVariable Annotation".
import type { Transaction } from '../dml/transaction.ts';
import type { ActionOutcome, FindAction, InvocableAction } from '../flow/flow.ts';
import {
  isRecord,
  newRecord,
  scalar,
  type FlowRecord,
  type FlowType,
  type FlowValue,
  type ItemType,
} from '../flow/values.ts';
import type { FieldType, Value } from '../schema/schema.ts';
import { instantiate } from './compile/construction.ts';
import { ApexThrow } from './errors.ts';
import type { ApexRuntime } from './runtime.ts';
import { fieldToApex, toApexValue, toRestValue } from './sobject/field-values.ts';
import { memberOf } from './sobject/fields.ts';
import { SObjectValue } from './sobject/sobject-value.ts';
import type { ApexType } from './types.ts';
import { annotation, type Field, type Method, type UserClass } from './user-class.ts';
import { ApexList } from './values/collections.ts';
import { ApexDecimal } from './values/decimal.ts';
import { ApexDouble, type ApexObject, type ApexValue } from './values/values.ts';
import type { Vm } from './vm.ts';

/** What a flow calls the result of a method that returns no class of its own. */
const OUTPUT = 'output';

/** Finds the invocable method of a class by the class's name. */
export function apexActions(runtime: ApexRuntime): FindAction {
  return (type, name) => {
    if (type !== 'apex') return undefined;
    const cls = runtime.program.userClass(name);
    const method = cls && [...cls.members.methods.values()].flat().find(isInvocable);
    return method && actionOf(runtime, method);
  };
}

const isInvocable = ({ modifiers, isStatic }: Method): boolean =>
  isStatic && annotation(modifiers, 'invocablemethod') !== undefined;

/** Type in a flow and conversions of one Apex type. */
interface Shape {
  readonly flow: FlowType;
  readonly toApex: (vm: Vm, value: FlowValue) => ApexValue;
  readonly toFlow: (value: ApexValue) => FlowValue;
}

function actionOf(runtime: ApexRuntime, method: Method): InvocableAction {
  const { types } = runtime.program;
  const element = method.parameters[0]?.type.args[0];
  const returned = method.returns.is('List') ? method.returns.args[0] : undefined;
  const inputs = element ? parametersOf(element, method.parameters[0]!.name, types) : new Map<string, Parameter>();
  const outputs = returned ? parametersOf(returned, OUTPUT, types) : new Map<string, Parameter>();
  return {
    inputs: flowTypes(inputs),
    outputs: flowTypes(outputs),
    run: (tx, calls) => runAction(runtime, method, element, inputs, outputs, tx, calls),
  };
}

interface Parameter {
  readonly shape: Shape;
  /** The field of the request or response class; undefined: the value itself. */
  readonly field: Field | undefined;
}

function parametersOf(type: ApexType, name: string, types: Vm['types']): Map<string, Parameter> {
  if (!type.user) {
    const shape = shapeOf(type, types);
    return new Map(shape ? [[name, { shape, field: undefined }]] : []);
  }
  const found = new Map<string, Parameter>();
  for (const cls of type.user.lineage())
    for (const field of cls.members.fields.values()) {
      const shape = annotation(field.modifiers, 'invocablevariable') ? shapeOf(field.type, types) : undefined;
      if (shape) found.set(field.name, { shape, field });
    }
  return found;
}

const flowTypes = (parameters: ReadonlyMap<string, Parameter>): Record<string, FlowType> =>
  Object.fromEntries([...parameters].map(([name, { shape }]) => [name, shape.flow]));

const SCALARS: Readonly<
  Record<
    string,
    { readonly flow: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'time'; readonly at: FieldType }
  >
> = {
  String: { flow: 'text', at: 'string' },
  Id: { flow: 'text', at: 'id' },
  Boolean: { flow: 'boolean', at: 'boolean' },
  Integer: { flow: 'number', at: 'int' },
  Long: { flow: 'number', at: 'long' },
  Double: { flow: 'number', at: 'double' },
  Decimal: { flow: 'number', at: 'double' },
  Date: { flow: 'date', at: 'date' },
  Datetime: { flow: 'datetime', at: 'datetime' },
  Time: { flow: 'time', at: 'time' },
};

/** undefined: flows know no such type */
function shapeOf(type: ApexType, types: Vm['types']): Shape | undefined {
  if (type.is('List')) {
    const item = shapeOf(type.args[0]!, types);
    if (!item || item.flow.kind === 'collection') return undefined;
    return {
      flow: { kind: 'collection', of: item.flow as ItemType },
      toApex: (vm, value) =>
        new ApexList(
          type,
          ((value ?? []) as FlowValue[]).map((one) => item.toApex(vm, one)),
        ),
      toFlow: (value) => (value === null ? null : ((value as ApexList).items.map(item.toFlow) as FlowValue)),
    };
  }
  if (type.sobject) return recordShape(type);
  const known = type.native && SCALARS[type.native.name];
  if (!known) return undefined;
  return {
    flow: scalar(known.flow),
    toApex: (_vm, value) => scalarOf(type, known.at, value as Value),
    toFlow: (value) => toRestValue(value) as Value,
  };
}

function scalarOf(type: ApexType, at: FieldType, value: Value): ApexValue {
  if (value === null) return null;
  if (at === 'int') return Math.trunc(Number(value));
  const made = toApexValue(at, value);
  return type.is('Double') && made instanceof ApexDecimal ? new ApexDouble(made.toNumber()) : made;
}

export function recordShape(type: ApexType): Shape {
  const object = type.sobject!;
  return {
    flow: { kind: 'record', object },
    toApex(vm, value) {
      if (!isRecord(value)) return null;
      const record = new SObjectValue(type);
      for (const [name, one] of Object.entries(value.values)) {
        const member = memberOf(vm.program.schema, object, name);
        if (member?.kind === 'field') record.fields.set(member.name, fieldToApex(member.field, one));
      }
      record.assigned = new Set(value.assigned);
      return record;
    },
    toFlow(value): FlowRecord | null {
      if (!(value instanceof SObjectValue)) return null;
      const values: Record<string, Value> = {};
      for (const [name, one] of value.fields) if (object.fields.has(name)) values[name] = toRestValue(one) as Value;
      const record = newRecord(object, values);
      for (const name of Object.keys(values)) if (value.isAssigned(name)) record.assigned.add(name);
      return record;
    },
  };
}

function runAction(
  runtime: ApexRuntime,
  method: Method,
  element: ApexType | undefined,
  inputs: ReadonlyMap<string, Parameter>,
  outputs: ReadonlyMap<string, Parameter>,
  tx: Transaction,
  calls: readonly Readonly<Record<string, FlowValue>>[],
): readonly ActionOutcome[] {
  const vm = runtime.machine(tx);
  try {
    vm.initialise(method.owner);
    const requests = calls.map((call) => (element ? requestOf(vm, element, inputs, call) : null));
    const list = element ? [new ApexList(method.parameters[0]!.type, requests)] : [];
    const answer = vm.call(method, null, list) as ApexList | null;
    if (outputs.size && answer?.items.length !== calls.length)
      return calls.map(() => ({
        fault: `The number of results does not match the number of interviews that were executed in a single bulk execution request.`,
      }));
    return calls.map((_call, index) => ({ outputs: answerOf(vm, outputs, answer?.items[index] ?? null) }));
  } catch (error) {
    if (!(error instanceof ApexThrow) || error.isFinal) throw error;
    return calls.map(() => ({ fault: `An Apex error occurred: ${error.message}` }));
  }
}

function requestOf(
  vm: Vm,
  type: ApexType,
  inputs: ReadonlyMap<string, Parameter>,
  call: Readonly<Record<string, FlowValue>>,
): ApexValue {
  if (!type.user) {
    const [[name, { shape }]] = [...inputs] as [[string, Parameter]];
    return shape.toApex(vm, call[name] ?? null);
  }
  const request = newInstance(vm, type.user);
  for (const [name, value] of Object.entries(call)) {
    const { shape, field } = inputs.get(name)!;
    const given = shape.toApex(vm, value);
    if (field!.setter) vm.call(field!.setter, request, [given]);
    else request.fields[field!.slot] = given;
  }
  return request;
}

const newInstance = (vm: Vm, cls: UserClass): ApexObject =>
  instantiate(
    vm,
    cls,
    cls.members.constructors.find(({ parameters }) => parameters.length === 0),
    [],
  );

function answerOf(vm: Vm, outputs: ReadonlyMap<string, Parameter>, answer: ApexValue): Record<string, FlowValue> {
  return Object.fromEntries(
    [...outputs].map(([name, { shape, field }]) => {
      if (!field || answer === null) return [name, answer === null ? null : shape.toFlow(answer)];
      const response = answer as ApexObject;
      const value = field.getter ? vm.call(field.getter, response, []) : response.fields[field.slot];
      return [name, value === null ? null : shape.toFlow(value)];
    }),
  );
}
