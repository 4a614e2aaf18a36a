// One thing an admin does with the CLI, as a sentence and the proof of it.
import type { CliLab } from './lab.ts';

export interface CliCase {
  /** `signs in by JWT`: what the CLI does, or what it is told. */
  readonly name: string;
  /** Part of `--short` too. */
  readonly isShort?: boolean;
  /** Runs in an org of its own, which is empty at first. */
  readonly ownOrg?: boolean;
  readonly run: (lab: CliLab) => Promise<void>;
}
