// Something wrong with a component of a deployment.
import type { ComponentName } from './manifest.ts';

export interface Problem extends ComponentName {
  /** In the zip; '' for what is in the org already. */
  readonly fileName: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly what: string;
  /** An error when left out. A warning fails the deployment unless the client ignores warnings; a note never does. */
  readonly severity?: 'warning' | 'note';
}
