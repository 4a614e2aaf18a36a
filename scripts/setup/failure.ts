// What an admin reads when a step cannot go on: what happened, where, what to do next. Everything else that is thrown is a fault of
// these scripts.

/** Ends the step with exit code 1; its message is printed as it is. */
export class SetupFailure extends Error {
  readonly where: string;
  readonly next: string;
  /** @param where command, file or page of Setup; next what to do, as a sentence */
  constructor(what: string, where: string, next: string, options?: ErrorOptions) {
    super(what, options);
    this.where = where;
    this.next = next;
  }
}

/** A failure of several lines. @param error anything that was thrown */
export function failureText(error: unknown): string {
  if (error instanceof SetupFailure) {
    return `${error.message}\n  where: ${error.where}\n  next:  ${error.next}`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return `${text}\n  where: scripts/setup\n  next:  This is not foreseen. Set PORTWAY_SETUP_DEBUG=1 to see where it comes from.`;
}
