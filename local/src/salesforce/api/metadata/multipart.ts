// multipart/form-data as clients of the REST API send files. Format: RFC 7578 and RFC 2046, section 5.1.
import { SalesforceError } from '../../dml/save.ts';

export interface Part {
  readonly name: string;
  readonly content: Buffer;
}

/** @throws SalesforceError INVALID_MULTIPART_REQUEST the body does not follow its own boundary */
export function readMultipart(contentType: string, body: Buffer): Part[] {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (!boundary) throw broken('the Content-Type names no boundary');
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  if (at < 0) throw broken('the body does not begin with its boundary');
  for (;;) {
    const start = at + delimiter.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const next = body.indexOf(`\r\n--${boundary}`, start);
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (next < 0 || headEnd < 0 || headEnd > next) throw broken('a part does not end');
    const [, name = ''] = /\bname="([^"]*)"/i.exec(body.toString('utf8', start, headEnd)) ?? [];
    parts.push({ name, content: body.subarray(headEnd + 4, next) });
    at = next + 2;
  }
}

const broken = (why: string) =>
  new SalesforceError('INVALID_MULTIPART_REQUEST', `The multipart request cannot be read: ${why}`);
