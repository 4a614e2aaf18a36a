// All Apex of one org: which classes and triggers there are, what their names mean, and how their bodies are compiled.
// A class is parsed when it is first named, a method compiled when it first runs: an org starts without paying for either,
// and what this runtime cannot execute is refused where it is reached, with class, line and construct.
import type { TypeRefContext } from '@apexdevtools/apex-parser';
import type { Component, Project } from '../metadata/project.ts';
import { textOf } from '../metadata/xml.ts';
import type { Schema } from '../schema/schema.ts';
import { compileBody } from './compile/body.ts';
import { Declarer, type DeclaringWorld } from './declare.ts';
import { ApexCompileError, UnsupportedApex } from './errors.ts';
import { interviewClasses } from './library/flow-interview.ts';
import { LIBRARY } from './library/library.ts';
import { parseClass, parseTypeName, positionIn, type Node, type Optional } from './syntax.ts';
import { Types } from './type-table.ts';
import type { ApexType } from './types.ts';
import { LineHits, type ClassTree, type Method, type Unit, type UserClass } from './user-class.ts';
import type { Frame } from './vm.ts';

export class Program implements DeclaringWorld {
  readonly project: Project;
  readonly schema: Schema;
  readonly types: Types;
  readonly declarer: Declarer;
  /** Names of top-level classes as their files give them. */
  readonly classNames: readonly string[];
  /** Sources of the triggers that have been asked for, by name: the active ones. */
  readonly triggers = new Map<string, Unit>();
  readonly #sources = new Map<string, Unit>();
  readonly #classes = new Map<string, UserClass>();

  constructor(project: Project, schema: Schema) {
    this.project = project;
    this.schema = schema;
    this.declarer = new Declarer(this);
    const classes = project.ofType('ApexClass');
    this.classNames = classes.map(({ fullName }) => fullName);
    for (const component of classes) this.#sources.set(component.fullName.toLowerCase(), this.unitOf(component));
    const flows = interviewClasses(project.ofType('Flow').map(({ fullName }) => fullName));
    this.types = new Types(schema, [...LIBRARY, ...flows], (name) => this.userClass(name));
  }

  /** A class or trigger as its file gives it; a trigger's is one and the same for all who ask. */
  unitOf(component: Component): Unit {
    const { type, fullName, file, content, xml } = component;
    const known = type === 'ApexTrigger' ? this.triggers.get(fullName) : undefined;
    if (known) return known;
    const version = xml && textOf(xml, 'apiVersion');
    const unit = makeUnit(fullName, file, content ?? '', Number(version ?? this.project.apiVersion));
    if (type !== 'ApexTrigger') return unit;
    const trigger = { ...unit, isTrigger: true };
    this.triggers.set(fullName, trigger);
    return trigger;
  }

  /** Source of a top-level class. */
  unit(name: string): Unit | undefined {
    return this.#sources.get(name.toLowerCase());
  }

  /**
   * A class of the project by name, `Outer` or `Outer.Inner`; ignores case.
   * @throws ApexCompileError its source does not parse
   */
  userClass(name: string): UserClass | undefined {
    const [top = '', ...rest] = name.toLowerCase().split('.');
    let cls = this.#topLevel(top);
    for (const part of rest) cls = cls?.inner.get(part);
    return cls;
  }

  #topLevel(key: string): UserClass | undefined {
    const known = this.#classes.get(key);
    if (known) return known;
    const unit = this.#sources.get(key);
    if (!unit) return undefined;
    const declaration = parseClass(unit.name, unit.source).typeDeclaration();
    const tree =
      (declaration.classDeclaration() as Optional<ClassTree>) ??
      declaration.interfaceDeclaration() ??
      declaration.enumDeclaration();
    const cls = this.declarer.declare(tree, declaration.modifier_list(), unit, undefined);
    this.#classes.set(key, cls);
    return cls;
  }

  resolveType(tree: TypeRefContext, within: UserClass): ApexType {
    const names = tree.typeName_list();
    const last = names.at(-1)!;
    const written = names.map((name) => (name.id() ?? name.LIST() ?? name.SET() ?? name.MAP()).getText()).join('.');
    const found = this.typeNamed(written, within);
    if (!found) throw new ApexCompileError(positionIn(within.unit, tree), `Invalid type: ${written}`);
    const args = last.typeArguments() as Optional<ReturnType<typeof last.typeArguments>>;
    let type = this.types.withArguments(
      found,
      args
        ?.typeList()
        .typeRef_list()
        .map((one) => this.resolveType(one, within)) ?? [],
    );
    const subscripts = tree.arraySubscripts().LBRACK_list().length;
    for (let depth = 0; depth < subscripts; depth++) type = this.types.list(type);
    return type;
  }

  /** What a dotted name without type arguments means inside a class: inner classes come first. */
  typeNamed(written: string, within: UserClass | undefined): ApexType | undefined {
    const [first = '', ...rest] = written.split('.');
    let cls = innermost(first, within);
    for (const part of rest) cls = cls && innerOf(cls, part);
    return cls ? cls.type : this.types.find(written);
  }

  /** A type from text such as `Map<String, List<Account>>`, as Type.forName and JSON have it. */
  typeOfText(text: string, within?: UserClass): ApexType | undefined {
    try {
      return this.resolveType(parseTypeName(text), within ?? this.#nowhere());
    } catch (error) {
      if (error instanceof ApexCompileError) return undefined;
      throw error;
    }
  }

  /** A class to resolve names in when there is none. */
  #nowhere(): UserClass {
    return this.declarer.empty(makeUnit('anonymous', 'anonymous', '', Number(this.project.apiVersion)));
  }

  compileBody(method: Method): (frame: Frame) => void {
    return compileBody(this, method);
  }
}

export function makeUnit(name: string, file: string, source: string, apiVersion: number): Unit {
  return { name, file, source, apiVersion, isTrigger: false, lines: new LineHits() };
}

/** @throws UnsupportedApex the library knows the class only to refuse it */
export function refuseUnsupported(type: ApexType, unit: Unit, tree: Node): void {
  const reason = type.native?.spec.unsupported;
  if (reason) throw new UnsupportedApex(positionIn(unit, tree), `${type.name} is not supported: ${reason}`);
}

function innermost(name: string, within: UserClass | undefined): UserClass | undefined {
  const key = name.toLowerCase();
  for (let cls = within; cls; cls = cls.outer) {
    const found = innerOf(cls, key);
    if (found) return found;
    // A trigger may have the name of its handler: the code of a trigger is no type that could be named.
    if (cls.tree && cls.simpleName.toLowerCase() === key) return cls;
  }
  return undefined;
}

/** An inner class, also of a superclass. */
function innerOf(cls: UserClass, name: string): UserClass | undefined {
  const key = name.toLowerCase();
  // A class is looked up while its own superclass is being resolved: its own inner classes come first.
  const own = cls.inner.get(key);
  if (own) return own;
  for (const above of cls.lineage()) {
    const found = above.inner.get(key);
    if (found) return found;
  }
  return undefined;
}
