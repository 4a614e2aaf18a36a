// What of an Apex class can be called from outside Apex, and whether it is a test.
import {
  ApexParserBaseListener,
  ApexParseTreeWalker,
  ClassBodyDeclarationContext,
  TypeDeclarationContext,
  type MethodDeclarationContext,
  type ModifierContext,
} from '@apexdevtools/apex-parser';
import type { ApexSource } from './sources.ts';

export interface ApexEntries {
  readonly name: string;
  readonly path: string;
  /** Of the class's name. */
  readonly line: number;
  readonly isTest: boolean;
  /** Static methods that pages may import. */
  readonly auraEnabled: readonly string[];
  /** Anything that a user calls under their own rights: for pages, REST, SOAP or as an action of a flow. */
  readonly callable: readonly string[];
}

const METHOD_ENTRIES = new Set(['@auraenabled', '@invocablemethod', '@remoteaction', 'webservice']);
const CLASS_ENTRY = '@restresource';

export function entriesOf({ tree, name, path }: ApexSource): ApexEntries {
  const reader = new EntryReader();
  ApexParseTreeWalker.DEFAULT.walk(reader, tree);
  return { name, path, ...reader };
}

class EntryReader extends ApexParserBaseListener {
  line = 1;
  isTest = false;
  readonly auraEnabled: string[] = [];
  readonly callable: string[] = [];

  enterTypeDeclaration(type: TypeDeclarationContext): void {
    const words = type.modifier_list().map(wordOf);
    this.line = type.start.line;
    this.isTest = words.includes('@istest');
    if (words.includes(CLASS_ENTRY)) this.callable.push(CLASS_ENTRY);
  }

  enterMethodDeclaration(method: MethodDeclarationContext): void {
    const declaration = method.parentCtx?.parentCtx;
    if (!(declaration instanceof ClassBodyDeclarationContext)) return;
    const words = declaration.modifier_list().map(wordOf);
    const name = method.id().getText();
    if (words.some((word) => METHOD_ENTRIES.has(word))) this.callable.push(name);
    if (words.includes('@auraenabled') && words.includes('static')) this.auraEnabled.push(name);
  }
}

/** `@auraenabled` for `@AuraEnabled(cacheable=true)`, `static` for `static`. */
function wordOf(modifier: ModifierContext): string {
  return modifier.getText().toLowerCase().replace(/\(.*$/s, '');
}
