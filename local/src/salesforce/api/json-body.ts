// Request bodies: JSON or nothing, and the platform's words when they are neither.
import type { Request } from 'express';
import { SalesforceError } from '../dml/save.ts';

/**
 * The parsed body, or undefined when the request has none.
 * @throws SalesforceError JSON_PARSER_ERROR, UNSUPPORTED_MEDIA_TYPE
 */
export function parseJsonBody(request: Request): unknown {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const type = request.get('content-type');
  if (type && !/^application\/json\b/i.test(type)) {
    throw new SalesforceError('UNSUPPORTED_MEDIA_TYPE', `Content-Type ${type} is not supported: JSON only`, {
      httpStatus: 415,
    });
  }
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SalesforceError('JSON_PARSER_ERROR', parserMessage(text, cause as SyntaxError), { cause });
  }
}

/** Names the place as the platform does: `… at [line:1, column:5]`. */
function parserMessage(text: string, error: SyntaxError): string {
  const [, at] = /at position (\d+)/.exec(error.message) ?? [];
  const end = at === undefined ? text.length : Number(at);
  const before = text.slice(0, end).split('\n');
  const what =
    at === undefined
      ? 'Unexpected end-of-input'
      : `Unexpected character ('${text[end] ?? ''}' (code ${text.charCodeAt(end)}))`;
  return `${what} at [line:${before.length}, column:${before.at(-1)!.length + 1}]`;
}

/** The body as an object. @throws SalesforceError JSON_PARSER_ERROR it is missing or no object */
export function objectBody(body: unknown): Record<string, unknown> {
  if (body === undefined) {
    throw new SalesforceError(
      'JSON_PARSER_ERROR',
      'The HTTP entity body is required, but this request has no entity body.',
    );
  }
  if (!isObject(body)) {
    const token = Array.isArray(body) ? 'START_ARRAY' : 'VALUE_STRING';
    throw new SalesforceError(
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of map from ${token} value or request may be missing a required field at [line:1, column:1]`,
    );
  }
  return body;
}

/** A list of objects inside a body. @throws SalesforceError JSON_PARSER_ERROR it is missing or something else */
export function objectList(value: unknown, name: string): Record<string, unknown>[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new SalesforceError(
    'JSON_PARSER_ERROR',
    `Cannot deserialize '${name}': a list of objects is expected, or request may be missing a required field`,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
