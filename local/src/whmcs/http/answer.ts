// What goes back over the socket.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  /** For what never changes under its address. */
  readonly cacheSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Send half the body, then let this many milliseconds pass before the rest. */
  readonly pauseMs?: number;
}

/** The socket is closed with no answer. */
export const DROP = Symbol('drop');

export function jsonAnswer(body: string, status = 200): Answer {
  return { status, contentType: 'application/json', body };
}

export function errorAnswer(status: number, message: string): Answer {
  return jsonAnswer(JSON.stringify({ result: 'error', message }), status);
}

export function htmlAnswer(body: string, status = 200): Answer {
  return { status, contentType: 'text/html; charset=utf-8', body };
}

export function redirect(location: string, status: 302 | 303, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, contentType: 'text/html; charset=utf-8', body: '', headers: { location, ...headers } };
}

export async function send(
  response: ServerResponse,
  answer: Answer | typeof DROP,
  stopping: AbortSignal,
): Promise<void> {
  if (answer === DROP) {
    response.socket?.destroy();
    return;
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    ...answer.headers,
    ...(answer.cacheSeconds !== undefined && { 'cache-control': `max-age=${answer.cacheSeconds}, immutable` }),
  });
  if (answer.pauseMs === undefined) {
    response.end(body);
    return;
  }
  const half = body.length >> 1;
  response.write(body.subarray(0, half));
  await wait(answer.pauseMs, undefined, { signal: stopping });
  response.end(body.subarray(half));
}

/** The body as text, or undefined once it grows past `maxBytes` (the rest is read and thrown away). */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
