// From parse tree to UserClass: what a class contains, without compiling any of it.
import {
  ClassDeclarationContext,
  EnumDeclarationContext,
  InterfaceDeclarationContext,
  type AnonymousBlockMemberContext,
  type BlockContext,
  type FieldDeclarationContext,
  type FormalParametersContext,
  type MemberDeclarationContext,
  type ModifierContext,
  type PropertyDeclarationContext,
  type TypeListContext,
  type TypeRefContext,
} from '@apexdevtools/apex-parser';
import { ApexCompileError } from './errors.ts';
import { positionIn, type Node, type Optional } from './syntax.ts';
import { ApexType, VOID } from './types.ts';
import {
  readModifiers,
  UserClass,
  type ClassTree,
  type Declaring,
  type Field,
  type Initialiser,
  type Members,
  type Method,
  type Modifiers,
  type Parameter,
  type Unit,
} from './user-class.ts';
import type { Frame } from './vm.ts';

/** What declaring needs of the program. */
export interface DeclaringWorld {
  resolveType(tree: TypeRefContext, within: UserClass): ApexType;
  /** Compiles the body of a method; called once, when the method first runs. */
  compileBody(method: Method): (frame: Frame) => void;
}

const NO_MODIFIERS: Modifiers = { words: new Set(), sharing: undefined, annotations: [] };

export class Declarer implements Declaring {
  readonly #world: DeclaringWorld;
  readonly #anonymous = new WeakMap<UserClass, readonly AnonymousBlockMemberContext[]>();

  constructor(world: DeclaringWorld) {
    this.#world = world;
  }

  /** Declares a class with its inner classes. */
  declare(tree: ClassTree, modifiers: readonly ModifierContext[], unit: Unit, outer: UserClass | undefined): UserClass {
    const constants =
      tree instanceof EnumDeclarationContext
        ? ((tree.enumConstants() as Optional<ReturnType<typeof tree.enumConstants>>)?.id_list() ?? [])
        : [];
    const cls = new UserClass(
      tree.id().getText(),
      unit,
      outer,
      tree instanceof EnumDeclarationContext
        ? 'enum'
        : tree instanceof InterfaceDeclarationContext
          ? 'interface'
          : 'class',
      readModifiers(modifiers),
      tree,
      constants.map((id) => id.getText()),
      this,
    );
    if (tree instanceof ClassDeclarationContext) {
      for (const { member, modifiers: inner } of membersIn(tree)) {
        const nested = nestedTree(member);
        if (nested) cls.inner.set(nested.id().getText().toLowerCase(), this.declare(nested, inner, unit, cls));
      }
    }
    return cls;
  }

  /** A class with nothing in it, to stand for the place of names that belong to no class. */
  empty(unit: Unit, modifiers: Modifiers = NO_MODIFIERS): UserClass {
    return new UserClass(unit.name, unit, undefined, 'class', modifiers, undefined, [], this);
  }

  /** The class that anonymous Apex makes: its methods, fields and classes are static members. */
  declareAnonymous(
    unit: Unit,
    members: readonly AnonymousBlockMemberContext[],
    modifiers: Modifiers = NO_MODIFIERS,
  ): UserClass {
    const cls = this.empty(unit, modifiers);
    for (const member of members) {
      const declaration = member.anonymousMemberDeclaration() as unknown as Optional<MemberDeclarationContext>;
      const nested = declaration && nestedTree(declaration);
      if (nested)
        cls.inner.set(nested.id().getText().toLowerCase(), this.declare(nested, member.modifier_list(), unit, cls));
    }
    this.#anonymous.set(cls, members);
    return cls;
  }

  superclassOf(cls: UserClass): ApexType | undefined {
    if (!(cls.tree instanceof ClassDeclarationContext)) return undefined;
    const above = cls.tree.typeRef() as Optional<TypeRefContext>;
    return above ? this.#world.resolveType(above, cls.outer ?? cls) : undefined;
  }

  interfacesOf(cls: UserClass): readonly ApexType[] {
    if (!cls.tree || cls.tree instanceof EnumDeclarationContext) return [];
    const list = cls.tree.typeList() as Optional<TypeListContext>;
    return list?.typeRef_list().map((one) => this.#world.resolveType(one, cls.outer ?? cls)) ?? [];
  }

  membersOf(cls: UserClass): Members {
    const draft: Draft = {
      cls,
      fields: new Map(),
      methods: new Map(),
      constructors: [],
      staticInitialisers: [],
      instanceInitialisers: [],
      staticSlots: 0,
      instanceSlots: cls.superclass?.user?.members.instanceSlots ?? 0,
    };
    if (cls.tree instanceof InterfaceDeclarationContext) {
      for (const method of cls.tree.interfaceBody().interfaceMethodDeclaration_list())
        this.#addMethod(draft, method, readModifiers(method.modifier_list()), undefined);
    } else if (cls.tree instanceof ClassDeclarationContext) {
      for (const { member, block, isStatic, modifiers } of membersIn(cls.tree)) {
        if (block) (isStatic ? draft.staticInitialisers : draft.instanceInitialisers).push({ block });
        else this.#addMember(draft, member!, readModifiers(modifiers));
      }
    }
    for (const member of this.#anonymous.get(cls) ?? []) {
      const declaration = member.anonymousMemberDeclaration() as unknown as Optional<MemberDeclarationContext>;
      const { words, ...modifiers } = readModifiers(member.modifier_list());
      if (declaration && !declaration.fieldDeclaration())
        this.#addMember(draft, declaration, { ...modifiers, words: new Set([...words, 'static']) });
    }
    return draft;
  }

  /** The type of a member. One that this runtime does not know spoils that member alone: its use is refused, not the class. */
  #memberType(tree: TypeRefContext, cls: UserClass): ApexType {
    try {
      return this.#world.resolveType(tree, cls);
    } catch (problem) {
      if (!(problem instanceof ApexCompileError)) throw problem;
      return new ApexType('refused', tree.getText(), { problem });
    }
  }

  #addMember(draft: Draft, member: MemberDeclarationContext, modifiers: Modifiers): void {
    const method = member.methodDeclaration() as Optional<ReturnType<typeof member.methodDeclaration>>;
    const constructor = member.constructorDeclaration?.() as Optional<ReturnType<typeof member.constructorDeclaration>>;
    const field = member.fieldDeclaration() as Optional<FieldDeclarationContext>;
    const property = member.propertyDeclaration() as Optional<PropertyDeclarationContext>;
    if (method) this.#addMethod(draft, method, modifiers, method.block());
    else if (field) this.#addFields(draft, field, modifiers);
    else if (property) this.#addProperty(draft, property, modifiers);
    else if (constructor) {
      draft.constructors.push(
        this.makeMethod(draft.cls, '<init>', constructor, modifiers, {
          parameters: this.#parameters(constructor.formalParameters(), draft.cls),
          returns: VOID,
          block: constructor.block(),
          isConstructor: true,
        }),
      );
    }
  }

  #addMethod(
    draft: Draft,
    tree: Node & { id(): Node; formalParameters(): FormalParametersContext; typeRef(): TypeRefContext },
    modifiers: Modifiers,
    block: Optional<BlockContext>,
  ): void {
    const name = tree.id().getText();
    const returns = tree.typeRef() as Optional<TypeRefContext>;
    const method = this.makeMethod(draft.cls, name, tree, modifiers, {
      parameters: this.#parameters(tree.formalParameters(), draft.cls),
      returns: returns ? this.#memberType(returns, draft.cls) : VOID,
      block: block ?? undefined,
      isConstructor: false,
    });
    const key = name.toLowerCase();
    draft.methods.set(key, [...(draft.methods.get(key) ?? []), method]);
  }

  /** A method whose body is compiled when it first runs. */
  makeMethod(
    owner: UserClass,
    name: string,
    tree: Node,
    modifiers: Modifiers,
    parts: Pick<Method, 'parameters' | 'returns' | 'block' | 'isConstructor'>,
  ): Method {
    const world = this.#world;
    const method: Method = {
      name,
      owner,
      ...parts,
      modifiers,
      isStatic: modifiers.words.has('static') || modifiers.words.has('testmethod'),
      line: tree.start.line,
      traceName: owner.unit.isTrigger ? `Trigger.${owner.unit.name}` : `Class.${owner.name}.${name}`,
      body(frame) {
        method.body = world.compileBody(method);
        method.body(frame);
      },
    };
    return method;
  }

  #addFields(draft: Draft, tree: FieldDeclarationContext, modifiers: Modifiers): void {
    const type = this.#memberType(tree.typeRef(), draft.cls);
    for (const declarator of tree.variableDeclarators().variableDeclarator_list()) {
      const isStatic = modifiers.words.has('static');
      const field: Field = {
        name: declarator.id().getText(),
        owner: draft.cls,
        type,
        modifiers,
        isStatic,
        slot: isStatic ? draft.staticSlots++ : draft.instanceSlots++,
        initialiser: declarator.expression() ?? undefined,
        isProperty: false,
        getter: undefined,
        setter: undefined,
        canGet: true,
        canSet: true,
        line: declarator.start.line,
      };
      this.#keepField(draft, field, declarator);
    }
  }

  #addProperty(draft: Draft, tree: PropertyDeclarationContext, modifiers: Modifiers): void {
    const type = this.#memberType(tree.typeRef(), draft.cls);
    const isStatic = modifiers.words.has('static');
    const name = tree.id().getText();
    const accessors = { get: accessor('getter'), set: accessor('setter') };
    const make = (side: 'get' | 'set'): Method | undefined => {
      const found = accessors[side];
      const block = found?.block() as Optional<BlockContext>;
      if (!found || !block) return undefined;
      return this.makeMethod(draft.cls, name, found, modifiers, {
        parameters: side === 'set' ? [{ name: 'value', type }] : [],
        returns: side === 'get' ? type : VOID,
        block,
        isConstructor: false,
      });
    };
    const field: Field = {
      name,
      owner: draft.cls,
      type,
      modifiers,
      isStatic,
      slot: isStatic ? draft.staticSlots++ : draft.instanceSlots++,
      initialiser: undefined,
      isProperty: true,
      getter: make('get'),
      setter: make('set'),
      canGet: accessors.get !== undefined,
      canSet: accessors.set !== undefined,
      line: tree.start.line,
    };
    this.#keepField(draft, field, tree);

    function accessor(side: 'getter' | 'setter') {
      for (const block of tree.propertyBlock_list()) {
        const found = block[side]() as Optional<ReturnType<(typeof block)['getter']>>;
        if (found) return found;
      }
      return undefined;
    }
  }

  #keepField(draft: Draft, field: Field, tree: Node): void {
    const key = field.name.toLowerCase();
    if (draft.fields.has(key))
      throw new ApexCompileError(positionIn(draft.cls.unit, tree), `Duplicate field: ${field.name}`);
    draft.fields.set(key, field);
    if (field.initialiser) (field.isStatic ? draft.staticInitialisers : draft.instanceInitialisers).push({ field });
  }

  #parameters(tree: FormalParametersContext, cls: UserClass): Parameter[] {
    const list = tree.formalParameterList() as Optional<ReturnType<typeof tree.formalParameterList>>;
    return (
      list?.formalParameter_list().map((one) => ({
        name: one.id().getText(),
        type: this.#memberType(one.typeRef(), cls),
      })) ?? []
    );
  }
}

interface Draft extends Members {
  cls: UserClass;
  fields: Map<string, Field>;
  methods: Map<string, readonly Method[]>;
  constructors: Method[];
  staticInitialisers: Initialiser[];
  instanceInitialisers: Initialiser[];
  staticSlots: number;
  instanceSlots: number;
}

interface MemberTree {
  readonly member: MemberDeclarationContext | undefined;
  readonly block: BlockContext | undefined;
  readonly isStatic: boolean;
  readonly modifiers: readonly ModifierContext[];
}

function* membersIn(tree: ClassDeclarationContext): Generator<MemberTree> {
  for (const declaration of tree.classBody().classBodyDeclaration_list()) {
    const member = (declaration.memberDeclaration() as Optional<MemberDeclarationContext>) ?? undefined;
    const block = (declaration.block() as Optional<BlockContext>) ?? undefined;
    if (member || block)
      yield { member, block, isStatic: declaration.STATIC() != null, modifiers: declaration.modifier_list() };
  }
}

function nestedTree(member: MemberDeclarationContext | undefined): ClassTree | undefined {
  return member?.classDeclaration() ?? member?.interfaceDeclaration() ?? member?.enumDeclaration() ?? undefined;
}

export { NO_MODIFIERS };
