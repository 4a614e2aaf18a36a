// One HTTP exchange with another system: sent as Apex sends it, answered as Apex sees the answer. Redirections are answers.
// Sources: Apex Reference Guide, "HttpRequest Class" and "HttpResponse Class"; Apex Developer Guide, "Callout Limits and Limitations".
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';

export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
  readonly isCompressed: boolean;
  readonly timeoutMs: number;
  /** Bytes that the answer may have. */
  readonly maxBytes: number;
}

export interface Incoming {
  readonly status: string;
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** What came of it, and how long it took; `failure` is the message of the CalloutException. */
export type Outcome = { readonly elapsedMs: number } & ({ readonly answer: Incoming } | { readonly failure: string });

/** Messages by the code of the network's error, as Java words them. (unconfirmed, but for the time-out) */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Unexpected end of file from server',
  HPE_INVALID_CONSTANT: 'Invalid Http response',
  ETIMEDOUT: 'Read timed out',
};

class Failed extends Error {}

/** Never rejects: whatever goes wrong is an outcome. */
export async function exchange(outgoing: Outgoing): Promise<Outcome> {
  const startedAt = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - startedAt);
  try {
    const answer = await send(outgoing);
    return { elapsedMs: elapsedMs(), answer };
  } catch (error) {
    return { elapsedMs: elapsedMs(), failure: messageOf(error as Error & { readonly code?: string }) };
  }
}

function messageOf(error: Error & { readonly code?: string }): string {
  return (error.code !== undefined && FAILURES[error.code]) || error.message;
}

function send({ url, timeoutMs, maxBytes, ...outgoing }: Outgoing): Promise<Incoming> {
  const body = outgoing.isCompressed && outgoing.body ? gzipSync(outgoing.body) : outgoing.body;
  return new Promise((resolve, reject) => {
    const start = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = start(url, { method: outgoing.method, agent: false }, (response) => {
      read(response, maxBytes).then(resolve, reject);
    });
    const timer = setTimeout(() => request.destroy(new Failed('Read timed out')), timeoutMs);
    request.on('error', reject).on('close', () => {
      clearTimeout(timer);
      reject(new Failed(FAILURES['ECONNRESET']));
    });
    // A length that the code names may not be that of what is sent.
    for (const [name, value] of outgoing.headers)
      if (name.toLowerCase() !== 'content-length') request.setHeader(name, value);
    if (outgoing.isCompressed) request.setHeader('Content-Encoding', 'gzip');
    if (body) request.setHeader('Content-Length', body.byteLength);
    request.end(body ?? undefined);
  });
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Failed(`Exceeded max size limit of ${maxBytes}`);
    chunks.push(chunk);
  }
  const { rawHeaders, statusCode = 0, statusMessage = '' } = response;
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1]!] as const] : [],
  );
  return { status: statusMessage, statusCode, headers, body: Buffer.concat(chunks) };
}
