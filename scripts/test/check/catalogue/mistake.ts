// The catalogue: mistakes that make real deployments fail. Each is planted alone into a copy of the project, and `npm run check`
// must name its file, its line and its cause, and complain of nothing else.
import type { CheckName } from '../../../check/checks.ts';

/** One change of one file. Paths are below force-app/main/default; `./` before one means the project's root. */
export type Edit =
  /** Replaces the first `from` (all, for /…/g) by `to`, which is taken literally; the text must be there. */
  | { readonly file: string; readonly from: string | RegExp; readonly to: string }
  /** A file that was not there. */
  | { readonly file: string; readonly add: string }
  | { readonly file: string; readonly remove: true }
  /** `rename` is the new path. */
  | { readonly file: string; readonly rename: string };

interface About {
  /** What is wrong, as it reads after “finds”: `an order status without category`. */
  readonly title: string;
  /**
   * Who says that a deployment (or what was deployed) fails: a page of a guide by guide and title, a thread as
   * `owner/repository#number`, or an address. `Portway` for what only this project asks of itself; `observed: …` for errors that
   * people report without a page that says so.
   */
  readonly source: string;
  readonly caughtBy: CheckName;
  /** What the finding must say. */
  readonly says: RegExp;
  /** The file that the finding must name, when it is another than the one edited. */
  readonly named?: string;
  /** Text that begins on the line that must be named: `to` when left out; the first line for files added, removed or renamed. */
  readonly at?: string;
  /** Further changes that belong to the mistake. */
  readonly and?: readonly Edit[];
  /** Other findings that the mistake rightly brings about, in this or other files; any further finding is noise. */
  readonly also?: RegExp;
}

export type Mistake = Edit & About;

/** Known to fail, and not to be seen without an org. */
export interface Unseen {
  readonly title: string;
  readonly source: string;
  readonly why: string;
}

export interface Topic {
  readonly title: string;
  readonly mistakes: readonly Mistake[];
  readonly unseen?: readonly Unseen[];
}
