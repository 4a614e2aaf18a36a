// Refusals that point into the Salesforce DX project: what is wrong, in which file, on which line.

/** Where a piece of metadata stands. `file` is relative to the project root, `line` counts from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
}

/** The source is wrong: malformed XML, an unknown element, a reference to nothing. */
export class SourceError extends Error {
  readonly position: SourcePosition;
  constructor(position: SourcePosition, what: string, options?: ErrorOptions) {
    super(`${position.file}:${position.line}: ${what}`, options);
    this.name = new.target.name;
    this.position = position;
  }
}

/** The source may be right for Salesforce, but the local org cannot execute it and will not pretend to. */
export class UnsupportedMetadata extends SourceError {}
