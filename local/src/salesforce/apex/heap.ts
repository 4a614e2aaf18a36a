// Keeps runaway code from taking the process with it. What one transaction holds cannot be asked of JavaScript's heap, so the
// limit of the platform counts for a single text, and beyond that for the process as a whole.
import { getHeapStatistics } from 'node:v8';
import type { Vm } from './vm.ts';

/** Shorter texts are not worth counting. */
const COUNTED_CHARS = 1_000;
/** Characters and steps between two looks at the heap. */
const LOOK_EACH_CHARS = 16_000_000;
export const LOOK_EACH_STEPS = 65_536;
/** The share of what the process may use at which the code is stopped. */
const RUNAWAY_SHARE = 0.7;

/** What JavaScript's longest text is about; for messages. */
const MOST_CHARS = 2 ** 29;

const made = new WeakMap<Vm, number>();

const tooLarge = (vm: Vm, size: number): never =>
  vm.raiseFinal('System.LimitException', `Apex heap size too large: ${size}`);

/** A text that code has made. @throws ApexThrow System.LimitException it is too long, or there is too much of it */
export function heldText(vm: Vm, text: string): string {
  if (text.length < COUNTED_CHARS) return text;
  if (text.length > vm.execution.heapLimit) tooLarge(vm, text.length);
  const chars = (made.get(vm) ?? 0) + text.length;
  made.set(vm, chars % LOOK_EACH_CHARS);
  if (chars >= LOOK_EACH_CHARS) checkHeap(vm);
  return text;
}

/** @throws ApexThrow System.LimitException the process is about to run out of memory */
export function checkHeap(vm: Vm): void {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used > limit * RUNAWAY_SHARE) tooLarge(vm, used);
}

/** What a function that makes text failed with: a text longer than JavaScript can hold is too large for Apex long before. */
export function refusedText(vm: Vm, error: unknown): unknown {
  if (error instanceof RangeError && /string length|count value/i.test(error.message)) return tooLarge(vm, MOST_CHARS);
  return error;
}
