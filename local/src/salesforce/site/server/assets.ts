// Files of a built site, each under a name that changes with its content: kept by browsers for good, sent small.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Request, Response } from 'express';
import type { Layer } from '../build/layer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};
const gzipped = promisify(gzip);

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  small: Promise<Buffer> | undefined;
}

export class Assets {
  readonly #files = new Map<string, Asset>();

  /** @param path below the site's asset folder, e.g. `base-x1/lwc.js` */
  add(path: string, content: string | Buffer): void {
    const body = typeof content === 'string' ? Buffer.from(content) : content;
    this.#files.set(path, { type: TYPES[extname(path)] ?? 'application/octet-stream', body, small: undefined });
  }

  addFile(path: string, file: string): void {
    this.add(path, readFileSync(file));
  }

  addLayer(folder: string, { chunks }: Layer): void {
    for (const { file, code } of chunks) this.add(`${folder}/${file}`, code);
  }

  /** Bytes of a file when it is sent small; undefined where there is no such file. */
  async gzipSize(path: string): Promise<number | undefined> {
    const asset = this.#files.get(path);
    return asset && (await smallOf(asset)).length;
  }

  /** @returns false where there is no such file */
  async send(path: string, request: Request, response: Response): Promise<boolean> {
    const asset = this.#files.get(path);
    if (!asset) return false;
    response.set({ 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' });
    response.set('vary', 'accept-encoding');
    if (asset.type.startsWith('font/') || !request.acceptsEncodings('gzip')) response.end(asset.body);
    else response.set('content-encoding', 'gzip').end(await smallOf(asset));
    return true;
  }
}

const smallOf = (asset: Asset): Promise<Buffer> => (asset.small ??= gzipped(asset.body, { level: 6 }));
