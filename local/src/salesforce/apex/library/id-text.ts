// Ids from text. Source: Apex Reference Guide, "Id Class": 15 or 18 characters; 15 become 18.
import { to18 } from '../../store/ids.ts';
import type { Vm } from '../vm.ts';

const ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

export const isIdText = (text: string): boolean => ID.test(text);

/** @throws ApexThrow System.StringException `Invalid id: …` */
export function idOfText(vm: Vm, text: string): string {
  if (!isIdText(text)) return vm.raise('System.StringException', `Invalid id: ${text}`);
  return text.length === 15 ? to18(text) : text;
}
