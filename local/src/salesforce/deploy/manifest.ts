// package.xml and the files of destructive changes: which components a deployment names, and which it deletes.
// Source: Metadata API Developer Guide, "Sample package.xml Manifest Files", "Deleting Components from an Organization".
import { SourceError } from '../metadata/source-error.ts';
import { childrenOf, parseXml, textOf } from '../metadata/xml.ts';

/** A component by type and full name. */
export interface ComponentName {
  readonly type: string;
  readonly fullName: string;
}

export interface Manifest {
  /** `65.0`; undefined when the file does not say. */
  readonly version: string | undefined;
  readonly members: readonly ComponentName[];
}

/** @throws SourceError the file is malformed */
export function readManifest(content: string, file: string): Manifest {
  const root = parseXml(content, file);
  if (root.name !== 'Package') throw new SourceError(root.position, `${file} must be a <Package>`);
  const members = childrenOf(root, 'types').flatMap((types) => {
    const type = textOf(types, 'name');
    if (!type) throw new SourceError(types.position, '<types> needs a <name>');
    return childrenOf(types, 'members').map(({ text }) => ({ type, fullName: text }));
  });
  return { version: textOf(root, 'version'), members };
}

export const keyOf = ({ type, fullName }: ComponentName): string => `${type} ${fullName}`.toLowerCase();
