// SOAP messages as XML: reading by local name, since clients choose their own prefixes, and writing plain values.
import type { XmlElement } from '../../metadata/xml.ts';

export const localName = ({ name }: XmlElement): string => name.replace(/^.*:/, '');

/** The first child of that local name. */
export function childNamed(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  return element.children.find((child) => names.includes(localName(child)));
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => localName(child) === name);
}

/** Text of the first child of that local name; undefined when there is none. */
export const textNamed = (element: XmlElement, name: string): string | undefined => childNamed(element, name)?.text;

export type XmlValue = string | number | boolean | null | undefined | readonly XmlValue[] | XmlFields;
export interface XmlFields {
  readonly [name: string]: XmlValue;
}

/**
 * Values as elements: a list repeats its element, undefined leaves it out, null is `xsi:nil`.
 * `toXml({ result: { id: '0Af…', files: ['a', 'b'] } })` → `<result><id>0Af…</id><files>a</files><files>b</files></result>`
 */
export function toXml(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => elements(name, value))
    .join('');
}

function elements(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (Array.isArray(value)) return (value as readonly XmlValue[]).map((one) => elements(name, one)).join('');
  const inside = typeof value === 'object' ? toXml(value as XmlFields) : escaped(String(value));
  return `<${name}>${inside}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as it stands in an element. Characters that XML cannot hold at all are left out. */
export const escaped = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replace(/[&<>]/g, (character) => ENTITIES[character]!);
