// Escaping and unescaping of text. Source: Apex Reference Guide, "String Class", escape… and unescape…
import type { NativeTable } from '../native.ts';
import { HTML4_NAMES, HTML_LATIN1_NAMES } from './html-names.ts';

const XML_NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const BASIC: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };

type Names = Readonly<Record<string, string>>;

const NAMED = {
  html3: { ...BASIC, ...HTML_LATIN1_NAMES } as Names,
  html4: { ...BASIC, ...HTML_LATIN1_NAMES, ...HTML4_NAMES } as Names,
  xml: XML_NAMES,
};

const characterOf = (names: Names): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).map(([character, name]) => [name, character]));

const CHARACTERS = { html3: characterOf(NAMED.html3), html4: characterOf(NAMED.html4), xml: characterOf(NAMED.xml) };

function withEntities(text: string, names: Names): string {
  let out = '';
  for (const character of text) out += names[character] ? `&${names[character]};` : character;
  return out;
}

/** Names that are not known and numbers that are no character stay as they are. */
function withoutEntities(text: string, characters: ReadonlyMap<string, string>): string {
  return text.replace(
    /&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));/g,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name) return characters.get(name) ?? all;
      const code = decimal ? Number(decimal) : parseInt(hex!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}

const hex4 = (code: number): string => `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;

const JAVA_ESCAPES: Names = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
};
const ECMA_ESCAPES: Names = { ...JAVA_ESCAPES, "'": "\\'", '/': '\\/' };

const SINGLE_ESCAPES: Names = { b: '\b', n: '\n', t: '\t', f: '\f', r: '\r' };

/** By UTF-16 unit: what is not printable ASCII becomes `\uXXXX`. */
function withBackslashes(text: string, escapes: Names): string {
  let out = '';
  for (let index = 0; index < text.length; index++) {
    const [character, code] = [text[index]!, text.charCodeAt(index)];
    out += escapes[character] ?? (code < 32 || code > 126 ? hex4(code) : character);
  }
  return out;
}

const withoutBackslashes = (text: string): string =>
  text.replace(
    /\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(.))/gs,
    (_all, hex?: string, octal?: string, one?: string) =>
      hex
        ? String.fromCharCode(parseInt(hex, 16))
        : octal
          ? String.fromCharCode(parseInt(octal, 8))
          : (SINGLE_ESCAPES[one!] ?? one!),
  );

const needsQuotes = (text: string): boolean => /[",\r\n]/.test(text);

function fromCsv(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inside = text.slice(1, -1);
  return needsQuotes(inside) ? inside.replaceAll('""', '"') : text;
}

export const ESCAPES: NativeTable = {
  'String escapeCsv()': (_vm, self: string) => (needsQuotes(self) ? `"${self.replaceAll('"', '""')}"` : self),
  'String unescapeCsv()': (_vm, self: string) => fromCsv(self),
  'String escapeEcmaScript()': (_vm, self: string) => withBackslashes(self, ECMA_ESCAPES),
  'String unescapeEcmaScript()': (_vm, self: string) => withoutBackslashes(self),
  'String escapeJava()': (_vm, self: string) => withBackslashes(self, JAVA_ESCAPES),
  'String unescapeJava()': (_vm, self: string) => withoutBackslashes(self),
  'String escapeHtml3()': (_vm, self: string) => withEntities(self, NAMED.html3),
  'String unescapeHtml3()': (_vm, self: string) => withoutEntities(self, CHARACTERS.html3),
  'String escapeHtml4()': (_vm, self: string) => withEntities(self, NAMED.html4),
  'String unescapeHtml4()': (_vm, self: string) => withoutEntities(self, CHARACTERS.html4),
  'String escapeXml()': (_vm, self: string) => withEntities(self, NAMED.xml),
  'String unescapeXml()': (_vm, self: string) => withoutEntities(self, CHARACTERS.xml),
  'String escapeUnicode()': (_vm, self: string) =>
    [...self]
      .map((one) =>
        one <= '\x7f' ? one : [...Array(one.length).keys()].map((at) => hex4(one.charCodeAt(at))).join(''),
      )
      .join(''),
  'String unescapeUnicode()': (_vm, self: string) =>
    self.replace(/\\u+([0-9a-fA-F]{4})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
};
