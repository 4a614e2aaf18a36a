// Values written in a flow: literals, references, text with {!merge fields}, formulas on the spot; brought to the type asked for.
import { compileFormula } from '../formula/compile.ts';
import { round } from '../formula/decimal.ts';
import type { FormulaType } from '../formula/types.ts';
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';
import type { XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/schema.ts';
import type { Frame } from './flow.ts';
import { formulaReference, operandAt, type Names, type Operand } from './references.ts';
import { converter, describeType, NOTHING, scalar, shown, type FlowType, type ScalarType } from './values.ts';

const constant = (type: ScalarType, value: Value): Operand => ({ type: scalar(type), read: () => value });

type Reader = (names: Names, element: XmlElement) => Operand;

const LITERALS: Readonly<Record<string, Reader>> = {
  stringValue: (names, { text, position }) => textOperand(names, text, position),
  numberValue: (_, element) => constant('number', numberOf(element)),
  booleanValue: (_, { text }) => constant('boolean', text === 'true'),
  dateValue: (_, { text }) => constant('date', text.slice(0, 10)),
  dateTimeValue: (_, element) => constant('datetime', datetimeIn(element)),
  timeValue: (_, { text }) => constant('time', `${text.slice(0, 8)}.000Z`),
  elementReference: (names, { text, position }) => operandAt(names, text, position),
};

/** The value of a `<value>`, `<rightValue>`…; a missing element or an empty one is null. */
export function operandIn(names: Names, element: XmlElement | undefined): Operand {
  const [content, ...more] = element?.children ?? [];
  if (!content) return { type: NOTHING, read: () => null };
  if (content.name === 'formulaExpression' || content.name === 'formulaDataType')
    return inlineFormula(names, element!.children);
  const reader = Object.hasOwn(LITERALS, content.name) ? LITERALS[content.name] : undefined;
  const strange = reader ? more[0] : content;
  if (!reader || strange)
    throw new UnsupportedMetadata(strange!.position, `<${strange!.name}> as a value is not executed by the local org`);
  return reader(names, content);
}

/**
 * The same, converted to a type.
 * @param what names the receiver in refusals
 * @throws SourceError the value cannot go there
 */
export function operandAs(names: Names, element: XmlElement | undefined, wanted: FlowType, what: string): Operand {
  return converted(operandIn(names, element), wanted, element?.position, what);
}

/** @throws SourceError one type cannot go into the other */
export function converted(
  operand: Operand,
  wanted: FlowType,
  position: SourcePosition | undefined,
  what: string,
): Operand {
  const { type, read } = operand;
  if (type.kind === 'null') return { type: wanted, read };
  if (type.kind === 'scalar' && wanted.kind === 'scalar') {
    const convert = converter(type.type, wanted.type);
    if (convert) return { type: wanted, read: (frame) => convert(read(frame) as Value, frame.user) };
  } else if (fits(type, wanted)) return operand;
  throw new SourceError(
    position ?? { file: '<flow>', line: 1 },
    `${what} is ${describeType(wanted)} and cannot take ${describeType(type)}`,
  );
}

function fits(type: FlowType, wanted: FlowType): boolean {
  if (type.kind === 'record' && wanted.kind === 'record') return type.object === wanted.object;
  if (type.kind === 'collection' && wanted.kind === 'collection')
    return type.of.kind === 'scalar' && wanted.of.kind === 'scalar'
      ? type.of.type === wanted.of.type || converter(type.of.type, wanted.of.type) !== undefined
      : fits(type.of, wanted.of);
  return false;
}

/** Text in which `{!Name}` stands for values. */
export function textOperand(names: Names, text: string, position: SourcePosition): Operand {
  const parts = text.split(/\{!([^{}]+)\}/);
  if (parts.length === 1) return constant('text', text);
  const pieces = parts.map((part, i) => (i % 2 === 0 ? part : mergeField(names, part.trim(), position)));
  return {
    type: scalar('text'),
    read: (frame) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(frame))).join(''),
  };
}

function mergeField(names: Names, path: string, position: SourcePosition): (frame: Frame) => string {
  const { type, read } = operandAt(names, path, position);
  if (type.kind !== 'scalar')
    throw new UnsupportedMetadata(
      position,
      `{!${path}} puts ${describeType(type)} into text, which is not executed here`,
    );
  return (frame) => shown(read(frame) as Value, type.type, frame.user);
}

const RESULT_TYPES: Readonly<Record<string, { scalar: ScalarType; from: readonly FormulaType[] }>> = {
  String: { scalar: 'text', from: ['text', 'picklist', 'multipicklist'] },
  Number: { scalar: 'number', from: ['number'] },
  Currency: { scalar: 'number', from: ['number'] },
  Boolean: { scalar: 'boolean', from: ['boolean'] },
  Date: { scalar: 'date', from: ['date'] },
  DateTime: { scalar: 'datetime', from: ['datetime'] },
  Time: { scalar: 'time', from: ['time'] },
};

/**
 * A flow formula. What the platform shows as #Error! reads as null.
 * @see Salesforce Help, "Flow Formula Considerations"
 * @throws SourceError the formula is wrong or does not give its data type
 */
export function formulaOperand(
  names: Names,
  expression: XmlElement,
  dataType: string,
  scale: number | undefined,
): Operand {
  const wanted = Object.hasOwn(RESULT_TYPES, dataType) ? RESULT_TYPES[dataType] : undefined;
  if (!wanted) throw new UnsupportedMetadata(expression.position, `a formula cannot give ${dataType}`);
  const { type, evaluate } = compileFormula<Frame>(expression.text, {
    allow: 'flow',
    position: expression.position,
    resolve: (path) => formulaReference(names, path, expression.position),
  });
  if (type !== 'null' && !wanted.from.includes(type))
    throw new SourceError(expression.position, `the formula gives ${type}, but its data type is ${dataType}`);
  return {
    type: scalar(wanted.scalar),
    read: (frame) => {
      const value = quiet(() => evaluate(frame));
      return typeof value === 'number' && scale !== undefined ? round(value, scale, 'half-up') : value;
    },
  };
}

/** Runs a formula; one that cannot be evaluated gives null. */
export function quiet(evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if ((error as Error).name === 'FormulaError') return null;
    throw error;
  }
}

function inlineFormula(names: Names, children: readonly XmlElement[]): Operand {
  const expression = children.find(({ name }) => name === 'formulaExpression');
  const dataType = children.find(({ name }) => name === 'formulaDataType');
  if (!expression || !dataType)
    throw new SourceError(children[0]!.position, 'a formula as a value needs formulaExpression and formulaDataType');
  return formulaOperand(names, expression, dataType.text, undefined);
}

function numberOf({ text, position }: XmlElement): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new SourceError(position, `${text} is not a number`);
  return value;
}

function datetimeIn({ text, position }: XmlElement): string {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new SourceError(position, `${text} is not a date and time`);
  return new Date(millis).toISOString();
}
