// Assignment: what each operator does to a place, by the place's type. @see Salesforce Help, "Flow Operators in Assignment Elements"
import { add, subtract } from '../formula/decimal.ts';
import { shifted } from '../formula/functions-date.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/schema.ts';
import { step, type NodeCompiler } from './compilation.ts';
import { itemsEqual } from './conditions.ts';
import { unset, type Frame } from './flow.ts';
import { converted, operandIn } from './operands.ts';
import { listIn, placeAt, type Names, type Operand, type Place } from './references.ts';
import { expectChildren } from './source.ts';
import {
  copyOf,
  describeType,
  scalar,
  type FlowItem,
  type FlowType,
  type FlowValue,
  type ScalarType,
} from './values.ts';

type Action = (frame: Frame) => void;

interface Item {
  readonly place: Place;
  readonly path: string;
  readonly value: Operand;
  readonly element: XmlElement;
}

export const compileAssignment: NodeCompiler = (compilation, element) => {
  expectChildren(element, ['assignmentItems', 'connector']);
  const items = childrenOf(element, 'assignmentItems').map((item) => compileItem(compilation.names, item));
  return step(compilation, element, (frame) => {
    for (const assign of items) assign(frame);
  });
};

function compileItem(names: Names, element: XmlElement): Action {
  expectChildren(element, ['assignToReference', 'operator', 'value']);
  const path = requiredText(element, 'assignToReference');
  return compileAssign(names, path, textOf(element, 'operator') ?? 'Assign', child(element, 'value'), element);
}

/**
 * One assignment.
 * @throws SourceError the operator or the value does not fit the place
 */
export function compileAssign(
  names: Names,
  path: string,
  operator: string,
  value: XmlElement | undefined,
  element: XmlElement,
): Action {
  const place = placeAt(names, path, element.position);
  const item: Item = { place, path, value: operandIn(names, value), element };
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!compile)
    throw new UnsupportedMetadata(element.position, `operator ${operator} is not executed by the local org`);
  return compile(item);
}

const OPERATORS: Readonly<Record<string, (item: Item) => Action>> = {
  Assign: assign,
  Add: addTo,
  Subtract: subtractFrom,
  AddItem: (item) => (item.place.type.kind === 'collection' ? append(item) : addChoice(item)),
  AddAtStart: (item) => changed(item, (list, value) => [...value, ...list]),
  AssignCount: count,
  RemoveFirst: (item) => removing(item, (list, found) => list.filter((_, i) => i !== found)),
  RemoveBeforeFirst: (item) => removing(item, (list, found) => list.slice(found)),
  RemoveAfterFirst: (item) => removing(item, (list, found) => list.slice(0, found + 1)),
  RemoveAll: (item) => changed(item, (list, values) => list.filter((each) => !isIn(values, each))),
  RemoveUncommon: (item) => changed(item, (list, values) => list.filter((each) => isIn(values, each))),
  RemovePosition: removePosition,
};

function assign({ place, path, value, element }: Item): Action {
  const { read } = converted(value, place.type, element.position, path);
  return (frame) => place.write(frame, copyOf(read(frame)));
}

const unfit = ({ place, path, element, value }: Item, operator: string): SourceError =>
  new SourceError(
    element.position,
    `${operator} does not work on ${path}, which is ${describeType(place.type)}, with ${describeType(value.type)}`,
  );

const typeOf = (type: FlowType): ScalarType | undefined => (type.kind === 'scalar' ? type.type : undefined);

function addTo(item: Item): Action {
  const { place, path, value, element } = item;
  const type = typeOf(place.type);
  if (place.type.kind === 'collection') return append(item);
  if (type === 'text' || type === 'picklist' || type === 'multipicklist') {
    const { read } = converted(value, scalar('text'), element.position, path);
    return (frame) => place.write(frame, `${textIn(place.read(frame))}${textIn(read(frame))}`);
  }
  return moving(item, 'Add', add, 1);
}

const textIn = (value: FlowValue): string => (typeof value === 'string' ? value : '');

function subtractFrom(item: Item): Action {
  return moving(item, 'Subtract', subtract, -1);
}

/** Numbers add up; a number moves dates and datetimes by days. A place or value that was never set is a fault. */
function moving(item: Item, operator: string, work: (a: number, b: number) => number, sign: number): Action {
  const { place, path, value } = item;
  const type = typeOf(place.type);
  if (typeOf(value.type) !== 'number' || (type !== 'number' && type !== 'date' && type !== 'datetime'))
    throw unfit(item, operator);
  return (frame) => {
    const [current, by] = [place.read(frame) as Value, value.read(frame) as number | null];
    if (current === null || by === null) throw unset(path);
    place.write(frame, type === 'number' ? work(current as number, by) : shifted(current as string, type, sign * by));
  };
}

/** Adds one choice to a multi-select picklist. */
function addChoice(item: Item): Action {
  const { place, path, value, element } = item;
  if (typeOf(place.type) !== 'multipicklist') throw unfit(item, 'AddItem');
  const { read } = converted(value, scalar('text'), element.position, path);
  return (frame) => {
    const chosen = textIn(place.read(frame)).split(';').filter(Boolean);
    place.write(frame, [...chosen, ...textIn(read(frame)).split(';')].filter(Boolean).join(';'));
  };
}

function append(item: Item): Action {
  return changed(item, (list, values) => [...list, ...values]);
}

type Change = (list: readonly FlowItem[], values: readonly FlowItem[]) => FlowItem[];

/** Changes a collection by an item or by the items of another collection. */
function changed(item: Item, change: Change): Action {
  const { place, path, value, element } = item;
  if (place.type.kind !== 'collection') throw unfit(item, 'A collection operator');
  const wanted = value.type.kind === 'collection' ? place.type : place.type.of;
  const { read } = converted(value, wanted, element.position, path);
  return (frame) => {
    const list = listIn(place.read(frame), path) as FlowItem[];
    const added = read(frame);
    const values = Array.isArray(added) ? added : added === null ? [] : [added];
    place.write(frame, change(list, copyOf(values)));
  };
}

const isIn = (values: readonly FlowItem[], item: FlowItem): boolean => values.some((value) => itemsEqual(value, item));

/** Removes around the first item that equals the value; nothing when there is none. */
function removing(item: Item, keep: (list: readonly FlowItem[], found: number) => FlowItem[]): Action {
  return changed(item, (list, [value]) => {
    const found = list.findIndex((each) => value !== undefined && itemsEqual(each, value));
    return found < 0 ? [...list] : keep(list, found);
  });
}

/** Positions count from 1; one outside the collection changes nothing. */
function removePosition(item: Item): Action {
  const { place, path, value } = item;
  if (place.type.kind !== 'collection' || typeOf(value.type) !== 'number') throw unfit(item, 'RemovePosition');
  return (frame) => {
    const list = listIn(place.read(frame), path) as FlowItem[];
    const position = value.read(frame) as number | null;
    place.write(
      frame,
      list.filter((_, i) => i + 1 !== position),
    );
  };
}

function count(item: Item): Action {
  const { place, path, value } = item;
  if (value.type.kind !== 'collection' || typeOf(place.type) !== 'number') throw unfit(item, 'AssignCount');
  return (frame) => place.write(frame, listIn(value.read(frame), path).length);
}
