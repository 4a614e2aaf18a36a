// Replay ids on the wire: ten bytes as real orgs send them, a big-endian number and two zero bytes. Clients keep them as they are.
// Some clients cut them to eight bytes and real orgs still take those back, so this one does too.

const NUMBER_BYTES = 8;
const WIRE_BYTES = 10;

export function encodeReplayId(replayId: bigint): Buffer {
  const bytes = Buffer.alloc(WIRE_BYTES);
  bytes.writeBigUInt64BE(replayId);
  return bytes;
}

/** @returns undefined when the bytes cannot be an id of ours */
export function decodeReplayId(bytes: Uint8Array): bigint | undefined {
  const buffer = Buffer.from(bytes);
  const isOurs =
    buffer.length === NUMBER_BYTES || (buffer.length === WIRE_BYTES && buffer.readUInt16BE(NUMBER_BYTES) === 0);
  return isOurs ? buffer.readBigUInt64BE() : undefined;
}
