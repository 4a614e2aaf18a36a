// Metadata XML as a tree that remembers its lines, so that every later refusal can name file and line.
import { SaxesParser } from 'saxes';
import { SourceError, type SourcePosition } from './source-error.ts';

/** One element. `text` is its own character data, trimmed; '' when it has none. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly position: SourcePosition;
}

/**
 * Parses one metadata file.
 * @param file path for error messages, relative to the project root
 * @throws SourceError the XML is malformed
 */
export function parseXml(text: string, file: string): XmlElement {
  interface Open {
    name: string;
    text: string;
    attributes: Record<string, string>;
    children: XmlElement[];
    position: SourcePosition;
  }
  const parser = new SaxesParser();
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw new SourceError({ file, line: parser.line }, `malformed XML: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('opentagstart', (tag) => {
    stack.push({ name: tag.name, text: '', attributes: {}, children: [], position: { file, line: parser.line } });
  });
  parser.on('opentag', (tag) => {
    stack.at(-1)!.attributes = { ...(tag.attributes as Record<string, string>) };
  });
  const addText = (piece: string) => {
    const open = stack.at(-1);
    if (open) open.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const open = stack.pop()!;
    const element: XmlElement = { ...open, text: open.text.trim() };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  if (!root) throw new SourceError({ file, line: 1 }, 'malformed XML: no root element');
  return root;
}

/** The first child of that name, or undefined. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** All children of that name, in source order. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name);
}

/** Text of the first child of that name, or undefined when there is no such child. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

/** @throws SourceError the child is missing or empty */
export function requiredText(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (!text) throw new SourceError(element.position, `<${element.name}> needs a <${name}>`);
  return text;
}
