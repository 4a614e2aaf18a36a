// JSON that remembers its lines, so that what is wrong in a site's content can be named with file and line.
import ts from 'typescript';
import type { SourcePosition } from '../../../local/src/salesforce/metadata/source-error.ts';

/** One value of a JSON file. */
export class JsonNode {
  readonly at: SourcePosition;
  readonly #expression: ts.Expression;
  readonly #source: ts.SourceFile;
  #entries: (readonly [string, JsonNode])[] | undefined;

  constructor(expression: ts.Expression, source: ts.SourceFile) {
    const start = expression.getStart(source);
    this.#expression = expression;
    this.#source = source;
    this.at = { file: source.fileName, line: source.getLineAndCharacterOfPosition(start).line + 1 };
  }

  /** A property of an object; undefined for other values and where there is none. */
  get(name: string): JsonNode | undefined {
    return this.entries().find(([key]) => key === name)?.[1];
  }

  /** A value further in: `path('contentBody', 'component')`. */
  path(...names: readonly string[]): JsonNode | undefined {
    return names.reduce<JsonNode | undefined>((node, name) => node?.get(name), this);
  }

  entries(): readonly (readonly [string, JsonNode])[] {
    return (this.#entries ??= this.#readEntries());
  }

  #readEntries(): (readonly [string, JsonNode])[] {
    if (!ts.isObjectLiteralExpression(this.#expression)) return [];
    return this.#expression.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && ts.isStringLiteral(property.name)
        ? [[property.name.text, new JsonNode(property.initializer, this.#source)] as const]
        : [],
    );
  }

  /** Elements of an array; none for other values. */
  get items(): JsonNode[] {
    if (!ts.isArrayLiteralExpression(this.#expression)) return [];
    return this.#expression.elements.map((element) => new JsonNode(element, this.#source));
  }

  /** The text of a string; '' for other values. */
  get text(): string {
    return ts.isStringLiteral(this.#expression) ? this.#expression.text : '';
  }

  /** A value as it is written, a string without its quotes. */
  get written(): string {
    return ts.isStringLiteral(this.#expression) ? this.text : this.#expression.getText(this.#source);
  }

  textAt(name: string): string {
    return this.get(name)?.text ?? '';
  }
}

/** @param file for positions, relative to the project root. @throws SyntaxError the text is no JSON */
export function parseJson(text: string, file: string): JsonNode {
  JSON.parse(text); // TypeScript's parser forgives what the platform does not
  const source = ts.parseJsonText(file, text);
  return new JsonNode(source.statements[0]!.expression, source);
}
