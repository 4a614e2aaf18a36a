// Chains of members and calls, of which `?.` may leave out the rest.
import type { ApexValue } from '../values/values.ts';
import type { Frame } from '../vm.ts';
import { SKIPPED, type Expression, type Scope } from './scope.ts';

/**
 * A step of a chain, `receiver.…` or `receiver?.…`. After a `?.` on null the rest of the chain does not run and the whole is null.
 * @param use makes the step, on a receiver that is worked out already
 */
export function inChain(
  receiver: Expression,
  isSafe: boolean,
  use: (receiver: Expression) => Expression,
  scope: Scope,
): Expression {
  if (!isSafe && !receiver.chain) return use(receiver);
  const { slot } = scope.hidden(receiver.type);
  const { chain: before = receiver.evaluate, ...known } = receiver;
  const step = use({ ...known, evaluate: (frame) => frame.locals[slot] });
  const chain = (frame: Frame): ApexValue => {
    const value = before(frame);
    if (value === SKIPPED || (isSafe && value === null)) return SKIPPED;
    frame.locals[slot] = value;
    return step.evaluate(frame);
  };
  return {
    ...step,
    chain,
    evaluate(frame) {
      const value = chain(frame);
      return value === SKIPPED ? null : value;
    },
  };
}
