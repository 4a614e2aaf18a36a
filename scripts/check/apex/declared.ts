// What Apex classes and triggers declare, read from their parse trees: names, modifiers, annotations, signatures.
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  ClassBodyDeclarationContext,
  type ApexParserRuleContext,
  type ClassDeclarationContext,
  type MethodDeclarationContext,
  type ModifierContext,
  type TriggerUnitContext,
} from '@apexdevtools/apex-parser';
import type { ApexSource } from './sources.ts';

export interface DeclaredMethod {
  readonly name: string;
  readonly line: number;
  /** In small letters: `public`, `@future`, without what stands in parentheses. */
  readonly words: readonly string[];
  /** Annotations as they are written, with their parameters. */
  readonly annotations: readonly string[];
  /** Types as they are written, without spaces. */
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly context: ApexParserRuleContext;
}

export interface DeclaredClass {
  /** `Outer.Inner` for a class within another. */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly words: readonly string[];
  readonly annotations: readonly string[];
  readonly superclass: string | undefined;
  readonly interfaces: readonly string[];
  readonly methods: readonly DeclaredMethod[];
}

export interface DeclaredTrigger {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly object: string;
  /** `before insert`, in small letters. */
  readonly events: readonly string[];
}

export interface Declared {
  readonly classes: readonly DeclaredClass[];
  readonly triggers: readonly DeclaredTrigger[];
  /** All annotations of a file with their lines. */
  readonly annotations: readonly { readonly text: string; readonly line: number }[];
}

export function declaredIn(source: ApexSource): Declared {
  const reader = new DeclarationReader(source.path);
  ApexParseTreeWalker.DEFAULT.walk(reader, source.tree);
  return reader;
}

interface Open {
  name: string;
  line: number;
  words: string[];
  annotations: string[];
  superclass: string | undefined;
  interfaces: string[];
  methods: DeclaredMethod[];
}

class DeclarationReader extends ApexParserBaseListener implements Declared {
  readonly classes: DeclaredClass[] = [];
  readonly triggers: DeclaredTrigger[] = [];
  readonly annotations: { text: string; line: number }[] = [];
  readonly #path: string;
  readonly #open: Open[] = [];

  constructor(path: string) {
    super();
    this.#path = path;
  }

  enterModifier(modifier: ModifierContext): void {
    const text = modifier.getText();
    if (text.startsWith('@')) this.annotations.push({ text, line: modifier.start.line });
  }

  enterTriggerUnit(trigger: TriggerUnitContext): void {
    const [name, object] = trigger.id_list().map((id) => id.getText());
    const events = trigger.triggerCase_list().map((event) =>
      event
        .getText()
        .toLowerCase()
        .replace(/^(before|after)/, '$1 '),
    );
    this.triggers.push({ name: name!, object: object!, events, path: this.#path, line: trigger.start.line });
  }

  enterClassDeclaration(declaration: ClassDeclarationContext): void {
    const outer = this.#open.at(-1)?.name;
    const own = declaration.id().getText();
    const interfaces = declaration.typeList() as ReturnType<ClassDeclarationContext['typeList']> | null;
    const superclass = declaration.typeRef() as ReturnType<ClassDeclarationContext['typeRef']> | null;
    this.#open.push({
      name: outer ? `${outer}.${own}` : own,
      line: declaration.start.line,
      ...modifiersOf(declaration.parentCtx),
      superclass: superclass?.getText(),
      interfaces: interfaces?.typeRef_list().map((type) => type.getText()) ?? [],
      methods: [],
    });
  }

  exitClassDeclaration(): void {
    this.classes.push({ ...this.#open.pop()!, path: this.#path });
  }

  enterMethodDeclaration(method: MethodDeclarationContext): void {
    const declaration = method.parentCtx?.parentCtx;
    const owner = this.#open.at(-1);
    if (!owner || !(declaration instanceof ClassBodyDeclarationContext)) return;
    const parameters = method.formalParameters().formalParameterList() as {
      formalParameter_list(): { typeRef(): { getText(): string } }[];
    } | null;
    const returns = method.typeRef() as ReturnType<MethodDeclarationContext['typeRef']> | null;
    owner.methods.push({
      name: method.id().getText(),
      line: method.id().start.line,
      ...modifiersOf(declaration),
      parameters: parameters?.formalParameter_list().map((parameter) => parameter.typeRef().getText()) ?? [],
      returns: returns?.getText() ?? 'void',
      context: method,
    });
  }
}

/** Of a class, which stands in the member or the file that holds it, or of a member. */
function modifiersOf(holder: unknown): { words: string[]; annotations: string[] } {
  const owner = holder as { modifier_list?(): ModifierContext[]; parentCtx?: unknown };
  const own = owner.modifier_list?.() ?? (owner.parentCtx as typeof owner).modifier_list?.() ?? [];
  const texts = own.map((modifier) => modifier.getText());
  return {
    words: texts.map((text) => text.toLowerCase().replace(/\(.*$/s, '')),
    annotations: texts.filter((text) => text.startsWith('@')),
  };
}
