// Which lines each test method reached, by what the marks of compiled code gained while it ran.
import type { Program } from '../program.ts';
import type { Unit } from '../user-class.ts';

/** Lines by class or trigger. */
export type Reached = ReadonlyMap<string, readonly number[]>;

export class Reach {
  readonly #program: Program;
  #before = new Map<Unit, ReadonlyMap<number, number>>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Call it before a method runs. */
  begin(): void {
    this.#before = new Map(this.#units().map((unit) => [unit, hitsOf(unit)]));
  }

  /** What has been reached since `begin`. */
  end(): Reached {
    const reached = new Map<string, readonly number[]>();
    for (const unit of this.#units()) {
      const before = this.#before.get(unit);
      const lines = [...hitsOf(unit)].filter(([line, hits]) => hits > (before?.get(line) ?? 0)).map(([line]) => line);
      if (lines.length > 0)
        reached.set(
          unit.name,
          lines.sort((a, b) => a - b),
        );
    }
    return reached;
  }

  #units(): Unit[] {
    const { classNames, triggers } = this.#program;
    return [...classNames.map((name) => this.#program.unit(name)!), ...triggers.values()];
  }
}

function hitsOf({ lines }: Unit): Map<number, number> {
  return new Map([...lines.keys()].map((line) => [line, lines.get(line) ?? 0]));
}
