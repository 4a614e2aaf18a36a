// The Metadata API's types as a table, read from the declarations that @salesforce/types generates from the Metadata WSDL.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What an element may hold. */
export type Content =
  | { readonly kind: 'text' }
  | { readonly kind: 'any' }
  | { readonly kind: 'number' | 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'complex'; readonly type: string };

export interface ElementType {
  readonly required: boolean;
  readonly repeats: boolean;
  readonly content: Content;
}

export interface SchemaTypes {
  /** Elements by name, inherited ones included; undefined: no such type. */
  elementsOf(type: string): ReadonlyMap<string, ElementType> | undefined;
}

interface Declared {
  readonly bases: readonly string[];
  readonly own: ReadonlyMap<string, ElementType>;
}

const SIMPLE: Readonly<Record<string, Content>> = {
  string: { kind: 'text' },
  number: { kind: 'number' },
  boolean: { kind: 'boolean' },
  any: { kind: 'any' },
  unknown: { kind: 'any' },
};

/** Parses the declarations of the installed @salesforce/types and our additions; takes a fraction of a second. */
export function loadSchemaTypes(): SchemaTypes {
  const published = createRequire(import.meta.url)
    .resolve('@salesforce/types/metadata')
    .replace(/\.js$/, '.d.ts');
  const added = typesOf(fileURLToPath(new URL('metadata-additions.d.ts', import.meta.url)));
  const aliases = typesOf(published);
  const all = new Map([...aliases, ...added]);
  const declared = new Map<string, Declared | undefined>();
  const declarationOf = (name: string): Declared | undefined => {
    if (!declared.has(name))
      declared.set(name, merged(readType(aliases.get(name), all), readType(added.get(name), all)));
    return declared.get(name);
  };
  const complete = new Map<string, ReadonlyMap<string, ElementType>>();
  const elementsOf = (name: string): ReadonlyMap<string, ElementType> | undefined => {
    const known = complete.get(name);
    if (known) return known;
    const type = declarationOf(name);
    if (!type) return undefined;
    const inherited = type.bases.flatMap((base) => [...(elementsOf(base) ?? [])]);
    const elements = new Map([...inherited, ...type.own]);
    complete.set(name, elements);
    return elements;
  };
  return { elementsOf };
}

function typesOf(file: string): Map<string, ts.TypeNode> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return new Map(source.statements.filter(ts.isTypeAliasDeclaration).map((alias) => [alias.name.text, alias.type]));
}

function merged(published: Declared | undefined, added: Declared | undefined): Declared | undefined {
  if (!published || !added) return published ?? added;
  return { bases: published.bases, own: new Map([...published.own, ...added.own]) };
}

type Aliases = ReadonlyMap<string, ts.TypeNode>;

/** An object type, or one that adds to others (`Metadata & { … }`); undefined for enums and other aliases. */
function readType(node: ts.TypeNode | undefined, aliases: Aliases): Declared | undefined {
  const parts = partsOf(node);
  const literals = parts.filter(ts.isTypeLiteralNode);
  if (literals.length === 0) return undefined;
  return {
    bases: parts.filter((part) => !ts.isTypeLiteralNode(part)).map((part) => part.getText()),
    own: new Map(
      literals.flatMap((literal) =>
        literal.members.filter(ts.isPropertySignature).map((member) => readElement(member, aliases)),
      ),
    ),
  };
}

function partsOf(node: ts.TypeNode | undefined): readonly ts.TypeNode[] {
  if (!node) return [];
  return ts.isIntersectionTypeNode(node) ? node.types : [node];
}

function readElement(member: ts.PropertySignature, aliases: Aliases): [string, ElementType] {
  const repeats = member.type !== undefined && ts.isArrayTypeNode(member.type);
  const type = repeats ? member.type.elementType : member.type;
  return [
    member.name.getText().replace(/['"]/g, ''),
    { required: !member.questionToken && !repeats, repeats, content: readContent(type, aliases) },
  ];
}

function readContent(type: ts.TypeNode | undefined, aliases: Aliases): Content {
  if (!type) return { kind: 'any' };
  if (ts.isParenthesizedTypeNode(type)) return readContent(type.type, aliases);
  const members = ts.isUnionTypeNode(type) ? type.types.filter((member) => !isNull(member)) : [type];
  const [first] = members;
  if (members.length === 1 && first !== type) return readContent(first, aliases);
  const values = members.map(literalOf);
  if (values.every((value) => value !== undefined)) return { kind: 'enum', values };
  const name = type.getText();
  const alias = aliases.get(name);
  if (alias && !partsOf(alias).some(ts.isTypeLiteralNode)) return readContent(alias, aliases);
  return SIMPLE[name] ?? { kind: 'complex', type: name };
}

function isNull(type: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
}

function literalOf(type: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
}
