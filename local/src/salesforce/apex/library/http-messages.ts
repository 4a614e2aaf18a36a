// HTTP requests and responses as values.

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Headers keep the case they were written in and are found in any. */
export class Message {
  readonly headers = new Map<string, { readonly name: string; readonly value: string }>();
  body: Uint8Array | null = null;

  header(name: string): string | null {
    return this.headers.get(name.toLowerCase())?.value ?? null;
  }

  setHeader(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), { name, value });
  }

  get text(): string {
    return Buffer.from(this.body ?? []).toString('utf8');
  }
}

export class HttpRequest extends Message {
  endpoint: string | null = null;
  method: string | null = null;
  timeoutMs: number | null = null;
  isCompressed = false;
  /** Name of the certificate to show; null for none. */
  certificate: string | null = null;
}

export class HttpResponse extends Message {
  status: string | null = null;
  statusCode = 0;
}
