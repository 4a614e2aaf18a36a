// What a build leaves: files for the browser, and which of them a module is.

export interface LayerChunk {
  readonly file: string;
  readonly code: string;
  /** What it imports at once: files of the same layer, or specifiers of another. */
  readonly imports: readonly string[];
  /** Files it was made of. */
  readonly modules: readonly string[];
}

export interface Layer {
  readonly chunks: readonly LayerChunk[];
  /** Specifier → file. */
  readonly entries: Readonly<Record<string, string>>;
}
