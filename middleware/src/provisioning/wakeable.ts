// A wait that ends early when somebody calls.

export interface Wakeable {
  /** Resolves after `ms`, or at the next wake; at once when a wake came since the last wait. */
  wait(ms: number): Promise<void>;
  readonly wake: () => void;
}

export function createWakeable(): Wakeable {
  let isCalled = false;
  let end: (() => void) | null = null;
  return {
    wake: () => {
      isCalled = true;
      end?.();
    },
    wait: async (ms) => {
      if (!isCalled) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        end = null;
      }
      isCalled = false;
    },
  };
}
