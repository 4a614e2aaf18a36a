// References between composite subrequests: `@{order.id}`, `@{found.records[0].AccountId}`.
// @see REST API guide, "Composite Request Body", reference ids
import { SalesforceError } from '../dml/save.ts';
import { isObject } from './json-body.ts';

const REFERENCE = /@\{([^}.[\]]+)([^}]*)\}/g;
const WHOLE_REFERENCE = /^@\{([^}.[\]]+)([^}]*)\}$/;

/** Bodies of the subrequests answered so far, by reference id. */
export type Answers = ReadonlyMap<string, unknown>;

/** Reference ids that a value mentions, anywhere inside. */
export function mentioned(value: unknown): Set<string> {
  const found = new Set<string>();
  walkText(value, (text) => {
    for (const [, reference] of text.matchAll(REFERENCE)) found.add(reference!);
  });
  return found;
}

function walkText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value) walkText(item, visit);
  else if (isObject(value)) for (const item of Object.values(value)) walkText(item, visit);
}

/**
 * The value with its references replaced. A text that is one reference takes the value as it is, a number stays a number.
 * @throws SalesforceError PROCESSING_HALTED a reference leads nowhere
 */
export function resolved(value: unknown, answers: Answers): unknown {
  if (typeof value === 'string') return resolvedText(value, answers);
  if (Array.isArray(value)) return value.map((item) => resolved(item, answers));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolved(item, answers)]));
}

function resolvedText(text: string, answers: Answers): unknown {
  const whole = WHOLE_REFERENCE.exec(text);
  if (whole) return valueAt(whole[1]!, whole[2]!, answers);
  return text.replace(REFERENCE, (_match, reference: string, path: string) =>
    asText(valueAt(reference, path, answers)),
  );
}

/** A reference inside a URL or a longer text. */
export function resolvedUrl(url: string, answers: Answers): string {
  return url.replace(REFERENCE, (_match, reference: string, path: string) =>
    encodeURIComponent(asText(valueAt(reference, path, answers))),
  );
}

function asText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new SalesforceError('PROCESSING_HALTED', 'Invalid reference specified. It does not lead to a plain value.');
  }
  return String(value);
}

function valueAt(reference: string, path: string, answers: Answers): unknown {
  let value: unknown = answers.get(reference);
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isObject(value) ? value[step] : undefined;
  }
  if (value !== undefined) return value;
  const message = `Invalid reference specified. No value for ${reference}${path} found in ${reference}`;
  throw new SalesforceError('PROCESSING_HALTED', message);
}
