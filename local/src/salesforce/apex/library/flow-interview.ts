// Flow.Interview: flows that Apex starts. Source: Apex Reference Guide, "Interview Class".
import { FlowFault, type FlowBody } from '../../flow/flow.ts';
import type { FlowType, FlowValue, ItemType, ScalarType } from '../../flow/values.ts';
import type { FieldType, Value } from '../../schema/schema.ts';
import { recordShape } from '../flow-actions.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { toApexValue, toRestValue } from '../sobject/field-values.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { ApexType } from '../types.ts';
import { ApexList, type ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';

export class FlowInterview {
  readonly flow: FlowBody;
  readonly inputs: ReadonlyMap<string, FlowValue>;
  /** Once it has run. */
  variables: ReadonlyMap<string, FlowValue> | undefined;
  constructor(flow: FlowBody, inputs: ReadonlyMap<string, FlowValue>) {
    this.flow = flow;
    this.inputs = inputs;
  }
}

/** A flow that Apex may start. @throws ApexThrow there is none of that name (unconfirmed) */
function flowNamed(vm: Vm, name: string): FlowBody {
  const flow = vm.org.flowNamed(name);
  if (!flow) return vm.raise('System.TypeException', `Invalid type: Flow.Interview.${name}`);
  if (flow.kind === 'carried') return refuse(vm, `flow ${flow.name}, which ${flow.why},`);
  if (flow.trigger) return refuse(vm, `flow ${flow.name}, which records trigger, when started from Apex`);
  return flow;
}

function create(vm: Vm, name: string | null, inputs: ApexMap | null): FlowInterview {
  const flow = flowNamed(vm, given(vm, name));
  const byName = new Map([...flow.variables.values()].map((variable) => [variable.name.toLowerCase(), variable]));
  const values = new Map<string, FlowValue>();
  for (const { key, value } of inputs?.entries.values() ?? []) {
    const variable = byName.get(String(key).toLowerCase());
    // A flow takes what it knows and leaves the rest, as public tests of flows show.
    if (!variable) continue;
    if (!variable.isInput) return refuse(vm, `${String(key)}, which is no input of flow ${flow.name},`);
    values.set(variable.name, toFlow(vm, variable.type, value));
  }
  return new FlowInterview(flow, values);
}

/** JavaScript's types of scalars; all others are text. */
const AT_REST: Readonly<Partial<Record<ScalarType, string>>> = { number: 'number', boolean: 'boolean' };

function toFlow(vm: Vm, type: FlowType, value: ApexValue): FlowValue {
  if (value === null) return null;
  if (type.kind === 'collection' && value instanceof ApexList)
    return value.items.map((item) => toFlow(vm, type.of, item)) as FlowValue;
  if (type.kind === 'record' && value instanceof SObjectValue) return recordShape(value.type).toFlow(value);
  const atRest = toRestValue(value);
  if (type.kind === 'scalar' && typeof atRest === (AT_REST[type.type] ?? 'string')) return atRest as Value;
  return refuse(vm, `a value of another type than the flow's ${type.kind} input`);
}

const FIELD_TYPES: Readonly<Partial<Record<ScalarType, FieldType>>> = {
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
};

function toApex(vm: Vm, type: FlowType, value: FlowValue): ApexValue {
  if (value === null) return null;
  if (type.kind === 'collection')
    return new ApexList(
      vm.types.list(apexType(vm, type.of)),
      (value as FlowValue[]).map((item) => toApex(vm, type.of, item)),
    );
  if (type.kind === 'record') return recordShape(apexType(vm, type)).toApex(vm, value);
  return type.kind === 'scalar' ? toApexValue(FIELD_TYPES[type.type] ?? 'string', value as Value) : null;
}

const APEX_TYPES: Readonly<Partial<Record<ScalarType, string>>> = {
  number: 'Decimal',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
};

const apexType = (vm: Vm, type: ItemType): ApexType =>
  type.kind === 'record' ? vm.types.sobject(type.object.name)! : vm.types.native(APEX_TYPES[type.type] ?? 'String');

/** Source: the wording of an unhandled fault as Apex gets it (unconfirmed). */
function start(vm: Vm, self: FlowInterview): null {
  try {
    self.variables = vm.org.startFlow(vm.tx, self.flow, self.inputs);
    return null;
  } catch (error) {
    if (!(error instanceof FlowFault)) throw error;
    return vm.raise('System.FlowException', `An unhandled fault has occurred in this flow: ${error.message}`);
  }
}

/** Only what the flow gives out can be read, and only after it has run. */
function variable(vm: Vm, self: FlowInterview, name: string | null): ApexValue {
  const wanted = given(vm, name).toLowerCase();
  const found = [...self.flow.variables.values()].find((one) => one.name.toLowerCase() === wanted);
  if (!found?.isOutput) return null;
  return toApex(vm, found.type, self.variables?.get(found.name) ?? self.inputs.get(found.name) ?? null);
}

export const FLOW_INTERVIEW: readonly NativeClass[] = [
  nativeClass({
    name: 'Flow.Interview',
    js: FlowInterview,
    statics: {
      'Flow.Interview createInterview(String flowName, Map<String, Object> inputVariables)': create,
      'Flow.Interview createInterview(String namespace, String flowName, Map<String, Object> inputVariables)': (
        vm: Vm,
        _namespace: string | null,
        name: string | null,
        inputs: ApexMap | null,
      ) => create(vm, name, inputs),
    },
    methods: { 'void start()': start, 'Object getVariableValue(String variableName)': variable },
  }),
];

/** `Flow.Interview.My_Flow` for each flow of a project: `new Flow.Interview.My_Flow(inputs).start()`. */
export const interviewClasses = (flowNames: readonly string[]): NativeClass[] =>
  flowNames.map((name) =>
    nativeClass({
      name: `Flow.Interview.${name}`,
      extends: 'Flow.Interview',
      constructors: {
        [`${name}(Map<String, Object> inputVariables)`]: (vm: Vm, _type: unknown, inputs: ApexMap | null) =>
          create(vm, name, inputs),
      },
    }),
  );
