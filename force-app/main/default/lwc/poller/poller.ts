// Live pages: LWR sites have no event stream for components, so a page asks again while something on it is under way. It asks
// seldom while nobody looks, and not at all once everything is settled. (The LWC compiler takes no #private methods.)

export interface PollerOptions {
  /** Asks the server again. */
  readonly refresh: () => Promise<unknown>;
  /** Whether anything shown may still change by itself. */
  readonly isPending: () => boolean;
  /** How often somebody who looks sees the latest: what people do need not be asked for as often as what programs do. */
  readonly everyMs?: number;
}

const WATCHED_MS = 2000;
const HIDDEN_MS = 30_000;
/** After a failure each wait is twice the one before, up to this. */
const MOST_MS = 60_000;

export class Poller {
  private readonly options: PollerOptions;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isRunning = false;
  private readonly onVisible = (): void => {
    if (!document.hidden && this.isRunning) this.ask();
  };

  constructor(options: PollerOptions) {
    this.options = options;
  }

  /** Begins, or begins again when something became pending. */
  start(): void {
    if (this.isRunning || !this.options.isPending()) return;
    this.isRunning = true;
    document.addEventListener('visibilitychange', this.onVisible);
    this.wait();
  }

  stop(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  private wait(): void {
    const usual = document.hidden ? HIDDEN_MS : (this.options.everyMs ?? WATCHED_MS);
    const waitMs = Math.min(MOST_MS, usual * 2 ** this.failures);
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- stop() clears it when the component goes
    this.timer = setTimeout(() => this.ask(), waitMs);
  }

  private ask(): void {
    clearTimeout(this.timer);
    this.options
      .refresh()
      .then(
        () => (this.failures = 0),
        () => this.failures++,
      )
      .finally(() => {
        if (!this.isRunning) return;
        if (this.options.isPending()) this.wait();
        else this.stop();
      });
  }
}
