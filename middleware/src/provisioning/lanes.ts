// Lanes: work of one group waits behind one another, work of different groups does not. In memory, for this process; the
// ledger keeps the same promise between machines.

export interface Lanes<T> {
  /** Takes the lane if it is free; otherwise the item waits for it. @returns whether it may start now */
  enter(key: string, item: T): boolean;
  /** Frees the lane. @returns the item that has it now, if one waited */
  leave(key: string): T | undefined;
  /** Items waiting in all lanes. */
  waiting(): T[];
  readonly waitingCount: number;
}

export function createLanes<T>(): Lanes<T> {
  const lanes = new Map<string, T[]>();
  let waitingCount = 0;
  return {
    get waitingCount() {
      return waitingCount;
    },
    enter: (key, item) => {
      const lane = lanes.get(key);
      if (!lane) {
        lanes.set(key, []);
        return true;
      }
      lane.push(item);
      waitingCount++;
      return false;
    },
    leave: (key) => {
      const lane = lanes.get(key);
      const next = lane?.shift();
      if (next === undefined) lanes.delete(key);
      else waitingCount--;
      return next;
    },
    waiting: () => [...lanes.values()].flat(),
  };
}
