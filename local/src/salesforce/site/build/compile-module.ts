// One file of a Lightning web component to plain JavaScript: types away, then the LWC compiler.
// Promise: a refusal names the line of the file as it was written. Knows nothing of where modules come from.
import { SourceMap, type SourceMapPayload } from 'node:module';
import { transformSync } from '@lwc/compiler';
import ts from 'typescript';

export interface ModuleName {
  /** `c`, `lightning`. */
  readonly namespace: string;
  readonly name: string;
}

export interface Diagnosis {
  readonly line: number;
  readonly message: string;
}

export interface CompiledModule {
  readonly code: string;
  readonly warnings: readonly Diagnosis[];
}

/** The compiler's refusal of one file. */
export class CompileRefusal extends Error {
  readonly line: number;
  constructor(message: string, line: number, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** How the platform compiles: `lwc:is`, form-associated elements under synthetic shadow. */
const OPTIONS = { enableDynamicComponents: true, enableSyntheticElementInternals: true, enableLwcOn: true } as const;

const TYPESCRIPT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  useDefineForClassFields: true,
  experimentalDecorators: false,
  sourceMap: true,
};

/**
 * @param file absolute path; its extension says what it is (.ts, .js, .html, .css)
 * @param apiVersion of the component, e.g. 67; the engine treats those above its own as its own
 * @throws CompileRefusal the source is wrong
 */
export function compileModule(
  source: string,
  file: string,
  { namespace, name }: ModuleName,
  apiVersion: number,
): CompiledModule {
  const script = file.endsWith('.ts') ? withoutTypes(source, file) : { code: source, lineIn: (place?: Place) => place?.line ?? 1 };
  // The compiler goes by the extension: what TypeScript left is JavaScript.
  const filename = file.replace(/\.ts$/, '.js');
  const scopedStyles = file.endsWith('.scoped.css');
  try {
    const { code, warnings = [] } = transformSync(script.code, filename, {
      ...OPTIONS,
      namespace,
      name,
      scopedStyles,
      apiVersion,
    });
    return {
      code,
      warnings: warnings.map(({ message, code, location }) => ({
        line: script.lineIn(location),
        message: `LWC${code}: ${oneLine(message)}`,
      })),
    };
  } catch (error) {
    const { message, location } = error as Error & { location?: Place };
    throw new CompileRefusal(oneLine(message.replace(`${filename}: `, '')), script.lineIn(location), {
      cause: error,
    });
  }
}

/** In what TypeScript left; the line counts from 1, the column from 0. */
interface Place {
  readonly line: number;
  readonly column: number;
}

function withoutTypes(source: string, file: string): { code: string; lineIn: (place?: Place) => number } {
  const result = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: TYPESCRIPT,
    reportDiagnostics: true,
  });
  const [wrong] = result.diagnostics ?? [];
  if (wrong) {
    const line = wrong.file ? wrong.file.getLineAndCharacterOfPosition(wrong.start ?? 0).line + 1 : 1;
    throw new CompileRefusal(`TS${wrong.code}: ${ts.flattenDiagnosticMessageText(wrong.messageText, ' ')}`, line);
  }
  const lineIn = ({ line, column }: Place = { line: 1, column: 0 }): number => {
    const entry = new SourceMap(JSON.parse(result.sourceMapText!) as SourceMapPayload).findEntry(line - 1, column);
    return 'originalLine' in entry ? entry.originalLine + 1 : line;
  };
  return { code: result.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), lineIn };
}

const oneLine = (text: string): string => text.split('\n')[0]!.trim();
