// Id. Source: Apex Reference Guide, "Id Class".
import { to18 } from '../../store/ids.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { typeToken } from '../sobject/tokens.ts';
import type { Vm } from '../vm.ts';
import { hashOf } from './characters.ts';
import { given } from './given.ts';
import { idOfText } from './id-text.ts';

/** Letters A to Z and digits 0 to 5 of an 18-character id tell which letters of the other 15 are capital. */
const CASE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** An 18-character id whose letters lost their case, as the last three say they were. */
function withCase(vm: Vm, text: string): string {
  const id = idOfText(vm, text);
  if (text.length !== 18) return id;
  const restored = [...text.slice(0, 15)].map((character, index) => {
    const bits = CASE_LETTERS.indexOf(text[15 + Math.floor(index / 5)]!.toUpperCase());
    if (bits < 0) vm.raise('System.StringException', `Invalid id: ${text}`);
    return (bits >> (index % 5)) & 1 ? character.toUpperCase() : character.toLowerCase();
  });
  return to18(restored.join(''));
}

export const ID: NativeClass = nativeClass({
  name: 'Id',
  statics: {
    'Id valueOf(String text)': (vm, text: string | null) => idOfText(vm, given(vm, text)),
    'Id valueOf(String text, Boolean restoreCasing)': (vm, text: string | null, restores: boolean | null) =>
      restores ? withCase(vm, given(vm, text)) : idOfText(vm, given(vm, text)),
  },
  methods: {
    'Schema.SObjectType getSObjectType()'(vm, self: string) {
      const type = vm.program.schema.typeOfId(self);
      return type ? typeToken(type) : vm.raise('System.SObjectException', `Cannot locate Apex Type for ID: ${self}`);
    },
    'String to15()': (_vm, self: string) => self.slice(0, 15),
    'Integer hashCode()': (_vm, self: string) => hashOf(self),
    'String toString()': (_vm, self: string) => self,
  },
});
