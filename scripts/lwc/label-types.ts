// One module `@salesforce/label/c.Name` per custom label, so that a page cannot import one that is not there.
import { textOf } from '../../local/src/salesforce/metadata/xml.ts';
import type { SourceTree } from '../check/source-tree.ts';

export interface Label {
  readonly name: string;
  /** In the project's own language. */
  readonly text: string;
}

/** All custom labels of the project. */
export function readLabels(tree: SourceTree): Label[] {
  return tree
    .ofType('CustomLabels')
    .flatMap(({ xml }) =>
      xml.children
        .filter((child) => child.name === 'labels')
        .map((label) => ({ name: textOf(label, 'fullName') ?? '', text: textOf(label, 'value') ?? '' })),
    );
}

export function labelTypes(labels: readonly Label[]): string {
  const modules = labels
    .map(({ name }) => name)
    .sort()
    .map(
      (name) => `declare module '@salesforce/label/c.${name}' {
  const text: string;
  export default text;
}`,
    );
  return [
    '// Made by scripts/lwc/label-types.ts from the custom labels of the project. Not for editing.',
    ...modules,
    '',
  ].join('\n');
}
