// Formulas that Apex puts together, and formula fields worked out on records in memory, by the org's formula engine.
// Source: Apex Reference Guide, "Formula Class", FormulaEval namespace.
import { SourceError, UnsupportedMetadata } from '../../metadata/source-error.ts';
import { compileFormula, type Formula } from '../../formula/compile.ts';
import { FormulaError } from '../../formula/formula-error.ts';
import { formulaTypeOf, type FormulaScope, type FormulaType, type Reference } from '../../formula/types.ts';
import type { Value } from '../../schema/schema.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { fieldToApex, toRestValue } from '../sobject/field-values.ts';
import { memberOf } from '../sobject/fields.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { SObjectTypeToken } from '../sobject/tokens.ts';
import type { ApexType } from '../types.ts';
import type { Field as ClassField } from '../user-class.ts';
import { staticsOf } from '../compile/construction.ts';
import { ApexList, ApexSet } from '../values/collections.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDate, ApexDatetime, ApexDouble, ApexObject, type ApexValue, type EnumValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import { TypeToken } from './type-token.ts';

class Builder {
  of: ApexType | undefined;
  returns = 'STRING';
  text = '';
  nullIsZero = false;
  isTemplate = false;
}

interface Scope extends FormulaScope {
  readonly vm: Vm;
  readonly root: ApexValue;
}

class Instance {
  readonly of: ApexType;
  readonly returns: string;
  readonly formula: Formula<Scope>;
  constructor(of: ApexType, returns: string, formula: Formula<Scope>) {
    this.of = of;
    this.returns = returns;
    this.formula = formula;
  }
}

type Step = (vm: Vm, from: ApexValue) => ApexValue;

/** Types of properties of classes that formulas can work with. */
const PRIMITIVES: Readonly<Record<string, FormulaType>> = {
  String: 'text',
  Id: 'text',
  Boolean: 'boolean',
  Integer: 'number',
  Long: 'number',
  Double: 'number',
  Decimal: 'number',
  Date: 'date',
  Datetime: 'datetime',
  Time: 'time',
};

/** What `record.Account.Name` reads, beginning at a class of the project or at an sObject. */
function resolvePath(vm: Vm, type: ApexType, path: string): Reference<Scope> | { unsupported: string } | undefined {
  if (path.startsWith('$')) return { unsupported: 'global variables of formulas in Apex are not supported' };
  const steps: Step[] = [];
  let at: ApexType | undefined = type;
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    if (at?.user) {
      const field: ClassField | undefined = at.user.findField(name);
      if (!field) return undefined;
      steps.push((one, from) => (from === null ? null : readProperty(one, field, from as ApexObject)));
      at = field.type;
      const kind = PRIMITIVES[at.native?.name ?? ''];
      if (isLast) return kind ? reader(kind, steps) : undefined;
      continue;
    }
    if (!at?.sobject) return undefined;
    const member = memberOf(vm.program.schema, at.sobject, name);
    if (!member || member.kind === 'children') return undefined;
    const key = member.kind === 'parent' ? member.name : member.field.name;
    steps.push((_one, from) => (from instanceof SObjectValue ? (from.fields.get(key) ?? null) : null));
    if (member.kind === 'field') {
      const kind = isLast ? formulaTypeOf(member.field.type) : undefined;
      return kind ? reader(kind, steps) : undefined;
    }
    at = vm.types.sobject(member.field.referenceTo[0] ?? '');
  }
  return undefined;
}

function readProperty(vm: Vm, { getter, isStatic, owner, slot }: ClassField, from: ApexObject): ApexValue {
  if (getter) return vm.call(getter, isStatic ? null : from, []);
  return isStatic ? staticsOf(owner, vm)[slot] : from.fields[slot];
}

function reader(type: FormulaType, steps: readonly Step[]): Reference<Scope> {
  return {
    type,
    read({ vm, root }) {
      const value = steps.reduce<ApexValue>((from, step) => step(vm, from), root);
      return toRestValue(value ?? null) as Value;
    },
  };
}

function build(vm: Vm, { of, text, returns, nullIsZero, isTemplate }: Builder): Instance {
  if (!of) return vm.raise('System.FormulaValidationException', 'A context type is needed'); // (unconfirmed)
  if (of.user && !of.user.modifiers.words.has('global'))
    vm.raise('System.FormulaValidationException', `The class ${of.name} must be global to be used in a formula`); // (unconfirmed)
  if (isTemplate) return refuse(vm, 'FormulaBuilder.parseAsTemplate');
  try {
    const formula = compileFormula<Scope>(text, {
      allow: 'field',
      blankAsZero: nullIsZero,
      resolve: (path) => resolvePath(vm, of, path),
      position: { file: 'formula', line: 1 },
    });
    return new Instance(of, returns, formula);
  } catch (error) {
    if (error instanceof UnsupportedMetadata) return refuse(vm, error.message);
    if (!(error instanceof SourceError)) throw error;
    return vm.raise(
      'System.FormulaValidationException',
      error.message.replace(/^(?:formula:\d+: )?formula(?:, line \d+)?, column \d+: /, ''),
    );
  }
}

function evaluate(vm: Vm, { formula, returns }: Instance, root: ApexValue): ApexValue {
  let value: Value;
  try {
    value = formula.evaluate({
      vm,
      root: given(vm, root),
      isNew: false,
      isClone: false,
      now: vm.org.clock(),
      timeZone: vm.user.timeZone,
    });
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return vm.raise('System.FormulaEvaluationException', error.message);
  }
  return value === null ? null : RESULTS[returns]!(value);
}

/** By FormulaReturnType. */
const RESULTS: Readonly<Record<string, (value: NonNullable<Value>) => ApexValue>> = {
  BOOLEAN: (value) => value === true,
  DATE: (value) => new ApexDate(Date.parse(`${String(value).slice(0, 10)}T00:00:00Z`) / 86_400_000),
  DATETIME: (value) => new ApexDatetime(Date.parse(String(value))),
  DECIMAL: (value) => ApexDecimal.ofDouble(Number(value)),
  DOUBLE: (value) => new ApexDouble(Number(value)),
  ID: String,
  INTEGER: (value) => Math.trunc(Number(value)),
  LONG: (value) => BigInt(Math.trunc(Number(value))),
  STRING: String,
  TIME: String,
};

/** Formula fields of records in memory, from the fields that are there. */
function recalculate(vm: Vm, records: ApexList | null): ApexList {
  const all = given(vm, records).items as SObjectValue[];
  for (const record of all) {
    const { sobject } = given(vm, record);
    const row: Record<string, Value> = {};
    for (const field of sobject.fields.values())
      row[field.name] = toRestValue(record.fields.get(field.name) ?? null) as Value;
    for (const field of sobject.fields.values())
      if (field.formula !== undefined)
        record.fields.set(field.name, fieldToApex(field, vm.org.formulaValue(sobject, field, row, vm.tx)));
  }
  return new ApexList(
    vm.types.list(vm.types.native('FormulaRecalcResult')),
    all.map((record) => new RecalcResult(record)),
  );
}

class RecalcResult {
  readonly record: SObjectValue;
  constructor(record: SObjectValue) {
    this.record = record;
  }
}

const RETURN_TYPES = Object.keys(RESULTS);
const GLOBALS = [
  'CUSTOMMETADATA',
  'LABEL',
  'ORGANIZATION',
  'PERMISSION',
  'PROFILE',
  'SETUP',
  'SYSTEM',
  'USER',
  'USERROLE',
];

const change = (self: Builder, values: Partial<Builder>): Builder => Object.assign(self, values);

export const FORMULAS: readonly NativeClass[] = [
  nativeClass({
    name: 'Formula',
    statics: {
      'FormulaEval.FormulaBuilder builder()': () => new Builder(),
      'List<FormulaRecalcResult> recalculateFormulas(List<SObject> records)': recalculate,
    },
  }),
  nativeClass({
    name: 'FormulaRecalcResult',
    js: RecalcResult,
    methods: {
      'Boolean isSuccess()': () => true,
      'SObject getSObject()': (_vm, self: RecalcResult) => self.record,
      'List<FormulaRecalcFieldError> getErrors()': (vm) =>
        new ApexList(vm.types.list(vm.types.native('FormulaRecalcFieldError')), []),
    },
  }),
  nativeClass({ name: 'FormulaRecalcFieldError' }),
  nativeClass({
    name: 'FormulaEval.FormulaBuilder',
    js: Builder,
    methods: {
      'FormulaEval.FormulaBuilder withType(Schema.SObjectType type)': (
        vm,
        self: Builder,
        type: SObjectTypeToken | null,
      ) => change(self, { of: vm.types.sobject(given(vm, type).of.name)! }),
      'FormulaEval.FormulaBuilder withType(System.Type type)': (vm, self: Builder, type: TypeToken | null) =>
        change(self, { of: given(vm, type).of }),
      'FormulaEval.FormulaBuilder withReturnType(FormulaEval.FormulaReturnType type)': (
        vm,
        self: Builder,
        type: EnumValue | null,
      ) => change(self, { returns: given(vm, type).name }),
      'FormulaEval.FormulaBuilder withFormula(String formula)': (vm, self: Builder, text: string | null) =>
        change(self, { text: given(vm, text) }),
      'FormulaEval.FormulaBuilder withGlobalVariables(List<FormulaEval.FormulaGlobal> globals)': (_vm, self: Builder) =>
        self,
      'FormulaEval.FormulaBuilder treatNumericNullAsZero(Boolean flag)': (_vm, self: Builder, flag: boolean | null) =>
        change(self, { nullIsZero: flag === true }),
      'FormulaEval.FormulaBuilder parseAsTemplate(Boolean flag)': (_vm, self: Builder, flag: boolean | null) =>
        change(self, { isTemplate: flag === true }),
      'FormulaEval.FormulaInstance build()': build,
    },
  }),
  nativeClass({
    name: 'FormulaEval.FormulaInstance',
    js: Instance,
    methods: {
      'Object evaluate(Object context)': evaluate,
      'Set<String> getReferencedFields()': (vm, { formula }: Instance) => {
        const set = new ApexSet(vm.types.set(vm.types.string));
        for (const name of formula.references) set.entries.set(name, name);
        return set;
      },
    },
  }),
  nativeClass({ name: 'FormulaEval.FormulaReturnType', kind: 'enum', values: RETURN_TYPES }),
  nativeClass({ name: 'FormulaEval.FormulaGlobal', kind: 'enum', values: GLOBALS }),
];
