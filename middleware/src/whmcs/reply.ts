// Reading WHMCS replies. It sends numbers as strings or numbers, wraps lists twice, has five shapes for an empty list, and
// escapes text for HTML; everything that reads a reply goes through here.
// Evidence: live captures and the documented samples at https://developers.whmcs.com/api-reference/

export type Reply = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The items of a wrapped list: `asList(reply.orders, 'order')`.
 * Takes a bare array, a numeric-keyed object, a lone item, and every empty shape: absent, "", [], {}, {order: []}.
 */
export function asList(wrapper: unknown, innerKey: string): Reply[] {
  if (Array.isArray(wrapper)) return wrapper.filter(isRecord);
  if (!isRecord(wrapper)) return [];
  const inner = innerKey in wrapper ? wrapper[innerKey] : wrapper;
  if (Array.isArray(inner)) return inner.filter(isRecord);
  if (!isRecord(inner)) return [];
  const values = Object.entries(inner);
  if (values.length === 0) return [];
  if (values.every(([key]) => /^\d+$/.test(key))) return values.map(([, value]) => value).filter(isRecord);
  return [inner];
}

/** An id as a digit string; null for absent, "", 0 and "0". */
export function optionalId(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return /^[1-9]\d*$/.test(text) ? text : null;
}

/** @throws UnreadableReply the reply lacks a usable id under `key` */
export function idIn(reply: Reply, key: string): string {
  const id = optionalId(reply[key]);
  if (id === null) throw new UnreadableReply(`no ${key}`);
  return id;
}

/** A comma list of ids: `"4410,4411"`, `4410`, `""`. */
export function idsIn(reply: Reply, key: string): string[] {
  const value = reply[key];
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return String(value)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => /^[1-9]\d*$/.test(part));
}

/** A count that may be a number or a string; null when it is neither. */
export function optionalCount(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const count = Number(value);
  return Number.isInteger(count) && count >= 0 ? count : null;
}

/** Text with HTML entities decoded once, "" when absent. */
export function textIn(reply: Reply, key: string): string {
  const value = reply[key];
  return typeof value === 'string' || typeof value === 'number' ? decodeEntities(String(value)) : '';
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Decodes once, so that a doubly escaped text stays escaped once. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, body: string) => {
    if (!body.startsWith('#')) return NAMED[body.toLowerCase()] ?? whole;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** WHMCS answered, but not with what the action promises. After a mutating call that means: unknown outcome. */
export class UnreadableReply extends Error {
  constructor(what: string) {
    super(`unreadable reply: ${what}`);
    this.name = 'UnreadableReply';
  }
}
