// `conditionLogic` and `filterLogic`: and, or, or numbers combined as in `1 AND (2 OR NOT 3)`.
import { SourceError, type SourcePosition } from '../metadata/source-error.ts';

/** How numbered conditions combine. Conditions are asked in order and only as far as needed. */
export type Logic = (holds: (index: number) => boolean) => boolean;

/** The same as text, for a query: parts are put in place of their numbers. */
export interface CompiledLogic {
  readonly holds: Logic;
  /** True when all parts must hold, whatever their order. */
  readonly isConjunction: boolean;
  join(this: void, parts: readonly string[]): string;
}

/**
 * @param logic undefined means `and`
 * @throws SourceError it cannot be read, or names a condition that is not there
 */
export function compileLogic(logic: string | undefined, count: number, position: SourcePosition): CompiledLogic {
  const word = (logic ?? 'and').trim().toLowerCase();
  const numbers = Array.from({ length: count }, (_, i) => i);
  if (word === 'and' || word === 'no_conditions')
    return { holds: (holds) => numbers.every(holds), isConjunction: true, join: (parts) => parts.join(' AND ') };
  if (word === 'or')
    return { holds: (holds) => numbers.some(holds), isConjunction: count <= 1, join: (parts) => parts.join(' OR ') };
  return custom(logic!, count, position);
}

function custom(logic: string, count: number, position: SourcePosition): CompiledLogic {
  const tokens = logic.match(/\d+|[()]|[A-Za-z]+|\S/g) ?? [];
  let next = 0;
  const wrong = (what: string) => new SourceError(position, `condition logic “${logic}”: ${what}`);
  const takeIf = (token: string) => {
    const found = tokens[next]?.toUpperCase() === token;
    if (found) next += 1;
    return found;
  };
  function either(): Logic {
    let left = both();
    while (takeIf('OR')) {
      const [first, second] = [left, both()];
      left = (holds) => first(holds) || second(holds);
    }
    return left;
  }
  function both(): Logic {
    let left = one();
    while (takeIf('AND')) {
      const [first, second] = [left, one()];
      left = (holds) => first(holds) && second(holds);
    }
    return left;
  }
  function one(): Logic {
    if (takeIf('NOT')) {
      const inner = one();
      return (holds) => !inner(holds);
    }
    if (takeIf('(')) {
      const inner = either();
      if (!takeIf(')')) throw wrong('a ) is missing');
      return inner;
    }
    const token = tokens[next++];
    if (token === undefined || !/^\d+$/.test(token)) throw wrong(`found ${token ?? 'its end'} where a number belongs`);
    const index = Number(token) - 1;
    if (index < 0 || index >= count) throw wrong(`there is no condition ${token}`);
    return (holds) => holds(index);
  }
  const holds = either();
  if (next < tokens.length) throw wrong(`found ${tokens[next]} after its end`);
  return {
    holds,
    isConjunction: !tokens.some((token) => /^(?:OR|NOT)$/i.test(token)),
    join: (parts) => tokens.map((token) => (/^\d+$/.test(token) ? `(${parts[Number(token) - 1]})` : token)).join(' '),
  };
}
