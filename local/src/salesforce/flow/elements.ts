// Elements that an interview passes alone: decisions, loops, custom errors, subflows, collection processors.
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import { compileAssign } from './assignments.ts';
import { nodeBase, refuseBeforeSave, step, END, type Compilation, type NodeCompiler } from './compilation.ts';
import { compileConditions, type Condition } from './conditions.ts';
import { Frame, FlowFault, type FlowVariable, type PlainNode } from './flow.ts';
import { formulaOperand, operandAs, textOperand } from './operands.ts';
import { listIn, operandAt, placeAt, type Operand } from './references.ts';
import { booleanIn, expectChildren, textsOf } from './source.ts';
import { copyOf, describeType, isRecord, newRecord, type FlowItem, type FlowRecord, type FlowType } from './values.ts';

/** Subflows within subflows; more is taken for a flow that calls itself without end. */
const MAX_SUBFLOW_DEPTH = 100;

export const compileDecision: NodeCompiler = (compilation, element) => {
  expectChildren(element, ['defaultConnector', 'defaultConnectorLabel', 'rules']);
  const rules = childrenOf(element, 'rules').map((rule) => compileRule(compilation, rule));
  const otherwise = compilation.target(element, 'defaultConnector');
  return {
    ...nodeBase(element, [...rules.map(({ target }) => target), otherwise]),
    kind: 'plain',
    pass: (frame) => {
      const met = rules.find((rule) => rule.holds(frame));
      for (const rule of rules) frame.variables.set(rule.name, rule === met);
      return met?.target ?? otherwise;
    },
  };
};

function compileRule(compilation: Compilation, rule: XmlElement) {
  expectChildren(rule, ['conditionLogic', 'conditions', 'connector', 'doesRequireRecordChangedToMeetCriteria']);
  const condition = compileConditions(compilation.names, rule);
  return {
    name: requiredText(rule, 'name'),
    target: compilation.target(rule, 'connector'),
    holds: booleanIn(rule, 'doesRequireRecordChangedToMeetCriteria') ? changedToMeet(condition) : condition,
  };
}

/** Met now, and not by the record as it was before the save. */
export function changedToMeet(condition: Condition): Condition {
  return (frame) => {
    if (!condition(frame)) return false;
    if (frame.isNew) return true;
    frame.looksBack = true;
    try {
      return !condition(frame);
    } finally {
      frame.looksBack = false;
    }
  };
}

export const compileLoop: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'assignNextValueToReference',
    'collectionReference',
    'iterationOrder',
    'nextValueConnector',
    'noMoreValuesConnector',
  ]);
  const name = requiredText(element, 'name');
  const path = requiredText(element, 'collectionReference');
  const collection = operandAt(compilation.names, path, element.position);
  if (collection.type.kind !== 'collection') throw new SourceError(element.position, `${path} is no collection`);
  const backwards = textOf(element, 'iterationOrder') === 'Desc';
  const assigned = textOf(element, 'assignNextValueToReference');
  const place = placeAt(compilation.names, assigned ?? name, element.position);
  const each = compilation.target(element, 'nextValueConnector');
  const after = compilation.target(element, 'noMoreValuesConnector');
  return {
    ...nodeBase(element, [each, after]),
    kind: 'plain',
    pass: (frame) => {
      let loop = frame.loops.get(name);
      if (!loop) {
        const items = listIn(collection.read(frame), path);
        frame.loops.set(name, (loop = { items: backwards ? items.toReversed() : [...items], next: 0 }));
      }
      if (loop.next >= loop.items.length) {
        frame.loops.delete(name);
        return after;
      }
      place.write(frame, copyOf(loop.items[loop.next]!));
      loop.next += 1;
      return each;
    },
  };
};

/** Type of what a loop hands out, for flows that read it under the loop's own name. */
export function loopItemType(compilation: Compilation, element: XmlElement): FlowType {
  const path = requiredText(element, 'collectionReference');
  const { type } = operandAt(compilation.names, path, element.position);
  if (type.kind !== 'collection') throw new SourceError(element.position, `${path} is no collection`);
  return type.of;
}

/**
 * Refuses the record with the flow's own text and ends the interview. Status code unconfirmed
 * (reference/platform-behaviour.md §11): FIELD_CUSTOM_VALIDATION_EXCEPTION, as validation rules answer.
 */
export const compileCustomError: NodeCompiler = (compilation, element) => {
  expectChildren(element, ['connector', 'customErrorMessages']);
  if (!compilation.moment) throw new SourceError(element.position, 'custom errors belong to record-triggered flows');
  const messages = childrenOf(element, 'customErrorMessages').map((message) => {
    expectChildren(message, ['errorMessage', 'fieldSelection', 'isFieldError']);
    const text = child(message, 'errorMessage');
    if (!text) throw new SourceError(message.position, 'a custom error needs an <errorMessage>');
    const field = booleanIn(message, 'isFieldError') ? [requiredText(message, 'fieldSelection')] : [];
    return { field, text: textOperand(compilation.names, text.text, text.position) };
  });
  return {
    ...nodeBase(element, []),
    kind: 'plain',
    pass: (frame) => {
      const { saving } = frame.interview;
      for (const { field, text } of messages) {
        const message = text.read(frame) as string;
        if (!saving) throw new FlowFault(message);
        saving.errors.push({ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields: field });
      }
      return END;
    },
  };
};

export const compileSubflow: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'connector',
    'flowName',
    'inputAssignments',
    'outputAssignments',
    'storeOutputAutomatically',
  ]);
  refuseBeforeSave(compilation, element);
  const name = requiredText(element, 'name');
  const flow = compilation.flow(requiredText(element, 'flowName'), element);
  const inputs = childrenOf(element, 'inputAssignments').map((input) => {
    const variable = variableOf(flow.variables, requiredText(input, 'name'), 'isInput', input);
    return { variable, ...operandAs(compilation.names, child(input, 'value'), variable.type, variable.name) };
  });
  const outputs = childrenOf(element, 'outputAssignments').map((output) => {
    const variable = variableOf(flow.variables, requiredText(output, 'name'), 'isOutput', output);
    const place = placeAt(compilation.names, requiredText(output, 'assignToReference'), output.position);
    return { variable, place };
  });
  const next = compilation.target(element, 'connector');
  const onEnd = (caller: Frame) => (ended: Frame) => {
    for (const variable of flow.variables.values())
      caller.variables.set(`${name}.${variable.name}`, ended.variables.get(variable.name) ?? null);
    for (const { variable, place } of outputs) place.write(caller, copyOf(ended.variables.get(variable.name) ?? null));
    return next;
  };
  const node: PlainNode = {
    ...nodeBase(element, [next]),
    kind: 'plain',
    pass: (frame) => {
      if (frame.depth >= MAX_SUBFLOW_DEPTH) throw new FlowFault(`Subflows are nested too deeply at ${name}.`);
      const inner = new Frame(flow, frame.interview, { frame, onEnd: onEnd(frame) });
      for (const { variable, read } of inputs) inner.variables.set(variable.name, copyOf(read(frame)));
      frame.interview.frame = inner;
      return inner.flow.start;
    },
  };
  return node;
};

function variableOf(
  variables: ReadonlyMap<string, FlowVariable>,
  name: string,
  role: 'isInput' | 'isOutput',
  element: XmlElement,
): FlowVariable {
  const variable = variables.get(name);
  if (!variable?.[role])
    throw new SourceError(
      element.position,
      `the flow has no variable ${name} for ${role === 'isInput' ? 'input' : 'output'}`,
    );
  return variable;
}

const PROCESSORS: Readonly<Record<string, NodeCompiler>> = {
  FilterCollectionProcessor: compileFilter,
  SortCollectionProcessor: compileSort,
  RecommendationMapCollectionProcessor: compileMap,
};

export const compileCollectionProcessor: NodeCompiler = (compilation, element) => {
  expectChildren(element, [
    'assignNextValueToReference',
    'collectionProcessorType',
    'collectionReference',
    'conditionLogic',
    'conditions',
    'connector',
    'formula',
    'limit',
    'mapItems',
    'outputSObjectType',
    'sortOptions',
  ]);
  const kind = requiredText(element, 'collectionProcessorType');
  const compile = Object.hasOwn(PROCESSORS, kind) ? PROCESSORS[kind] : undefined;
  if (!compile) throw new UnsupportedMetadata(element.position, `${kind} is not executed by the local org`);
  return compile(compilation, element);
};

function collectionIn(compilation: Compilation, element: XmlElement): { path: string; collection: Operand } {
  const path = requiredText(element, 'collectionReference');
  const collection = operandAt(compilation.names, path, element.position);
  if (collection.type.kind !== 'collection') throw new SourceError(element.position, `${path} is no collection`);
  return { path, collection };
}

/** Keeps what meets the conditions; the result is read under the element's name. */
function compileFilter(compilation: Compilation, element: XmlElement): PlainNode {
  const { path, collection } = collectionIn(compilation, element);
  const name = requiredText(element, 'name');
  const item = placeAt(compilation.names, requiredText(element, 'assignNextValueToReference'), element.position);
  const formula = child(element, 'formula');
  const keeps = formula
    ? formulaOperand(compilation.names, formula, 'Boolean', undefined).read
    : compileConditions(compilation.names, element);
  return step(compilation, element, (frame) => {
    const kept = listIn(collection.read(frame), path).filter((each) => {
      item.write(frame, each);
      return keeps(frame) === true;
    });
    frame.variables.set(name, copyOf(kept as FlowItem[]));
  });
}

/** Sorts the collection itself, and cuts it to the limit. */
function compileSort(compilation: Compilation, element: XmlElement): PlainNode {
  const { path, collection } = collectionIn(compilation, element);
  const options = childrenOf(element, 'sortOptions').map((option) => {
    expectChildren(option, ['doesPutEmptyStringAndNullFirst', 'sortField', 'sortOrder']);
    const of = (collection.type as FlowType & { kind: 'collection' }).of;
    const written = textOf(option, 'sortField');
    const field = written && of.kind === 'record' ? compilation.names.schema.field(of.object, written) : undefined;
    if (of.kind === 'record' && !field)
      throw new SourceError(option.position, `${describeType(of)} has no field ${written ?? ''}`);
    const blankFirst = booleanIn(option, 'doesPutEmptyStringAndNullFirst') === true;
    return { field: field?.name, sign: textOf(option, 'sortOrder') === 'Desc' ? -1 : 1, blankFirst };
  });
  const limit = textOf(element, 'limit');
  const place = placeAt(compilation.names, path, element.position);
  return step(compilation, element, (frame) => {
    const sorted = [...listIn(collection.read(frame), path)] as FlowItem[];
    sorted.sort((a, b) => firstDifference(a, b, options));
    place.write(frame, limit ? sorted.slice(0, Number(limit)) : sorted);
  });
}

interface SortOption {
  readonly field: string | undefined;
  readonly sign: number;
  readonly blankFirst: boolean;
}

function firstDifference(a: FlowItem, b: FlowItem, options: readonly SortOption[]): number {
  for (const { field, sign, blankFirst } of options) {
    const [x, y] = [a, b].map((item) => (isRecord(item) ? (item.values[field!] ?? null) : item));
    const [noX, noY] = [x === null || x === '', y === null || y === ''];
    if (noX !== noY) return noX === blankFirst ? -1 : 1;
    if (!noX && x !== y) return sign * (x! < y! ? -1 : 1);
  }
  return 0;
}

/** Makes a record of each item; the result is read under the element's name. */
function compileMap(compilation: Compilation, element: XmlElement): PlainNode {
  const { path, collection } = collectionIn(compilation, element);
  const name = requiredText(element, 'name');
  const item = placeAt(compilation.names, requiredText(element, 'assignNextValueToReference'), element.position);
  const made = mapOutputType(compilation, element);
  const fields = childrenOf(element, 'mapItems').map((mapItem) => {
    expectChildren(mapItem, ['assignToFieldReference', 'operator', 'value']);
    const field = requiredText(mapItem, 'assignToFieldReference');
    const operator = textOf(mapItem, 'operator') ?? 'Assign';
    return compileAssign(compilation.names, `${name}$item.${field}`, operator, child(mapItem, 'value'), mapItem);
  });
  return step(compilation, element, (frame) => {
    const records: FlowRecord[] = [];
    for (const each of listIn(collection.read(frame), path)) {
      item.write(frame, each);
      const record = newRecord(made.object);
      frame.variables.set(`${name}$item`, record);
      for (const assign of fields) assign(frame);
      records.push(record);
    }
    frame.variables.set(name, records);
  });
}

export function mapOutputType(compilation: Compilation, element: XmlElement): FlowType & { kind: 'record' } {
  const written = textsOf(element, 'outputSObjectType')[0];
  if (written === undefined) {
    const { type } = collectionIn(compilation, element).collection;
    if (type.kind === 'collection' && type.of.kind === 'record') return type.of;
    throw new SourceError(element.position, 'a map needs an <outputSObjectType>');
  }
  const object = compilation.names.schema.type(written);
  if (!object) throw new SourceError(element.position, `there is no object ${written}`);
  return { kind: 'record', object };
}
