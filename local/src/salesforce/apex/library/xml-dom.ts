// Dom.Document, Dom.XmlNode. Source: Apex Reference Guide, "Dom Namespace".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';
import { escapeXmlAttribute, escapeXmlText, readXml, type XmlEvent } from './xml-events.ts';

type NodeKind = 'ELEMENT' | 'TEXT' | 'COMMENT';
type Text = string | null;

interface Attribute {
  readonly key: string;
  readonly ns: string;
  value: string;
}

export class XmlNode {
  readonly kind: NodeKind;
  readonly name: string;
  readonly text: string;
  ns: string;
  prefix: string;
  parent: XmlNode | null = null;
  readonly children: XmlNode[] = [];
  readonly attributes: Attribute[] = [];
  /** Prefix → address, as this element declares them. */
  readonly declared = new Map<string, string>();

  constructor(kind: NodeKind, name: string, ns = '', prefix = '', text = '') {
    this.kind = kind;
    this.name = name;
    this.ns = ns;
    this.prefix = prefix;
    this.text = text;
  }

  add(child: XmlNode): XmlNode {
    child.parent = this;
    this.children.push(child);
    return child;
  }

  /** Address of a prefix here, declared by this element or one around it. */
  namespaceFor(prefix: string): string | undefined {
    return this.declared.get(prefix) ?? this.parent?.namespaceFor(prefix);
  }

  prefixFor(ns: string): string | undefined {
    for (const [prefix, uri] of this.declared) if (uri === ns) return prefix;
    return this.parent?.prefixFor(ns);
  }
}

export class XmlDocument {
  root: XmlNode | null = null;
}

/** @param prefix null: the default namespace */
function element(name: string, ns: Text, prefix: Text): XmlNode {
  const made = new XmlNode('ELEMENT', name, ns ?? '', prefix ?? '');
  if (ns) made.declared.set(prefix ?? '', ns);
  return made;
}

function build(events: readonly XmlEvent[]): XmlNode | null {
  let root: XmlNode | null = null;
  let at: XmlNode | null = null;
  for (const event of events) {
    if (event.kind === 'START_ELEMENT') {
      const node = new XmlNode('ELEMENT', event.name.local, event.name.uri, event.name.prefix);
      for (const [prefix, uri] of event.namespaces) node.declared.set(prefix, uri);
      for (const { local, uri, value } of event.attributes) node.attributes.push({ key: local, ns: uri, value });
      if (at) at.add(node);
      else root = node;
      at = node;
    } else if (event.kind === 'END_ELEMENT') at = at!.parent;
    else if (event.kind === 'CHARACTERS' || event.kind === 'CDATA')
      at?.add(new XmlNode('TEXT', '', '', '', event.text));
    else if (event.kind === 'COMMENT') at?.add(new XmlNode('COMMENT', '', '', '', event.text));
  }
  return root;
}

function write(node: XmlNode): string {
  if (node.kind === 'TEXT') return escapeXmlText(node.text);
  if (node.kind === 'COMMENT') return `<!--${node.text}-->`;
  const name = node.prefix ? `${node.prefix}:${node.name}` : node.name;
  const known = (prefix: string, uri: string) => node.parent?.namespaceFor(prefix) === uri;
  const namespaces = [...node.declared]
    .filter(([prefix, uri]) => !known(prefix, uri))
    .map(([prefix, uri]) => ` xmlns${prefix ? `:${prefix}` : ''}="${escapeXmlAttribute(uri)}"`);
  const attributes = node.attributes.map(({ key, ns, value }) => {
    const prefix = ns ? node.prefixFor(ns) : '';
    return ` ${prefix ? `${prefix}:` : ''}${key}="${escapeXmlAttribute(value)}"`;
  });
  const start = `<${name}${namespaces.join('')}${attributes.join('')}`;
  return node.children.length ? `${start}>${node.children.map(write).join('')}</${name}>` : `${start} />`;
}

const textOf = (node: XmlNode): string =>
  node.kind === 'ELEMENT'
    ? node.children
        .filter(({ kind }) => kind === 'TEXT')
        .map(({ text }) => text)
        .join('')
    : node.text;

const nodes = (vm: Vm, items: readonly XmlNode[]): ApexList =>
  new ApexList(vm.types.list(vm.types.native('Dom.XmlNode')), [...items]);

const attributeOf = (node: XmlNode, key: Text, ns: Text): Attribute | undefined =>
  node.attributes.find((one) => one.key === key && one.ns === (ns ?? ''));

function setAttribute(node: XmlNode, key: string, value: string, ns: Text): void {
  const known = attributeOf(node, key, ns);
  if (known) known.value = value;
  else node.attributes.push({ key, ns: ns ?? '', value });
}

/** @throws ApexThrow System.XmlException (wording unconfirmed) */
function attributeAt(vm: Vm, node: XmlNode, index: number): Attribute {
  return (
    node.attributes[given(vm, index)] ?? vm.raise('System.XmlException', `Attribute index out of bounds: ${index}`)
  );
}

function place(vm: Vm, node: XmlNode, child: XmlNode | null): number {
  const at = node.children.indexOf(given(vm, child));
  return at < 0 ? vm.raise('System.XmlException', 'The node is no child of this node') : at;
}

function insertBefore(vm: Vm, self: XmlNode, added: XmlNode | null, before: XmlNode | null): XmlNode {
  const node = given(vm, added);
  const index = before === null ? self.children.length : place(vm, self, before);
  node.parent = self;
  self.children.splice(index, 0, node);
  return node;
}

const XML_NODE = nativeClass({
  name: 'Dom.XmlNode',
  js: XmlNode,
  methods: {
    'Dom.XmlNode addChildElement(String name, String namespace, String prefix)': (
      vm,
      self: XmlNode,
      name: Text,
      ns: Text,
      prefix: Text,
    ) => self.add(element(given(vm, name), ns, prefix)),
    'Dom.XmlNode addCommentNode(String text)': (vm, self: XmlNode, text: Text) =>
      self.add(new XmlNode('COMMENT', '', '', '', given(vm, text))),
    'Dom.XmlNode addTextNode(String text)': (vm, self: XmlNode, text: Text) =>
      self.add(new XmlNode('TEXT', '', '', '', given(vm, text))),
    'String getAttribute(String key, String keyNamespace)': (_vm, self: XmlNode, key: Text, ns: Text) =>
      attributeOf(self, key, ns)?.value ?? null,
    'Integer getAttributeCount()': (_vm, self: XmlNode) => self.attributes.length,
    'String getAttributeKeyAt(Integer index)': (vm, self: XmlNode, index: number) => attributeAt(vm, self, index).key,
    'String getAttributeKeyNsAt(Integer index)': (vm, self: XmlNode, index: number) =>
      attributeAt(vm, self, index).ns || null,
    'String getAttributeValue(String key, String keyNamespace)': (_vm, self: XmlNode, key: Text, ns: Text) =>
      attributeOf(self, key, ns)?.value ?? null,
    'String getAttributeValueNs(String key, String keyNamespace)': (_vm, self: XmlNode, key: Text, ns: Text) =>
      attributeOf(self, key, ns)?.ns || null,
    'Dom.XmlNode getChildElement(String name, String namespace)': (_vm, self: XmlNode, name: Text, ns: Text) =>
      self.children.find((one) => one.kind === 'ELEMENT' && one.name === name && one.ns === (ns ?? '')) ?? null,
    'List<Dom.XmlNode> getChildElements()': (vm, self: XmlNode) =>
      nodes(
        vm,
        self.children.filter(({ kind }) => kind === 'ELEMENT'),
      ),
    'List<Dom.XmlNode> getChildren()': (vm, self: XmlNode) => nodes(vm, self.children),
    'String getName()': (_vm, self: XmlNode) => (self.kind === 'ELEMENT' ? self.name : null),
    'String getNamespace()': (_vm, self: XmlNode) => self.ns || null,
    'String getNamespaceFor(String prefix)': (_vm, self: XmlNode, prefix: Text) =>
      self.namespaceFor(prefix ?? '') ?? null,
    'Dom.XmlNodeType getNodeType()': (vm, self: XmlNode) =>
      vm.types.enumValue(vm.types.native('Dom.XmlNodeType'), self.kind),
    'Dom.XmlNode getParent()': (_vm, self: XmlNode) => self.parent,
    'String getPrefixFor(String namespace)': (_vm, self: XmlNode, ns: Text) => self.prefixFor(ns ?? '') ?? null,
    'String getText()': (_vm, self: XmlNode) => textOf(self),
    'Dom.XmlNode insertBefore(Dom.XmlNode added, Dom.XmlNode before)': insertBefore,
    'Boolean removeAttribute(String key, String keyNamespace)'(_vm, self: XmlNode, key: Text, ns: Text) {
      const known = attributeOf(self, key, ns);
      if (known) self.attributes.splice(self.attributes.indexOf(known), 1);
      return known !== undefined;
    },
    'Boolean removeChild(Dom.XmlNode child)'(_vm, self: XmlNode, child: XmlNode | null) {
      const at = self.children.findIndex((one) => one === child);
      if (at >= 0) self.children.splice(at, 1)[0]!.parent = null;
      return at >= 0;
    },
    'void setAttribute(String key, String value)': (vm, self: XmlNode, key: Text, value: Text) =>
      setAttribute(self, given(vm, key), given(vm, value, 2), null),
    'void setAttributeNs(String key, String value, String keyNamespace, String valueNamespace)': (
      vm,
      self: XmlNode,
      key: Text,
      value: Text,
      ns: Text,
    ) => setAttribute(self, given(vm, key), given(vm, value, 2), ns),
    'void setNamespace(String prefix, String namespace)': (vm, self: XmlNode, prefix: Text, ns: Text) =>
      void self.declared.set(prefix ?? '', given(vm, ns, 2)),
    'String toString()': (_vm, self: XmlNode) => `XMLNode[${self.kind},${self.name},${self.ns},${textOf(self)},]`,
  },
});

const XML_DOCUMENT = nativeClass({
  name: 'Dom.Document',
  js: XmlDocument,
  constructors: { 'Document()': () => new XmlDocument() },
  methods: {
    'Dom.XmlNode createRootElement(String name, String namespace, String prefix)': (
      vm,
      self: XmlDocument,
      name: Text,
      ns: Text,
      prefix: Text,
    ) => (self.root = element(given(vm, name), ns, prefix)),
    'Dom.XmlNode getRootElement()': (_vm, self: XmlDocument): ApexValue => self.root,
    'void load(String xml)': (vm, self: XmlDocument, xml: Text) =>
      void (self.root = build(readXml(vm, given(vm, xml)))),
    'String toXmlString()': (_vm, self: XmlDocument) =>
      `<?xml version="1.0" encoding="UTF-8"?>${self.root ? write(self.root) : ''}`,
  },
});

export const XML_DOM: readonly NativeClass[] = [
  XML_DOCUMENT,
  XML_NODE,
  nativeClass({ name: 'Dom.XmlNodeType', kind: 'enum', values: ['COMMENT', 'ELEMENT', 'TEXT'] }),
];
