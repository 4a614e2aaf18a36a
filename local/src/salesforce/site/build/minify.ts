// Makes chunks small. Terser is run on a chunk at most once: its result is kept by the chunk's content.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'rollup';
import { minify, type MinifyOptions } from 'terser';
import { hashOf } from './hash.ts';

/** `evaluate` off: texts of labels are put in place of marks afterwards, so nothing may be computed from the marks. */
const OPTIONS: MinifyOptions = {
  module: true,
  ecma: 2020,
  compress: { evaluate: false, passes: 1 },
  format: { comments: false, ecma: 2020 },
};

/** @param folder where results are kept over runs */
export function minifyPlugin(folder: string): Plugin {
  return {
    name: 'portway-minify',
    async renderChunk(code) {
      const file = join(folder, `${hashOf(JSON.stringify(OPTIONS), code)}.js`);
      const known = await readFile(file, 'utf8').catch(() => undefined);
      if (known !== undefined) return { code: known, map: null };
      const result = await minify(code, OPTIONS);
      await mkdir(folder, { recursive: true });
      // Whole or not at all: other processes read here too.
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, result.code!);
      await rename(draft, file);
      return { code: result.code!, map: null };
    },
  };
}

/** Names short and white space gone, nothing rewritten: for much code of others, where the rest would gain a hundredth. */
export function shrinkPlugin(): Plugin {
  return {
    name: 'portway-shrink',
    async renderChunk(code) {
      const { code: small } = await minify(code, { ...OPTIONS, compress: false });
      return { code: small!, map: null };
    },
  };
}
