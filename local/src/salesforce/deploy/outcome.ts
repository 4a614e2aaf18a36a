// What the thread of a deployment is given, what it tells while it works, and what it has found out in the end.
import type { SuiteOutcome } from '../apex/testing/outcome.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { ComponentName } from './manifest.ts';
import type { Problem } from './problem.ts';

export interface DeployRequest {
  readonly zip: Uint8Array;
  readonly options: DeployOptions;
  /** The org's metadata as it is: a project in source format. It is left alone. */
  readonly currentRoot: string;
  /** An empty folder. The new metadata comes to lie in `org` below it. */
  readonly work: string;
  /** `67.0` */
  readonly apiVersion: string;
  /** Of the org's users: metadata may name them. */
  readonly usernames: readonly string[];
}

export type Change = 'created' | 'changed' | 'unchanged' | 'deleted';

/** A component of the deployment and what becomes of it. */
export interface ComponentOutcome extends ComponentName {
  readonly fileName: string;
  readonly change: Change;
}

export interface DeployOutcome {
  /** The new metadata, a project in source format; undefined when the package could not be read at all. */
  readonly root: string | undefined;
  /** Those without errors. */
  readonly components: readonly ComponentOutcome[];
  readonly problems: readonly Problem[];
  /** The new metadata, without what has errors, is an org. */
  readonly isLoadable: boolean;
  /** Undefined when no tests were asked for, or the components have errors. */
  readonly tests: SuiteOutcome | undefined;
}

export type DeployNews =
  | { readonly kind: 'state'; readonly text: string }
  | { readonly kind: 'components'; readonly total: number; readonly done: number; readonly failed: number }
  | { readonly kind: 'tests'; readonly total: number; readonly done: number; readonly failed: number }
  | { readonly kind: 'done'; readonly outcome: DeployOutcome }
  | { readonly kind: 'failed'; readonly message: string };
