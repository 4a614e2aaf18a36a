// Apex triggers as automation of saves. Source: Apex Developer Guide, "Triggers", "Trigger Context Variables", "Trigger Exceptions".
import type { TriggerBlockMemberContext } from '@apexdevtools/apex-parser';
import { ERRORS } from '../../dml/errors.ts';
import { SalesforceError, type Automation, type SaveChunk, type SavingRecord } from '../../dml/save.ts';
import type { Component } from '../../metadata/project.ts';
import { textOf } from '../../metadata/xml.ts';
import type { Row, SObjectType, Value } from '../../schema/schema.ts';
import { NORMAL, RETURN, Scope, type Statement } from '../compile/scope.ts';
import { atLine, compileDeclaration, compileStatement } from '../compile/statements.ts';
import { declareTriggerObject } from '../compile/trigger-variables.ts';
import { ApexThrow } from '../errors.ts';
import type { Program } from '../program.ts';
import type { ApexRuntime } from '../runtime.ts';
import { parseTrigger, type Optional } from '../syntax.ts';
import { VOID, type ApexType } from '../types.ts';
import type { Method, Unit } from '../user-class.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { ApexOrg, Vm } from '../vm.ts';
import { fieldToApex, toRestValue } from './field-values.ts';
import { SObjectValue } from './sobject-value.ts';
import { inTrigger, type TriggerContext } from './trigger-context.ts';

type Moment = `${'before' | 'after'} ${SaveChunk['operation']}`;

/** A trigger of the project; its body is compiled when it first fires. */
export interface Trigger {
  readonly name: string;
  readonly unit: Unit;
  readonly moments: ReadonlySet<string>;
  readonly method: Method;
}

const HEADER = /\btrigger\s+(\w+)\s+on\s+(\w+)\s*\(([^)]*)\)/i;
const COMMENTS = /\/\*[^]*?\*\/|\/\/.*/g;

export class ApexTriggers implements Automation {
  readonly #runtime: ApexRuntime;
  readonly #org: ApexOrg;
  readonly #byObject = new Map<string, Trigger[]>();

  constructor(runtime: ApexRuntime, org: ApexOrg) {
    this.#runtime = runtime;
    this.#org = org;
    for (const component of org.project.ofType('ApexTrigger')) this.#add(component);
  }

  /** Whether a trigger fires after records of that type are inserted. */
  handlesInsert(typeName: string): boolean {
    return this.#byObject.get(typeName.toLowerCase())?.some(({ moments }) => moments.has('after insert')) ?? false;
  }

  /** All active triggers, by name. */
  get all(): readonly Trigger[] {
    return [...this.#byObject.values()].flat();
  }

  #add(component: Component): void {
    const { fullName, content = '', xml } = component;
    if (xml && textOf(xml, 'status') !== undefined && textOf(xml, 'status') !== 'Active') return;
    const { object, cases } = triggerHead(content);
    const unit = this.#runtime.program.unitOf(component);
    const moments = new Set(cases.split(',').map((one) => one.trim().toLowerCase().replace(/\s+/g, ' ')));
    const trigger = { name: fullName, unit, moments, method: this.#method(unit, object) };
    const key = object.toLowerCase();
    this.#byObject.set(key, [...(this.#byObject.get(key) ?? []), trigger]);
  }

  #method(unit: Unit, object: string): Method {
    const { program } = this.#runtime;
    const method: Method = {
      ...program.declarer.makeMethod(
        program.declarer.empty(unit, TRIGGER_MODIFIERS),
        unit.name,
        NOWHERE,
        TRIGGER_MODIFIERS,
        {
          parameters: [],
          returns: VOID,
          block: undefined,
          isConstructor: false,
        },
      ),
      isStatic: true,
      body(frame) {
        const compiled = compileTrigger(program, unit, object);
        Object.assign(method, compiled);
        method.body(frame);
      },
    };
    return method;
  }

  beforeTriggers(chunk: SaveChunk): void {
    this.#fire('before', chunk);
  }

  afterTriggers(chunk: SaveChunk): void {
    this.#fire('after', chunk);
  }

  #fire(when: 'before' | 'after', chunk: SaveChunk): void {
    const moment: Moment = `${when} ${chunk.operation}`;
    const triggers = this.#byObject.get(chunk.type.name.toLowerCase())?.filter(({ moments }) => moments.has(moment));
    if (!triggers?.length) return;
    const vm = this.#runtime.machine(chunk.tx);
    for (const trigger of triggers) {
      const records = chunk.records.filter(({ errors }) => !errors.length);
      if (records.length) this.#run(trigger, when, { ...chunk, records }, vm);
    }
  }

  #run(trigger: Trigger, when: 'before' | 'after', chunk: SaveChunk, vm: Vm): void {
    const isBefore = when === 'before';
    const context = this.#context(isBefore, chunk, vm);
    try {
      inTrigger(vm, context, () => void vm.call(trigger.method, null, []));
    } catch (error) {
      throw asRefusal(error, trigger, when, chunk);
    }
    const changed = (context.newList ?? context.oldList)!.items as SObjectValue[];
    for (const [index, record] of chunk.records.entries()) {
      takeErrors(changed[index]!, record);
      if (isBefore && context.newList && !record.errors.length) takeChanges(changed[index]!, record);
    }
  }

  #context(isBefore: boolean, { type, operation, records, tx }: SaveChunk, vm: Vm): TriggerContext {
    const apexType = vm.types.sobject(type.name)!;
    const make = (row: Row, isReadOnly: boolean) =>
      recordOf(row, apexType, isReadOnly, (name) => this.#org.formulaValue(type, type.fields.get(name)!, row, tx));
    const hasNew = operation !== 'delete';
    const hasOld = operation === 'update' || operation === 'delete';
    const news = hasNew ? records.map(({ values }) => make(values, !isBefore)) : null;
    const olds = hasOld ? records.map(({ prior }) => make(prior!, true)) : null;
    const hasIds = !(isBefore && operation === 'insert');
    return {
      isBefore,
      operation,
      newList: news && new ApexList(vm.types.list(apexType), news),
      oldList: olds && new ApexList(vm.types.list(apexType), olds),
      newMap: news && hasIds ? byId(news, apexType, vm) : null,
      oldMap: olds && byId(olds, apexType, vm),
      size: records.length,
    };
  }
}

/** What the first line of a trigger says: on which object, at which moments. */
export function triggerHead(source: string): { readonly object: string; readonly cases: string } {
  const [, , object = '', cases = ''] = HEADER.exec(source.replace(COMMENTS, ' ')) ?? [];
  return { object, cases };
}

/** Triggers run in system mode. */
const TRIGGER_MODIFIERS = { words: new Set<string>(), sharing: 'without' as const, annotations: [] };
const NOWHERE = { start: { line: 1, column: 0, start: 0 }, getText: () => '' };

/** @throws ApexCompileError */
export function compileTrigger(program: Program, unit: Unit, object: string): Partial<Method> {
  const tree = parseTrigger(unit.name, unit.source);
  const members = tree.triggerBlock().triggerBlockMember_list();
  const cls = program.declarer.declareAnonymous(unit, members.map(asAnonymous), TRIGGER_MODIFIERS);
  const type = program.types.sobject(object);
  if (type) declareTriggerObject(cls, type);
  const method: Partial<Method> & Pick<Method, 'owner'> = { owner: cls, line: tree.start.line };
  const scope = new Scope(program, {
    ...program.declarer.makeMethod(cls, unit.name, tree, TRIGGER_MODIFIERS, {
      parameters: [],
      returns: VOID,
      block: undefined,
      isConstructor: false,
    }),
    isStatic: true,
  });
  if (!type) throw scope.wrong(tree, `Invalid SObject type name: ${object}`);
  const statements = members.flatMap((member) => compileMember(member, scope));
  method.body = (frame) => {
    for (const run of statements) if (run(frame) === RETURN) return;
  };
  return method;
}

/** Declarations of a trigger are like those of anonymous Apex. */
const asAnonymous = (member: TriggerBlockMemberContext) =>
  ({
    anonymousMemberDeclaration: () => member.triggerMemberDeclaration(),
    modifier_list: () => member.modifier_list(),
  }) as never;

function compileMember(member: TriggerBlockMemberContext, scope: Scope): Statement[] {
  const statement = member.statement() as Optional<ReturnType<typeof member.statement>>;
  if (statement) return [compileStatement(statement, scope)];
  const declaration = member.triggerMemberDeclaration();
  const variable = declaration.fieldDeclaration() as Optional<ReturnType<typeof declaration.fieldDeclaration>>;
  if (!variable) return [];
  const declare = compileDeclaration(variable, scope);
  return [atLine((frame) => (declare(frame), NORMAL), variable, scope)];
}

/** A whole stored record as triggers see it. */
export function recordOf(
  row: Row,
  type: ApexType,
  isReadOnly: boolean,
  formula: (field: string) => Value,
): SObjectValue {
  const record = new SObjectValue(type);
  for (const field of (type.sobject as SObjectType).fields.values()) {
    const value = field.formula === undefined ? (row[field.name] ?? null) : formula(field.name);
    if (value !== null) record.fields.set(field.name, fieldToApex(field, value));
  }
  record.assigned = new Set();
  record.isReadOnly = isReadOnly;
  record.isOfTrigger = true;
  return record;
}

function byId(records: readonly SObjectValue[], type: ApexType, vm: Vm): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.id, type));
  for (const record of records) {
    const key = record.id as ApexValue;
    map.entries.set(key, { key, value: record });
  }
  return map;
}

function takeErrors({ errors = [] }: SObjectValue, record: SavingRecord): void {
  for (const { message, field } of errors)
    record.errors.push(ERRORS.other('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field ? [field] : []));
}

function takeChanges({ assigned, fields }: SObjectValue, record: SavingRecord): void {
  for (const name of assigned ?? [])
    if (name !== 'Id' && name in record.values) record.values[name] = toRestValue(fields.get(name) ?? null) as Value;
}

/** What nothing caught befalls every record of the chunk; limits end the transaction. */
function asRefusal(error: unknown, { name }: Trigger, when: string, { operation }: SaveChunk): unknown {
  if (!(error instanceof ApexThrow) || error.isFinal) return error;
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const trace = error.exception.facts!.trace.join('\n');
  return new SalesforceError(
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `${name}: execution of ${capital(when)}${capital(operation)}\n\ncaused by: ${error.message}\n\n${trace}`,
    { cause: error },
  );
}
