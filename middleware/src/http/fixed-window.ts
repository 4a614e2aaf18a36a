// A limit per caller, kept in this process: each instance counts for itself.

/**
 * @param limit how many within each window
 * @returns whether this caller may once more
 */
export function createFixedWindow(limit: number, windowMs: number, now: () => number): (caller: string) => boolean {
  let window = -1;
  let counts = new Map<string, number>();
  return (caller) => {
    const current = Math.floor(now() / windowMs);
    // All windows end together, so that what was counted in the last one is forgotten at once.
    if (current !== window) counts = new Map();
    window = current;
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    return count <= limit;
  };
}
