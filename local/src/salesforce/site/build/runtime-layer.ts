// The runtime layer: what this folder's browser/ holds, as the modules that pages and base components import.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rollup, type OutputChunk } from 'rollup';
import ts from 'typescript';
import type { Layer } from './layer.ts';
import { minifyPlugin } from './minify.ts';

const BROWSER = join(import.meta.dirname, '../browser');

/** Module of the platform → file of the runtime. */
const MODULES: Readonly<Record<string, string>> = {
  '@site/page': 'page.ts',
  '@site/session': 'session.ts',
  '@site/apex': 'apex.ts',
  '@salesforce/apex': 'apex.ts',
  'force/navigation': 'navigation.ts',
  'lightning/navigation': 'navigation.ts',
  'lightning/refresh': 'refresh.ts',
  'experience/navigationMenuApi': 'menus.ts',
  'lightning/uiRecordApi': 'records.ts',
};

export const RUNTIME_MODULES: readonly string[] = Object.keys(MODULES);

const OPTIONS: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };

/** @param home folder that holds node_modules */
export async function runtimeLayer(home: string): Promise<Layer> {
  const files = [...new Set(Object.values(MODULES))];
  const bundle = await rollup({
    input: Object.fromEntries(files.map((file) => [file.replace('.ts', ''), join(BROWSER, file)])),
    external: ['lwc', '@lwc/synthetic-shadow'],
    plugins: [
      {
        name: 'portway-runtime',
        load: (id) => ts.transpileModule(readFileSync(id, 'utf8'), { compilerOptions: OPTIONS }).outputText,
        resolveId: (specifier, importer) =>
          importer && specifier.startsWith('.') ? join(dirname(importer), specifier) : null,
      },
    ],
    preserveEntrySignatures: 'strict',
  });
  const { output } = await bundle.generate({
    format: 'es',
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: 'runtime-[hash].js',
    plugins: [minifyPlugin(join(home, 'node_modules/.cache/portway/minified'))],
  });
  await bundle.close();
  const chunks = output.filter((item): item is OutputChunk => item.type === 'chunk');
  return {
    chunks: chunks.map(({ fileName, code, imports, modules }) => ({
      file: fileName,
      code,
      imports,
      modules: Object.keys(modules),
    })),
    entries: Object.fromEntries(
      Object.entries(MODULES).map(([specifier, file]) => [
        specifier,
        chunks.find((chunk) => chunk.facadeModuleId === join(BROWSER, file))!.fileName,
      ]),
    ),
  };
}
