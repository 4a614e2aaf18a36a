// Reading a flow's XML strictly: a child that nobody here knows is refused with file and line, never passed over.
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';

/** Children of every element: layout and notes, with no effect on what runs. */
const HARMLESS: ReadonlySet<string> = new Set([
  'description',
  'elementSubtype',
  'label',
  'locationX',
  'locationY',
  'name',
  'processMetadataValues',
]);

/** @throws UnsupportedMetadata the element has a child other than those named */
export function expectChildren(element: XmlElement, known: readonly string[]): void {
  for (const { name, position } of element.children)
    if (!known.includes(name) && !HARMLESS.has(name))
      throw new UnsupportedMetadata(position, `<${name}> in <${element.name}> is not executed by the local org`);
}

/** @returns undefined when the child is missing. @throws SourceError neither true nor false */
export function booleanIn(element: XmlElement, name: string): boolean | undefined {
  const text = textOf(element, name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false')
    throw new SourceError(element.position, `<${name}> must be true or false, not ${text}`);
  return text === 'true';
}

/** @throws SourceError the text is not among the table's keys */
export function keyIn<T>(element: XmlElement, name: string, table: Readonly<Record<string, T>>): T {
  const text = requiredText(element, name);
  const found = Object.hasOwn(table, text) ? table[text] : undefined;
  if (found === undefined)
    throw new UnsupportedMetadata(element.position, `<${name}> ${text} is not executed by the local org`);
  return found;
}

/** Texts of all children of that name. */
export const textsOf = (element: XmlElement, name: string): string[] =>
  childrenOf(element, name).map(({ text }) => text);
