// The Japanese font of the page: names and addresses are often Japanese, and a machine without such a font shows boxes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Answer } from './answer.ts';

const FOLDER = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-jp/wght.css'));
const WEEK_SECONDS = 604_800;
const PATH = /^\/fonts\/(wght\.css|files\/noto-sans-jp-[\w-]+\.woff2)$/;

/** @returns undefined when no font file has this path */
export function answerFont(path: string): Answer | undefined {
  const name = PATH.exec(path)?.[1];
  if (name === undefined) return undefined;
  try {
    const contentType = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'font/woff2';
    return { status: 200, contentType, body: readFileSync(join(FOLDER, name)), cacheSeconds: WEEK_SECONDS };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
