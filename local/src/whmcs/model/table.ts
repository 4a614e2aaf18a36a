// One kind of row, kept in memory with equality indexes. Announces every addition and change to a single listener.

type Key = string | number;

/** Keys a row is filed under; '' and 0 are not filed. */
export type IndexKeys<Row> = Readonly<Record<string, (row: Row) => Key>>;

export type RowChange<Row> =
  { readonly type: 'added'; readonly row: Row } | { readonly type: 'changed'; readonly row: Row; readonly before: Row };

export class Table<Row extends { readonly id: number }, Indexes extends IndexKeys<Row>> {
  readonly #rows = new Map<number, Row>();
  readonly #indexes = new Map<string, Map<Key, number[]>>();
  readonly #keys: Indexes;
  readonly #announce: (change: RowChange<Row>) => void;
  #nextId: number;

  constructor(firstId: number, keys: Indexes, announce: (change: RowChange<Row>) => void) {
    this.#nextId = firstId;
    this.#keys = keys;
    this.#announce = announce;
    for (const name of Object.keys(keys)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Reserves an id, for rows that must name each other. */
  takeId(): number {
    return this.#nextId++;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  /** All rows in id order. */
  all(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** Rows filed under `key`, in id order. */
  by(index: keyof Indexes & string, key: Key): Row[] {
    const ids = this.#indexes.get(index)?.get(key) ?? [];
    return ids.map((id) => this.#rows.get(id)!);
  }

  add(row: Row): Row {
    this.#rows.set(row.id, row);
    for (const [name, keyOf] of Object.entries(this.#keys)) this.#file(name, keyOf(row), row.id);
    this.#announce({ type: 'added', row });
    return row;
  }

  /** Replaces some fields; says nothing when none of them differs. */
  change(row: Row, patch: Partial<Omit<Row, 'id'>>): Row {
    const before = this.#rows.get(row.id)!;
    const fields = Object.keys(patch) as (keyof typeof patch)[];
    if (fields.every((field) => Object.is(before[field], patch[field]))) return before;
    const after = { ...before, ...patch };
    this.#rows.set(row.id, after);
    for (const [name, keyOf] of Object.entries(this.#keys)) {
      const [was, is] = [keyOf(before), keyOf(after)];
      if (was === is) continue;
      this.#unfile(name, was, row.id);
      this.#file(name, is, row.id);
    }
    this.#announce({ type: 'changed', row: after, before });
    return after;
  }

  remove(row: Row): void {
    this.#rows.delete(row.id);
    for (const [name, keyOf] of Object.entries(this.#keys)) this.#unfile(name, keyOf(row), row.id);
  }

  #file(index: string, key: Key, id: number): void {
    if (key === '' || key === 0) return;
    const ids = this.#indexes.get(index)!;
    const filed = ids.get(key);
    if (!filed) ids.set(key, [id]);
    else if (id > filed.at(-1)!) filed.push(id);
    else
      filed.splice(
        filed.findIndex((each) => each > id),
        0,
        id,
      );
  }

  #unfile(index: string, key: Key, id: number): void {
    const ids = this.#indexes.get(index)!;
    const filed = ids.get(key);
    if (!filed) return;
    if (filed.length === 1) ids.delete(key);
    else filed.splice(filed.indexOf(id), 1);
  }
}
