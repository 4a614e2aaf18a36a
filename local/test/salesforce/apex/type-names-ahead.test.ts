// The quick choices in names of types give the tree that the parser's own look-ahead gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexParserFactory } from '@apexdevtools/apex-parser';
import { ApexCompileError } from '../../../src/salesforce/apex/errors.ts';
import { parseClass } from '../../../src/salesforce/apex/syntax.ts';

interface Tree {
  readonly constructor: { readonly name: string };
  readonly children?: readonly Tree[] | null;
  getText(): string;
}

/** The tree as lines: how deep, which rule, which text. */
const outline = (tree: Tree, depth = 0): string[] => [
  `${depth} ${tree.constructor.name} ${tree.getText()}`,
  ...(tree.children ?? []).flatMap((child) => outline(child, depth + 1)),
];

const MEMBERS = [
  'List<Map<Id, Set<String>>> all; Outer.Inner one; Outer.Inner[] many; Schema.SObjectType[] types;',
  'Map<String, List<Outer.Inner>> of(List<Id> ids, Set<Id> others, Map<Id, Outer.Inner> byId, Integer[] n) { return null; }',
  'Boolean less(Integer a, Integer b) { return a < b && b > 1 || a<b; }',
  'Type named() { return Outer.Inner.class; } Type listed() { return List<String>.class; }',
  'Object cast(Object o) { return o instanceof List<String> ? ((List<String>) o).size() : ((Outer.Inner) o).size; }',
  'void loops() { for (List<Account> some : [SELECT Id FROM Account]) for (Outer.Inner i : new Outer.Inner[0]) i.run(); }',
];

for (const member of MEMBERS)
  test(member, () => {
    const source = `public class Sample { ${member} }`;
    const slow = ApexParserFactory.createParser(source).compilationUnit() as unknown as Tree;
    assert.deepEqual(outline(parseClass('Sample', source) as unknown as Tree), outline(slow));
  });

test('what is no type is refused where it stands', () => {
  assert.throws(() => parseClass('Sample', 'public class Sample { List<> broken; }'), ApexCompileError);
});
