// Classes, interfaces and enums of the project as the runtime sees them. Read from the parse tree; what needs other types
// (superclass, member types) is looked up when first asked for, so that the order of files does not matter.
import type {
  BlockContext,
  ClassDeclarationContext,
  EnumDeclarationContext,
  ExpressionContext,
  InterfaceDeclarationContext,
  ModifierContext,
} from '@apexdevtools/apex-parser';
import type { Frame } from './vm.ts';
import { ApexType } from './types.ts';
import { EnumValue } from './values/values.ts';

/** One source file: a class or a trigger, or a piece of anonymous Apex. */
export interface Unit {
  readonly name: string;
  /** Relative to the project root. */
  readonly file: string;
  readonly source: string;
  readonly isTrigger: boolean;
  /** Of its -meta.xml, else the project's: rules of the platform change with it. */
  readonly apiVersion: number;
  /** Lines that hold executable statements, known for the methods compiled so far. */
  readonly lines: LineHits;
}

/** How often each line was reached. Compiled code holds the counters. */
export class LineHits {
  readonly #counters = new Map<number, { hits: number }>();

  /** The counter of a line, made when first asked for. */
  counter(line: number): { hits: number } {
    let counter = this.#counters.get(line);
    if (!counter) this.#counters.set(line, (counter = { hits: 0 }));
    return counter;
  }

  keys(): Iterable<number> {
    return this.#counters.keys();
  }

  /** Times that a line was reached; undefined where no statement is known. */
  get(line: number): number | undefined {
    return this.#counters.get(line)?.hits;
  }
}

export interface Annotation {
  /** Lower case, e.g. `auraenabled`. */
  readonly name: string;
  /** By lower-case key; a lone value has the key ``. Text without quotes. */
  readonly values: ReadonlyMap<string, string>;
}

export interface Modifiers {
  readonly words: ReadonlySet<string>;
  readonly sharing: 'with' | 'without' | 'inherited' | undefined;
  readonly annotations: readonly Annotation[];
}

export interface Parameter {
  readonly name: string;
  readonly type: ApexType;
}

/** A method, constructor, accessor or initialiser that can be called. */
export interface Method {
  readonly name: string;
  readonly owner: UserClass;
  readonly parameters: readonly Parameter[];
  readonly returns: ApexType;
  readonly modifiers: Modifiers;
  readonly isStatic: boolean;
  readonly isConstructor: boolean;
  /** undefined for abstract and interface methods. */
  readonly block: BlockContext | undefined;
  readonly line: number;
  /** As a stack trace names it: `Class.Outer.Inner.method`. */
  readonly traceName: string;
  /** Compiled when first called. */
  body: (frame: Frame) => void;
}

/** A field or a property. */
export interface Field {
  readonly name: string;
  readonly owner: UserClass;
  readonly type: ApexType;
  readonly modifiers: Modifiers;
  readonly isStatic: boolean;
  /** Place in the instance's fields or in the statics of the owner. */
  readonly slot: number;
  readonly initialiser: ExpressionContext | undefined;
  readonly isProperty: boolean;
  /** Accessors with a body; an automatic accessor is undefined. */
  readonly getter: Method | undefined;
  readonly setter: Method | undefined;
  /** A property without `set` may be set nowhere; without `get`, read nowhere. */
  readonly canGet: boolean;
  readonly canSet: boolean;
  readonly line: number;
}

/** A field initialiser or an initialiser block, in the order of the source. */
export type Initialiser =
  { readonly field: Field; readonly block?: undefined } | { readonly block: BlockContext; readonly field?: undefined };

export interface Members {
  readonly fields: ReadonlyMap<string, Field>;
  readonly methods: ReadonlyMap<string, readonly Method[]>;
  readonly constructors: readonly Method[];
  readonly staticInitialisers: readonly Initialiser[];
  readonly instanceInitialisers: readonly Initialiser[];
  readonly staticSlots: number;
  /** With those of superclasses. */
  readonly instanceSlots: number;
}

export type ClassTree = ClassDeclarationContext | InterfaceDeclarationContext | EnumDeclarationContext;

/** What reads the tree; see declare.ts. */
export interface Declaring {
  superclassOf(cls: UserClass): ApexType | undefined;
  interfacesOf(cls: UserClass): readonly ApexType[];
  membersOf(cls: UserClass): Members;
}

export class UserClass {
  /** `Outer.Inner` */
  readonly name: string;
  readonly simpleName: string;
  readonly unit: Unit;
  readonly outer: UserClass | undefined;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly modifiers: Modifiers;
  readonly tree: ClassTree | undefined;
  readonly type: ApexType;
  /** By lower-case simple name. */
  readonly inner = new Map<string, UserClass>();
  readonly enumValues: readonly EnumValue[];
  readonly #declaring: Declaring;
  #superclass: ApexType | undefined | null = null;
  #interfaces: readonly ApexType[] | undefined;
  #members: Members | undefined;
  #dispatch: Map<string, Method> | undefined;
  readonly #overrides = new Map<Method, Method | undefined>();
  readonly #implementations = new Map<string, readonly Method[]>();

  constructor(
    simpleName: string,
    unit: Unit,
    outer: UserClass | undefined,
    kind: 'class' | 'interface' | 'enum',
    modifiers: Modifiers,
    tree: ClassTree | undefined,
    enumConstants: readonly string[],
    declaring: Declaring,
  ) {
    this.simpleName = simpleName;
    // Classes inside anonymous Apex have no outer name.
    this.name = outer?.tree ? `${outer.name}.${simpleName}` : simpleName;
    this.unit = unit;
    this.outer = outer;
    this.kind = kind;
    this.modifiers = modifiers;
    this.tree = tree;
    this.type = new ApexType('user', this.name, { user: this });
    this.enumValues = enumConstants.map((name, ordinal) => new EnumValue(this.type, name, ordinal));
    this.#declaring = declaring;
  }

  get superclass(): ApexType | undefined {
    if (this.#superclass === null) {
      this.#superclass = undefined; // looking the name up asks this class for its superclass
      try {
        this.#superclass = this.#declaring.superclassOf(this);
      } catch (error) {
        this.#superclass = null;
        throw error;
      }
    }
    return this.#superclass ?? undefined;
  }

  get interfaces(): readonly ApexType[] {
    return (this.#interfaces ??= this.#declaring.interfacesOf(this));
  }

  get members(): Members {
    return (this.#members ??= this.#declaring.membersOf(this));
  }

  /** This class and those above it in the project, nearest first. */
  *lineage(): Generator<UserClass> {
    yield this;
    for (let cls = this.superclass?.user; cls; cls = cls.superclass?.user) yield cls;
  }

  /** An own or inherited field; ignores case. */
  findField(name: string): Field | undefined {
    const key = name.toLowerCase();
    for (const cls of this.lineage()) {
      const field = cls.members.fields.get(key);
      if (field) return field;
    }
    return undefined;
  }

  /** Own and inherited methods of a name, nearest first; interfaces of an interface or abstract class too. */
  findMethods(name: string): readonly Method[] {
    const key = name.toLowerCase();
    const found: Method[] = [];
    for (const cls of this.lineage()) found.push(...(cls.members.methods.get(key) ?? []));
    for (const cls of this.lineage())
      for (const above of cls.interfaces) if (above.user) found.push(...above.user.findMethods(name));
    return found;
  }

  /** The method that runs when `method` is called on an instance of this class. */
  override(method: Method): Method | undefined {
    const known = this.#overrides.get(method);
    if (known) return known;
    this.#dispatch ??= this.#buildDispatch();
    const found = this.#dispatch.get(signatureKey(method));
    this.#overrides.set(method, found);
    return found;
  }

  /** Instance methods of this class by name and number of parameters, nearest first: for calls that the library makes. */
  implementations(name: string, parameterCount: number): readonly Method[] {
    const key = `${name}/${parameterCount}`;
    let known = this.#implementations.get(key);
    if (!known) {
      const fit = this.findMethods(name).filter(
        (method) => method.block && method.parameters.length === parameterCount,
      );
      const ofInstances = fit.filter(({ isStatic }) => !isStatic);
      // A static method may stand for an interface's, as public code that compiles on the platform shows.
      known = ofInstances.length ? ofInstances : fit;
      this.#implementations.set(key, known);
    }
    return known;
  }

  #buildDispatch(): Map<string, Method> {
    const dispatch = new Map<string, Method>();
    for (const cls of [...this.lineage()].reverse())
      for (const overloads of cls.members.methods.values())
        for (const method of overloads)
          if (!method.isStatic && method.block) dispatch.set(signatureKey(method), method);
    return dispatch;
  }
}

const signatureKey = ({ name, parameters }: Method): string =>
  `${name.toLowerCase()}(${parameters.map(({ type }) => type.name.toLowerCase()).join()})`;

/** Reads modifiers and annotations as written. */
export function readModifiers(modifiers: readonly ModifierContext[]): Modifiers {
  const words = new Set<string>();
  const annotations: Annotation[] = [];
  for (const modifier of modifiers) {
    const annotation = modifier.annotation() as ReturnType<ModifierContext['annotation']> | null;
    if (annotation) annotations.push(readAnnotation(annotation));
    else words.add(modifier.children!.map((node) => node.getText().toLowerCase()).join(' '));
  }
  const sharing = [...words].find((word) => word.endsWith(' sharing'))?.split(' ')[0] as Modifiers['sharing'];
  return { words, sharing, annotations };
}

function readAnnotation(tree: ReturnType<ModifierContext['annotation']>): Annotation {
  const values = new Map<string, string>();
  const pairs = tree.elementValuePairs() as ReturnType<typeof tree.elementValuePairs> | null;
  const lone = tree.elementValue() as ReturnType<typeof tree.elementValue> | null;
  for (const pair of pairs?.elementValuePair_list() ?? [])
    values.set(pair.id().getText().toLowerCase(), unquoted(pair.elementValue().getText()));
  if (lone) values.set('', unquoted(lone.getText()));
  return { name: tree.id().getText().toLowerCase(), values };
}

const unquoted = (text: string): string => (text.startsWith("'") ? text.slice(1, -1) : text);

/** The annotation of that lower-case name, if it is there. */
export function annotation(modifiers: Modifiers, name: string): Annotation | undefined {
  return modifiers.annotations.find((one) => one.name === name);
}
