// TypeScript's view of what pages may call: one module `@salesforce/apex/Class.method` per @AuraEnabled static method, and the
// classes that travel. Generated from the Apex sources, so that a method or property that changes is a type error in every
// page that uses it.
//
// What a page receives leaves out fields that are null (see local/src/salesforce/api/apex/page-results.ts). Apex cannot say
// which those are, so its comment does: a property whose comment speaks of null or blank is optional here.
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  ClassBodyDeclarationContext,
  type ApexParserRuleContext,
  type ClassDeclarationContext,
  type FieldDeclarationContext,
  type MethodDeclarationContext,
  type ModifierContext,
  type PropertyDeclarationContext,
  type TypeRefContext,
} from '@apexdevtools/apex-parser';
import { sourceText, type ApexSource } from '../check/apex/sources.ts';

export interface PageProperty {
  readonly name: string;
  /** As Apex writes it. */
  readonly type: string;
  readonly comment: string;
}

export interface PageMethod {
  readonly className: string;
  readonly name: string;
  readonly isCacheable: boolean;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returns: string;
  readonly comment: string;
}

/** A class as pages see it. */
export interface PageClass {
  readonly name: string;
  readonly superclass: string | undefined;
  readonly properties: readonly PageProperty[];
  /** `static final String` constants: words that a page translates. */
  readonly words: readonly string[];
}

/** An Apex type that cannot travel to a page, or none that the project knows. */
export class UntypedApex extends Error {}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  id: 'string',
  // ISO 8601, as JSON carries them
  date: 'string',
  datetime: 'string',
  time: 'string',
  integer: 'number',
  long: 'number',
  decimal: 'number',
  double: 'number',
  boolean: 'boolean',
  object: 'unknown',
  void: 'void',
};

/** What pages may call and are given. */
export interface PageModel {
  /** By name in lower case, as Apex ignores it. */
  readonly classes: ReadonlyMap<string, PageClass>;
  readonly methods: readonly PageMethod[];
}

/** The declarations file for all sources. @throws UntypedApex naming class and member */
export function apexTypes(sources: readonly ApexSource[]): string {
  return new Declarations(pageModel(sources)).text();
}

/** Whether a page may receive an object without this property. */
export function isOptional({ comment }: PageProperty): boolean {
  return /\b(null|blank)\b/i.test(comment);
}

export function pageModel(sources: readonly ApexSource[]): PageModel {
  const classes = new Map<string, PageClass>();
  const methods: PageMethod[] = [];
  for (const source of sources) {
    if (!source.path.endsWith('.cls')) continue;
    const reader = new PageReader();
    ApexParseTreeWalker.DEFAULT.walk(reader, source.tree);
    if (reader.isTest) continue;
    for (const cls of reader.classes) classes.set(cls.name.toLowerCase(), cls);
    methods.push(...reader.methods);
  }
  return { classes, methods };
}

class Declarations {
  readonly #classes: ReadonlyMap<string, PageClass>;
  readonly #methods: readonly PageMethod[];
  readonly #outgoing = new Map<string, string>();
  readonly #incoming = new Map<string, string>();

  constructor({ classes, methods }: PageModel) {
    this.#classes = classes;
    this.#methods = methods;
  }

  text(): string {
    const modules = this.#methods.map((method) => this.#module(method));
    const words = [...this.#classes.values()]
      .filter((cls) => cls.words.length > 0)
      .map((cls) => `  type ${cls.name}Word = ${cls.words.map((word) => `'${word}'`).join(' | ')};`);
    return [
      '// Made by scripts/lwc/apex-types.ts from the Apex of the project. Not for editing.',
      '',
      '/** What Apex answers to pages. */',
      'declare namespace Apex {',
      [...this.#outgoing.values(), ...words].sort().join('\n'),
      '}',
      '',
      '/** What pages send to Apex. */',
      'declare namespace ApexInput {',
      [...this.#incoming.values()].sort().join('\n'),
      '}',
      '',
      modules.sort().join('\n'),
    ].join('\n');
  }

  #module(method: PageMethod): string {
    const where = `${method.className}.${method.name}`;
    const parameters = method.parameters.map(
      ({ name, type }) => `readonly ${name}: ${this.#typed(type, where, 'in')} | null | undefined`,
    );
    const config = parameters.length > 0 ? `{ ${parameters.join('; ')} }` : 'Record<never, never>';
    const kind = method.isCacheable ? 'CacheableApexMethod' : 'ApexMethod';
    return [
      `declare module '@salesforce/apex/${where}' {`,
      comment(method.comment, '  '),
      `  const method: ${kind}<${config}, ${this.#typed(method.returns, where, 'out')}>;`,
      '  export default method;',
      '}',
    ]
      .filter((line) => line !== '')
      .join('\n');
  }

  #typed(type: string, where: string, way: 'in' | 'out'): string {
    const [, generic, inner] = /^(\w+)<(.+)>$/s.exec(type.replace(/\s+/g, '')) ?? [];
    const element = (text: string): string => this.#typed(text, where, way);
    if (/^(list|set)$/i.test(generic ?? '')) return `readonly ${wrapped(element(inner!))}[]`;
    if (/^map$/i.test(generic ?? '')) {
      const [key, ...value] = inner!.split(',');
      if (!/^(string|id)$/i.test(key!)) throw new UntypedApex(`${where}: a page receives maps by String or Id only`);
      return `Readonly<Record<string, ${element(value.join(','))}>>`;
    }
    if (/\[\]$/.test(type)) return `readonly ${wrapped(element(type.slice(0, -2)))}[]`;
    const primitive = PRIMITIVES[type.toLowerCase()];
    if (primitive) return primitive;
    const cls = this.#classes.get(type.toLowerCase());
    if (!cls)
      throw new UntypedApex(`${where}: pages cannot be given ${type}; use a class with @AuraEnabled properties`);
    return this.#referTo(cls, way);
  }

  #referTo(cls: PageClass, way: 'in' | 'out'): string {
    const known = way === 'in' ? this.#incoming : this.#outgoing;
    const reference = `${way === 'in' ? 'ApexInput' : 'Apex'}.${cls.name}`;
    if (known.has(cls.name)) return reference;
    known.set(cls.name, ''); // a class may hold itself
    const parent = cls.superclass ? this.#classes.get(cls.superclass.toLowerCase()) : undefined;
    const heritage = parent ? ` extends ${this.#referTo(parent, way)}` : '';
    const properties = cls.properties.map((property) => {
      const type = this.#typed(property.type, `${cls.name}.${property.name}`, way);
      const text =
        way === 'in'
          ? `    ${property.name}?: ${type} | null | undefined;`
          : `    readonly ${property.name}${isOptional(property) ? '?' : ''}: ${type};`;
      return [comment(property.comment, '    '), text].filter((line) => line !== '').join('\n');
    });
    known.set(cls.name, [`  interface ${cls.name}${heritage} {`, ...properties, '  }'].join('\n'));
    return reference;
  }
}

const wrapped = (type: string): string => (type.startsWith('readonly ') ? `(${type})` : type);

const comment = (text: string, indent: string): string =>
  text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '')} */`;

/** Gathers the top-level class of a file. */
class PageReader extends ApexParserBaseListener {
  isTest = false;
  readonly classes: PageClass[] = [];
  readonly methods: PageMethod[] = [];
  #depth = 0;
  #current: { name: string; superclass: string | undefined; properties: PageProperty[]; words: string[] } | undefined;

  enterClassDeclaration(declaration: ClassDeclarationContext): void {
    if (++this.#depth !== 1) return;
    this.isTest = wordsOf(declaration.parentCtx).includes('@istest');
    this.#current = {
      name: declaration.id().getText(),
      superclass: declaration.typeRef()?.getText(),
      properties: [],
      words: [],
    };
  }

  exitClassDeclaration(): void {
    if (--this.#depth === 0 && this.#current) this.classes.push(this.#current);
  }

  enterFieldDeclaration(field: FieldDeclarationContext): void {
    const declaration = this.#topLevel(field);
    if (!declaration) return;
    const words = wordsOf(declaration);
    for (const declarator of field.variableDeclarators().variableDeclarator_list()) {
      const name = declarator.id().getText();
      const constant = /^'(\w+)'$/.exec(declarator.expression()?.getText() ?? '')?.[1];
      if (words.includes('@auraenabled')) this.#add(name, field.typeRef(), declaration);
      else if (['public', 'static', 'final'].every((word) => words.includes(word)) && constant !== undefined)
        this.#current!.words.push(constant);
    }
  }

  enterPropertyDeclaration(property: PropertyDeclarationContext): void {
    const declaration = this.#topLevel(property);
    if (declaration && wordsOf(declaration).includes('@auraenabled'))
      this.#add(property.id().getText(), property.typeRef(), declaration);
  }

  enterMethodDeclaration(method: MethodDeclarationContext): void {
    const declaration = this.#topLevel(method);
    if (!declaration) return;
    const words = wordsOf(declaration);
    if (!words.includes('@auraenabled') || !words.includes('static')) return;
    const enabling = declaration.modifier_list().find((modifier) => wordOf(modifier) === '@auraenabled')!;
    this.methods.push({
      className: this.#current!.name,
      name: method.id().getText(),
      isCacheable: /cacheable\s*=\s*true/i.test(sourceText(enabling)),
      parameters: (method.formalParameters().formalParameterList()?.formalParameter_list() ?? []).map((parameter) => ({
        name: parameter.id().getText(),
        type: parameter.typeRef().getText(),
      })),
      returns: method.typeRef()?.getText() ?? 'void',
      comment: commentBefore(declaration),
    });
  }

  #add(name: string, type: TypeRefContext, declaration: ApexParserRuleContext): void {
    this.#current!.properties.push({ name, type: type.getText(), comment: commentBefore(declaration) });
  }

  #topLevel(member: ApexParserRuleContext): ClassBodyDeclarationContext | undefined {
    const declaration = member.parentCtx?.parentCtx;
    return this.#depth === 1 && declaration instanceof ClassBodyDeclarationContext ? declaration : undefined;
  }
}

function wordsOf(context: unknown): string[] {
  return (context as { modifier_list(): ModifierContext[] }).modifier_list().map(wordOf);
}

/** `@auraenabled` for `@AuraEnabled(cacheable=true)`. */
function wordOf(modifier: ModifierContext): string {
  return modifier.getText().toLowerCase().replace(/\(.*$/s, '');
}

/** The words of the `/** … *\/` that ends right before a declaration, on one line; '' when there is none. */
function commentBefore({ start }: ApexParserRuleContext): string {
  const before = start.getInputStream().getText(0, Math.max(0, start.start - 1));
  const [, words = ''] = /\/\*\*((?:(?!\*\/).)*)\*\/\s*$/s.exec(before) ?? [];
  return words
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
