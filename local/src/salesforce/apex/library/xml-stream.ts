// XmlStreamReader and XmlStreamWriter. Source: Apex Reference Guide, "XmlStreamReader Class", "XmlStreamWriter Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import {
  escapeXmlAttribute,
  escapeXmlText,
  readXml,
  type XmlAttribute,
  type XmlEvent,
  type XmlName,
} from './xml-events.ts';

type Text = string | null;

export class XmlReader {
  readonly events: readonly XmlEvent[];
  at = 0;
  constructor(events: readonly XmlEvent[]) {
    this.events = events;
  }

  get event(): XmlEvent {
    return this.events[this.at]!;
  }
}

function next(vm: Vm, self: XmlReader): number {
  if (self.at >= self.events.length - 1) vm.raise('System.NoSuchElementException', 'No more elements'); // (unconfirmed)
  self.at += 1;
  return codeOf(self.event);
}

/** Numbers of javax.xml.stream.XMLStreamConstants. */
const CODES: Readonly<Record<XmlEvent['kind'], number>> = {
  START_ELEMENT: 1,
  END_ELEMENT: 2,
  PROCESSING_INSTRUCTION: 3,
  CHARACTERS: 4,
  COMMENT: 5,
  START_DOCUMENT: 7,
  END_DOCUMENT: 8,
  CDATA: 12,
};
const codeOf = ({ kind }: XmlEvent): number => CODES[kind];

function nextTag(vm: Vm, self: XmlReader): number {
  for (;;) {
    const code = next(vm, self);
    if (self.event.kind === 'START_ELEMENT' || self.event.kind === 'END_ELEMENT') return code;
    if ('text' in self.event && self.event.kind !== 'COMMENT' && self.event.text.trim() !== '')
      vm.raise('System.XmlException', 'expected start or end tag');
  }
}

const nameOf = ({ event }: XmlReader): XmlName | undefined => ('name' in event ? event.name : undefined);
const textOf = ({ event }: XmlReader): Text => ('text' in event ? event.text : null);

function attributes(vm: Vm, { event }: XmlReader): readonly XmlAttribute[] {
  // (wording after javax.xml.stream, unconfirmed)
  return event.kind === 'START_ELEMENT'
    ? event.attributes
    : vm.raise('System.XmlException', 'Current state is not among the states START_ELEMENT valid for this method');
}

const attributeAt = (vm: Vm, self: XmlReader, index: number): XmlAttribute =>
  attributes(vm, self)[given(vm, index)] ?? vm.raise('System.XmlException', `Attribute index out of bounds: ${index}`);

const namespaces = ({ event }: XmlReader): readonly (readonly [string, string])[] =>
  event.kind === 'START_ELEMENT' ? event.namespaces : [];

const XML_READER = nativeClass({
  name: 'XmlStreamReader',
  js: XmlReader,
  constructors: {
    'XmlStreamReader(String xml)': (vm, _type, xml: Text) => new XmlReader(readXml(vm, given(vm, xml))),
  },
  methods: {
    'Integer getAttributeCount()': (vm, self: XmlReader) => attributes(vm, self).length,
    'String getAttributeLocalName(Integer index)': (vm, self: XmlReader, index: number) =>
      attributeAt(vm, self, index).local,
    'String getAttributeNamespace(Integer index)': (vm, self: XmlReader, index: number) =>
      attributeAt(vm, self, index).uri || null,
    'String getAttributePrefix(Integer index)': (vm, self: XmlReader, index: number) =>
      attributeAt(vm, self, index).prefix || null,
    'String getAttributeType(Integer index)': (vm, self: XmlReader, index: number) =>
      attributeAt(vm, self, index) && 'CDATA',
    'String getAttributeValue(String namespace, String name)': (vm, self: XmlReader, ns: Text, name: Text) =>
      attributes(vm, self).find((one) => one.local === name && (!ns || one.uri === ns))?.value ?? null,
    'String getAttributeValueAt(Integer index)': (vm, self: XmlReader, index: number) =>
      attributeAt(vm, self, index).value,
    'XmlTag getEventType()': (vm, { event }: XmlReader) => vm.types.enumValue(vm.types.native('XmlTag'), event.kind),
    'String getLocalName()': (_vm, self: XmlReader) => nameOf(self)?.local ?? null,
    'String getNamespace()': (_vm, self: XmlReader) => nameOf(self)?.uri || null,
    'Integer getNamespaceCount()': (_vm, self: XmlReader) => namespaces(self).length,
    'String getNamespacePrefix(Integer index)': (vm, self: XmlReader, index: number) =>
      namespaces(self)[given(vm, index)]?.[0] || null,
    'String getNamespaceURIAt(Integer index)': (vm, self: XmlReader, index: number) =>
      namespaces(self)[given(vm, index)]?.[1] ?? null,
    'String getNamespaceURI(String prefix)': (_vm, self: XmlReader, prefix: Text) =>
      self.events
        .slice(0, self.at + 1)
        .flatMap((event) => (event.kind === 'START_ELEMENT' ? event.namespaces : []))
        .findLast(([declared]) => declared === (prefix ?? ''))?.[1] ?? null,
    'String getLocation()': (vm) => refuse(vm, 'XmlStreamReader.getLocation'),
    'String getPIData()': (_vm, self: XmlReader) => textOf(self),
    'String getPITarget()': (_vm, { event }: XmlReader) => ('target' in event ? event.target : null),
    'String getPrefix()': (_vm, self: XmlReader) => nameOf(self)?.prefix || null,
    'String getText()': (_vm, self: XmlReader) => textOf(self),
    'String getVersion()': () => '1.0',
    'Boolean hasName()': (_vm, self: XmlReader) => nameOf(self) !== undefined,
    'Boolean hasNext()': (_vm, self: XmlReader) => self.at < self.events.length - 1,
    'Boolean hasText()': (_vm, { event }: XmlReader) => 'text' in event && event.kind !== 'PROCESSING_INSTRUCTION',
    'Boolean isCharacters()': (_vm, { event }: XmlReader) => event.kind === 'CHARACTERS',
    'Boolean isEndElement()': (_vm, { event }: XmlReader) => event.kind === 'END_ELEMENT',
    'Boolean isStartElement()': (_vm, { event }: XmlReader) => event.kind === 'START_ELEMENT',
    'Boolean isWhitespace()': (_vm, { event }: XmlReader) => event.kind === 'CHARACTERS' && event.text.trim() === '',
    'Integer next()': next,
    'Integer nextTag()': nextTag,
    // Text comes in one piece, and namespaces are always known.
    'void setCoalescing(Boolean coalesces)': () => undefined,
    'void setNamespaceAware(Boolean knows)': () => undefined,
  },
});

export class XmlWriter {
  out = '';
  /** Names of open elements. */
  readonly open: string[] = [];
  /** The last start tag still takes attributes; it ends with this. */
  tagEnd: '' | '>' | '/>' = '';
  isClosed = false;

  endTag(): void {
    this.out += this.tagEnd;
    this.tagEnd = '';
  }

  write(text: string): void {
    this.endTag();
    this.out += text;
  }
}

const qualified = (prefix: Text, name: string): string => (prefix ? `${prefix}:${name}` : name);

function start(vm: Vm, self: XmlWriter, prefix: Text, name: Text, isEmpty: boolean): void {
  const tag = qualified(prefix, given(vm, name, 2));
  self.write(`<${tag}`);
  self.tagEnd = isEmpty ? '/>' : '>';
  if (!isEmpty) self.open.push(tag);
}

/** @throws ApexThrow System.XmlException no start tag is open (wording unconfirmed) */
function attribute(vm: Vm, self: XmlWriter, name: string, value: string): void {
  if (!self.tagEnd) vm.raise('System.XmlException', 'Attribute not associated with any element');
  self.out += ` ${name}="${escapeXmlAttribute(value)}"`;
}

function end(vm: Vm, self: XmlWriter): void {
  const tag = self.open.pop() ?? vm.raise('System.XmlException', 'No element was found to write');
  self.write(`</${tag}>`);
}

const XML_WRITER = nativeClass({
  name: 'XmlStreamWriter',
  js: XmlWriter,
  constructors: { 'XmlStreamWriter()': () => new XmlWriter() },
  methods: {
    'void close()': (_vm, self: XmlWriter) => void (self.isClosed = true),
    'String getXmlString()'(_vm, self: XmlWriter) {
      self.endTag();
      return self.out;
    },
    'void setDefaultNamespace(String uri)': () => undefined,
    'void writeAttribute(String prefix, String namespace, String name, String value)': (
      vm,
      self: XmlWriter,
      prefix: Text,
      _ns: Text,
      name: Text,
      value: Text,
    ) => attribute(vm, self, qualified(prefix, given(vm, name, 3)), given(vm, value, 4)),
    'void writeCData(String text)': (vm, self: XmlWriter, text: Text) => self.write(`<![CDATA[${given(vm, text)}]]>`),
    'void writeCharacters(String text)': (vm, self: XmlWriter, text: Text) =>
      self.write(escapeXmlText(given(vm, text))),
    'void writeComment(String text)': (vm, self: XmlWriter, text: Text) => self.write(`<!--${given(vm, text)}-->`),
    'void writeDefaultNamespace(String uri)': (vm, self: XmlWriter, uri: Text) =>
      attribute(vm, self, 'xmlns', given(vm, uri)),
    'void writeEmptyElement(String prefix, String name, String namespace)': (
      vm,
      self: XmlWriter,
      prefix: Text,
      name: Text,
    ) => start(vm, self, prefix, name, true),
    'void writeEndDocument()'(vm, self: XmlWriter) {
      while (self.open.length) end(vm, self);
    },
    'void writeEndElement()': end,
    'void writeNamespace(String prefix, String uri)': (vm, self: XmlWriter, prefix: Text, uri: Text) =>
      attribute(vm, self, prefix ? `xmlns:${prefix}` : 'xmlns', given(vm, uri, 2)),
    'void writeProcessingInstruction(String target, String data)': (vm, self: XmlWriter, target: Text, data: Text) =>
      self.write(`<?${given(vm, target)}${data ? ` ${data}` : ''}?>`),
    'void writeStartDocument(String encoding, String version)': (_vm, self: XmlWriter, encoding: Text, version: Text) =>
      self.write(`<?xml version="${version ?? '1.0'}"${encoding ? ` encoding="${encoding}"` : ''}?>`),
    'void writeStartElement(String prefix, String name, String namespace)': (
      vm,
      self: XmlWriter,
      prefix: Text,
      name: Text,
    ) => start(vm, self, prefix, name, false),
  },
});

const XML_TAGS = [
  'ATTRIBUTE',
  'CDATA',
  'CHARACTERS',
  'COMMENT',
  'DTD',
  'END_DOCUMENT',
  'END_ELEMENT',
  'ENTITY_DECLARATION',
  'ENTITY_REFERENCE',
  'NAMESPACE',
  'NOTATION_DECLARATION',
  'PROCESSING_INSTRUCTION',
  'SPACE',
  'START_DOCUMENT',
  'START_ELEMENT',
];

export const XML_STREAMS: readonly NativeClass[] = [
  XML_READER,
  XML_WRITER,
  nativeClass({ name: 'System.XmlTag', kind: 'enum', values: XML_TAGS }),
];
