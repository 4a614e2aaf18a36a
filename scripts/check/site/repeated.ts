// Things that share what should be theirs alone.

/** Items whose key an earlier one has, each with that one. */
export function repeatedBy<T>(items: readonly T[], keyOf: (item: T) => string): { item: T; first: T }[] {
  const seen = new Map<string, T>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    return first === undefined ? [] : [{ item, first }];
  });
}
