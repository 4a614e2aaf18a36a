// String.format: the rules of java.text.MessageFormat for text arguments.
// Source: Apex Reference Guide, String.format: arguments that are no text are converted to text first.
import type { Vm } from '../vm.ts';
import { refuse } from './given.ts';

/**
 * `{0}` is replaced; two single quotes are one; text between single quotes is taken as it stands.
 * @throws ApexThrow System.StringException a brace is not closed or holds no number
 */
export function formatMessage(vm: Vm, pattern: string, args: readonly string[]): string {
  let out = '';
  let isQuoted = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === "'") {
      if (pattern[at + 1] === "'") {
        out += "'";
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (character === '{' && !isQuoted) {
      const end = pattern.indexOf('}', at);
      if (end < 0) vm.raise('System.StringException', 'Unmatched braces in the pattern.');
      out += argumentAt(vm, pattern.slice(at + 1, end), args);
      at = end;
    } else out += character;
  }
  return out;
}

function argumentAt(vm: Vm, inside: string, args: readonly string[]): string {
  const [, number, format] = /^\s*(\d+)\s*(?:,(.*))?$/s.exec(inside) ?? [];
  if (number === undefined) vm.raise('System.StringException', `can't parse argument number: ${inside}`);
  if (format !== undefined) refuse(vm, `the format '{${inside}}' in String.format`);
  return args[Number(number)] ?? `{${number}}`;
}
