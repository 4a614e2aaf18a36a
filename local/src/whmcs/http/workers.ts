// The installation's PHP workers: at most so many calls run at once, the rest wait in line.

/** Calls waiting beyond this are turned away, as a full listen queue would. */
const MAX_WAITING = 20_000;

export class Workers {
  /** Infinity = no limit. */
  maxParallel = Infinity;
  running = 0;
  peakRunning = 0;
  peakWaiting = 0;
  readonly #waiting: (() => void)[] = [];
  #head = 0;

  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  resetPeaks(): void {
    this.peakRunning = this.running;
    this.peakWaiting = this.waiting;
  }

  /** Resolves when a worker is free; false = the line is full. Each true must be paired with one `leave`. */
  async enter(): Promise<boolean> {
    if (this.running < this.maxParallel) {
      this.#start();
      return true;
    }
    if (this.waiting >= MAX_WAITING) return false;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.peakWaiting = Math.max(this.peakWaiting, this.waiting);
    });
    return true;
  }

  leave(): void {
    this.running--;
    this.admit();
  }

  /** Lets waiting calls in while there is room; also after `maxParallel` was raised. */
  admit(): void {
    while (this.running < this.maxParallel && this.waiting > 0) {
      const next = this.#waiting[this.#head++]!;
      this.#start();
      next();
    }
    if (this.#head > 1000 || this.waiting === 0) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #start(): void {
    this.running++;
    this.peakRunning = Math.max(this.peakRunning, this.running);
  }
}
