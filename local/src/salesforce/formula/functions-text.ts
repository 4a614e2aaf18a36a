// Text functions. Rules for blanks and bounds: Salesforce Help, "Formula Operators and Functions", and the published engine.
import { FormulaError } from './formula-error.ts';
import { plain } from './decimal.ts';
import { FLOW_USES, NUMBER, TEXT, type FunctionTable } from './function-table.ts';
import type { FormulaType } from './types.ts';
import type { Value } from '../schema/schema.ts';

const NUMERIC = /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** What TEXT() shows: plain numbers, ISO dates, `2026-01-31 09:30:00Z`. */
export function textOf(value: Value, type: FormulaType): string {
  if (value === null) return '';
  if (typeof value === 'number') return plain(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (type === 'datetime') return `${value.slice(0, 10)} ${value.slice(11, 19)}Z`;
  if (type === 'time') return value.slice(0, 12);
  return value;
}

function padding(text: string, width: number, pad: string): string {
  const missing = Math.trunc(width) - text.length;
  return missing <= 0 || pad === '' ? '' : pad.repeat(Math.ceil(missing / pad.length)).slice(0, missing);
}

/** Blank text stays blank; longer text is cut. */
function padded(text: string, width: number, pad: string | undefined, side: 'left' | 'right'): string {
  if (text === '') return '';
  const fill = padding(text, width, pad ?? ' ');
  return clipped(side === 'left' ? fill + text : text + fill, width);
}

const clipped = (text: string, width: number): string => text.slice(0, Math.max(Math.trunc(width), 0));

const rightmost = (text: string, width: number): string => (width <= 0 ? '' : text.slice(-width));

function substring(text: string, start: number, length: number): string {
  if (Math.abs(start) > text.length) return '';
  const from = start < 0 ? text.length + start : Math.max(start, 1) - 1;
  return text.slice(from, from + Math.max(length, 0));
}

/** Letters that begin a word become capitals, the others small. */
const initCap = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{N}])(\p{L})/gu, (_, before: string, first: string) => before + first.toUpperCase());

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char]!);

function numberIn(text: string): number | null {
  if (text.trim() === '') return null;
  if (!NUMERIC.test(text)) throw new FormulaError(`Invalid numeric value for VALUE(): ${text}`);
  return Number(text);
}

/** 15-character id → 18. Other text stays as it is. */
function caseSafeId(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id;
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].reduce((sum, char, i) => sum + (/[A-Z]/.test(char) ? 1 << i : 0), 0);
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits];
  });
  return id + suffix.join('');
}

export const TEXT_FUNCTIONS: FunctionTable = {
  TEXT: {
    parameters: [['number', 'date', 'datetime', 'time', 'picklist']],
    result: 'text',
    takesNull: true,
    apply: ([value], [type]) => textOf(value!, type!),
  },
  VALUE: { parameters: [TEXT], result: 'number', apply: ([text]) => numberIn(text!) },
  ISNUMBER: { parameters: [TEXT], result: 'boolean', apply: ([text]) => NUMERIC.test(text!) },
  LEN: { parameters: [TEXT], result: 'number', apply: ([text]: readonly string[]) => text!.length },
  LEFT: { parameters: [TEXT, NUMBER], result: 'text', apply: ([text, count]) => clipped(text!, count!) },
  RIGHT: {
    parameters: [TEXT, NUMBER],
    result: 'text',
    apply: ([text, count]) => rightmost(text!, Math.trunc(count!)),
  },
  MID: {
    parameters: [TEXT, NUMBER, NUMBER],
    result: 'text',
    apply: ([text, start, count]) => substring(text!, Math.max(Math.trunc(start!), 1), Math.trunc(count!)),
  },
  SUBSTRING: {
    parameters: [TEXT, NUMBER, NUMBER],
    optional: 1,
    result: 'text',
    apply: ([text, start, count]) => substring(text!, Math.trunc(start!), count ?? Infinity),
  },
  UPPER: {
    parameters: [TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: ([text, locale]: readonly string[]) => text!.toLocaleUpperCase(locale?.replace('_', '-')),
  },
  LOWER: {
    parameters: [TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: ([text, locale]: readonly string[]) => text!.toLocaleLowerCase(locale?.replace('_', '-')),
  },
  INITCAP: { parameters: [TEXT], result: 'text', apply: ([text]) => initCap(text!) },
  REVERSE: { parameters: [TEXT], result: 'text', apply: ([text]: readonly string[]) => [...text!].reverse().join('') },
  TRIM: { parameters: [TEXT], result: 'text', apply: ([text]: readonly string[]) => text!.trim() },
  LPAD: {
    parameters: [TEXT, NUMBER, TEXT],
    optional: 1,
    result: 'text',
    apply: ([text, width, pad]) => padded(text!, width!, pad, 'left'),
  },
  RPAD: {
    parameters: [TEXT, NUMBER, TEXT],
    optional: 1,
    result: 'text',
    apply: ([text, width, pad]) => padded(text!, width!, pad, 'right'),
  },
  FIND: {
    parameters: [TEXT, TEXT, NUMBER],
    optional: 1,
    result: 'number',
    apply: ([search, text, start]: readonly never[]) => findIn(text!, search!, start),
  },
  CONTAINS: {
    parameters: [TEXT, TEXT],
    result: 'boolean',
    apply: ([text, part]: readonly string[]) => text!.includes(part!),
  },
  BEGINS: {
    parameters: [TEXT, TEXT],
    result: 'boolean',
    apply: ([text, start]: readonly string[]) => text!.startsWith(start!),
  },
  SUBSTITUTE: {
    parameters: [TEXT, TEXT, TEXT],
    result: 'text',
    apply: ([text, from, to]: readonly string[]) => (from === '' ? '' : text!.replaceAll(from!, () => to!)),
  },
  INCLUDES: {
    parameters: [['multipicklist'], TEXT],
    result: 'boolean',
    notIn: FLOW_USES, // Salesforce Help, "Flow Formula Considerations"
    apply: ([chosen, value]: readonly string[]) => chosen!.split(';').includes(value!),
  },
  PICKLISTCOUNT: {
    parameters: [['multipicklist']],
    result: 'number',
    apply: ([chosen]: readonly string[]) => chosen!.split(';').filter(Boolean).length,
  },
  ASCII: {
    parameters: [TEXT],
    result: 'number',
    apply: ([text]: readonly string[]) => text!.codePointAt(0) ?? null,
  },
  CHR: {
    parameters: [NUMBER],
    result: 'text',
    apply: ([code]) => (code! > 0 && code! <= 0x10ffff ? String.fromCodePoint(Math.trunc(code!)) : ''),
  },
  CASESAFEID: { parameters: [TEXT], result: 'text', apply: ([id]) => caseSafeId(id!) },
  HTMLENCODE: { parameters: [TEXT], result: 'text', apply: ([text]) => escapeHtml(text!) },
  JSENCODE: {
    parameters: [TEXT],
    result: 'text',
    apply: ([text]: readonly string[]) =>
      text!
        .replace(/[\\'"]/g, '\\$&')
        .replace(/\n/g, '\\n')
        .replace(/\r/g, '\\r'),
  },
  URLENCODE: {
    parameters: [TEXT],
    result: 'text',
    apply: ([text]) => encodeURIComponent(text!).replace(/%20/g, '+'),
  },
  HYPERLINK: {
    parameters: [TEXT, TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: ([url, label, target]: readonly string[]) =>
      `<a href="${escapeHtml(url!)}" target="${escapeHtml(target ?? '_blank')}">${escapeHtml(label!)}</a>`,
  },
  IMAGE: {
    parameters: [TEXT, TEXT, NUMBER, NUMBER],
    optional: 2,
    result: 'text',
    notIn: FLOW_USES, // Salesforce Help, "Flow Formula Considerations"
    apply: ([url, alt, height, width]: readonly never[]) =>
      `<img src="${escapeHtml(url!)}" alt="${escapeHtml(alt!)}"${sized('height', height)}${sized('width', width)} border="0"/>`,
  },
};

const sized = (name: string, pixels: number | undefined): string =>
  pixels === undefined ? '' : ` ${name}="${plain(pixels)}"`;

function findIn(text: string, search: string, start: number | undefined): number {
  if (search === '' || text === '') return 0;
  return text.indexOf(search, Math.max(Math.trunc(start ?? 1), 1) - 1) + 1;
}
