// Prints a reply the way the installation at hand would: ids as numbers or texts, empty lists in one of five shapes,
// HTML entities in texts. What may vary: reference/whmcs-api.md §1.3.
import { ListOf, Verbatim, type EmptyForm, type Reply, type ReplyValue } from './reply.ts';
import type { Switches } from './switches.ts';

const ID_KEYS = new Set(
  (
    'id orderid serviceid clientid userid pid gid invoiceid relid serverid promoid contactid requestor_id ' +
    'admin_requestor_id owner_user_id client_id ordernumber ordernum groupid currency addonid relatedId serviceId ' +
    'clientId userId adminId refundid paymethodid oldproductid newproductid order_number'
  ).split(' '),
);
const TOTAL_KEYS = new Set(['totalresults', 'startnumber', 'numreturned', 'count']);
const TEXT_KEYS = new Set(
  (
    'firstname lastname fullname companyname name translated_name groupname translated_groupname email address1 address2 ' +
    'city state fullstate postcode notes value domain description reason product option suspensionreason username tax_id ' +
    'displayname paymentmethodname lastAttemptError'
  ).split(' '),
);
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
};

/** The reply's JSON text, spelt as PHP's json_encode would. */
export function printReply(reply: Reply, switches: Switches): string {
  return phpJson(JSON.stringify(renderObject(reply, switches)));
}

/** An action-level error. */
export function printRefusal(message: string, switches: Switches): string {
  return phpJson(JSON.stringify({ [switches.errorKey]: 'error', message }));
}

/** Slashes and non-ASCII escaped, quotes inside texts as \u0022: what clients of the real thing have to decode. */
export function phpJson(json: string): string {
  return json
    .replace(/\\(.)/g, (escape, char) => (char === '"' ? '\\u0022' : escape))
    .replaceAll('/', '\\/')
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function renderObject(reply: Reply, switches: Switches): Record<string, unknown> {
  const rendered: Record<string, unknown> = {};
  for (const key of Object.keys(reply)) {
    const value = render(key, reply[key], switches);
    if (value !== undefined) rendered[key] = value;
  }
  return rendered;
}

function render(key: string, value: ReplyValue, switches: Switches): unknown {
  if (typeof value === 'string') return renderText(key, value, switches);
  if (typeof value === 'number') return renderNumber(key, value, switches);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Verbatim) return value.value;
  if (value instanceof ListOf) return renderList(value, switches);
  if (Array.isArray(value)) return value.map((item: ReplyValue) => render('', item, switches));
  return renderObject(value as Reply, switches);
}

function renderText(key: string, value: string, switches: Switches): string | number {
  if (switches.ids === 'numbers' && ID_KEYS.has(key) && /^\d+$/.test(value)) return Number(value);
  if (switches.escapesText && TEXT_KEYS.has(key)) return value.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
  return value;
}

function renderNumber(key: string, value: number, switches: Switches): string | number {
  if (switches.ids === 'strings' && ID_KEYS.has(key)) return String(value);
  if (switches.totalsAsStrings && TOTAL_KEYS.has(key)) return String(value);
  return value;
}

function renderList(list: ListOf, switches: Switches): unknown {
  if (list.items.length > 0) return { [list.itemKey]: list.items.map((item) => render('', item, switches)) };
  return emptyList(switches.emptyList === 'documented' ? list.documentedEmpty : switches.emptyList, list.itemKey);
}

function emptyList(form: EmptyForm, itemKey: string): unknown {
  const forms: Record<EmptyForm, unknown> = {
    absent: undefined,
    '""': '',
    '[]': [],
    '{}': {},
    '{"x":[]}': { [itemKey]: [] },
  };
  return forms[form];
}
