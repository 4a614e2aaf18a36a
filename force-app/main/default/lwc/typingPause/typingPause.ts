// Searches follow what somebody types, but not every letter of it.

const PAUSE_MS = 350;

/** Does the last of many things asked for, once nothing was asked for a moment. */
export class TypingPause {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param work done after the pause, unless something else is asked for before that */
  wait(work: () => void): void {
    this.stop();
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- stop() clears it when the component goes
    this.timer = setTimeout(work, PAUSE_MS);
  }

  /** For when the component goes. */
  stop(): void {
    clearTimeout(this.timer);
  }
}
