// Writes a zip of files in memory. Format: PKWARE APPNOTE, sections 4.3.7 (file header), 4.3.12 (directory), 4.3.16 (its end).
import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
/** Needs version 2.0 (deflate); names are UTF-8. */
const VERSION = 20;
const UTF8 = 0x0800;
const DEFLATED = 8;
/** 1 January 1980, the first day that the format knows: the same files make the same zip. */
const DATE = 0x0021;

interface Packed {
  readonly name: Buffer;
  readonly data: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

/** @param files by path, with `/`; paths keep their order */
export function writeZip(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const entries: Packed[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const packed: Packed = {
      name: Buffer.from(path),
      data: deflateRawSync(content),
      size: content.length,
      crc: crc32(content),
      offset,
    };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(LOCAL, 0);
    head.writeUInt16LE(VERSION, 4);
    writeFacts(head, 6, packed);
    parts.push(head, packed.name, packed.data);
    offset += head.length + packed.name.length + packed.data.length;
    entries.push(packed);
  }
  const directory = Buffer.concat(entries.flatMap((entry) => [directoryHead(entry), entry.name]));
  return Buffer.concat([...parts, directory, end(entries.length, directory.length, offset)]);
}

/** What both heads of a file say, in the same order. */
function writeFacts(head: Buffer, at: number, { name, data, size, crc }: Packed): void {
  head.writeUInt16LE(UTF8, at);
  head.writeUInt16LE(DEFLATED, at + 2);
  head.writeUInt16LE(0, at + 4);
  head.writeUInt16LE(DATE, at + 6);
  head.writeUInt32LE(crc, at + 8);
  head.writeUInt32LE(data.length, at + 12);
  head.writeUInt32LE(size, at + 16);
  head.writeUInt16LE(name.length, at + 20);
}

function directoryHead(entry: Packed): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(ENTRY, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  writeFacts(head, 8, entry);
  head.writeUInt32LE(entry.offset, 42);
  return head;
}

function end(count: number, size: number, offset: number): Buffer {
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(END, 0);
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(size, 12);
  tail.writeUInt32LE(offset, 16);
  return tail;
}
