// Conformance programs: Apex that any org would judge alike, in chunks divided by `---`. A chunk begins with a comment that
// is its title. `//! Type: message` ends the line that must raise that exception; without one the chunk must end well.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApexThrow } from '../../../src/salesforce/apex/errors.ts';
import type { BuiltOrg } from '../../../src/salesforce/build-org.ts';

export interface Chunk {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly source: string;
  readonly expected: readonly Failure[];
}

/** An exception at the top: `System.MathException: Divide by 0` and the line of the chunk's file. */
export interface Failure {
  readonly line: number;
  readonly message: string;
}

/** All chunks of the programs in a folder. Lines count in the file. */
export function chunksIn(folder: string): Chunk[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.apex'))
    .flatMap((file) => {
      let line = 1;
      return readFileSync(join(folder, file), 'utf8')
        .split(/^---\r?\n/m)
        .map((source) => {
          const chunk = readChunk(file, line, source);
          line += source.split('\n').length;
          return chunk;
        });
    });
}

function readChunk(file: string, line: number, source: string): Chunk {
  const expected = source.split('\n').flatMap((text, index) => {
    const [, message] = /\/\/!\s*(.*?)\s*$/.exec(text) ?? [];
    return message ? [{ line: line + index, message }] : [];
  });
  return { file, line, title: /^\/\/\s*(.*)/.exec(source)?.[1] ?? '', source, expected };
}

/** Runs a chunk in a transaction that is taken back. */
export function failuresOf(org: BuiltOrg, chunk: Chunk): Failure[] {
  const failures: Failure[] = [];
  const done = new Error('taken back');
  try {
    org.transact(org.userByName(org.admin), (tx) => {
      try {
        // Empty lines before the chunk make its lines those of the file.
        org.apex.runAnonymous(tx, '\n'.repeat(chunk.line - 1) + chunk.source);
      } catch (error) {
        if (!(error instanceof ApexThrow)) throw error;
        const { type, facts } = error.exception;
        failures.push({ line: facts!.line, message: `${type.name}: ${facts!.message}` });
      }
      throw done;
    });
  } catch (error) {
    if (error !== done) throw error;
  }
  return failures;
}
