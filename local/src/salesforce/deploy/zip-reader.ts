// Reads a zip as a Metadata API client sends it. Sizes are looked at before anything is unpacked, so that a small file which
// unpacks to a huge one does no harm. Format: PKWARE APPNOTE, sections 4.3.12 (central directory) and 4.3.16 (its end).
import { crc32, inflateRawSync } from 'node:zlib';

/** Source: Metadata API Developer Guide, "deploy()": at most 10,000 files, 39 MB as a zip, 400 MB unpacked. */
const MAX_FILES = 10_000;
const MAX_ZIP_BYTES = 39 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 400 * 1024 * 1024;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/** The zip cannot be used at all; `message` says why. */
export class BadZip extends Error {}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

/** Files by path, with `/`, folders left out. @throws BadZip */
export function readZip(zip: Buffer): Map<string, Buffer> {
  if (zip.length > MAX_ZIP_BYTES)
    throw new BadZip(`The zip is ${zip.length} bytes long; at most ${MAX_ZIP_BYTES} are allowed`);
  const entries = entriesIn(zip).filter(({ name }) => !name.endsWith('/'));
  if (entries.length > MAX_FILES)
    throw new BadZip(`The zip holds ${entries.length} files; at most ${MAX_FILES} are allowed`);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_UNPACKED_BYTES)
    throw new BadZip(`The zip unpacks to ${total} bytes; at most ${MAX_UNPACKED_BYTES} are allowed`);
  return new Map(entries.map((entry) => [safeName(entry.name), unpack(zip, entry)]));
}

function entriesIn(zip: Buffer): Entry[] {
  const end = endOf(zip);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + ENTRY_BYTES > zip.length || zip.readUInt32LE(at) !== ENTRY)
      throw new BadZip('The zip is damaged: its directory cannot be read');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const nameEnd = at + ENTRY_BYTES + nameLength!;
    entries.push({
      name: zip.toString('utf8', at + ENTRY_BYTES, nameEnd),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    });
    at = nameEnd + extraLength! + commentLength!;
  }
  return entries;
}

/** The end record stands at the end, before a comment of any length. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - END_BYTES; at >= Math.max(0, zip.length - END_BYTES - MAX_COMMENT); at--)
    if (zip.readUInt32LE(at) === END) return at;
  throw new BadZip('This is no zip file');
}

function safeName(name: string): string {
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..') || path.includes('\0'))
    throw new BadZip(`The zip holds a path that leads out of it: ${name}`);
  return path;
}

function unpack(zip: Buffer, { name, method, crc, packedSize, size, offset }: Entry): Buffer {
  const damaged = (why: string, cause?: unknown) => new BadZip(`The zip is damaged: ${name} ${why}`, { cause });
  if (offset + LOCAL_BYTES > zip.length) throw damaged('is missing');
  const start = offset + LOCAL_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(start, start + packedSize);
  if (method !== STORED && method !== DEFLATED) throw damaged(`is packed in a way that is not supported (${method})`);
  let content: Buffer;
  try {
    content = method === STORED ? Buffer.from(packed) : inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    throw damaged('cannot be unpacked', cause);
  }
  if (content.length !== size || crc32(content) !== crc) throw damaged('does not have the content that it should have');
  return content;
}
