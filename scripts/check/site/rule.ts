// The shape of one rule over a site's bundle.
import type { SourcePosition } from '../../../local/src/salesforce/metadata/source-error.ts';
import type { SourceTree } from '../source-tree.ts';
import type { Bundle } from './bundle.ts';

export interface SiteProblem {
  readonly at: SourcePosition;
  readonly what: string;
}

export type SiteRule = (this: void, bundle: Bundle, tree: SourceTree) => Iterable<SiteProblem>;
