// EncodingUtil. Source: Apex Reference Guide, "EncodingUtil Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexBlob } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { blobOf } from './blob.ts';
import { given } from './given.ts';

/** Charsets that urlEncode and urlDecode take here, as Node names them. */
const CHARSETS: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'us-ascii': 'latin1',
  'iso-8859-1': 'latin1',
  'utf-16le': 'utf16le',
};

/** @throws ApexThrow System.InvalidParameterValueException (wording unconfirmed) */
function charset(vm: Vm, name: string | null): BufferEncoding {
  return (
    CHARSETS[given(vm, name, 2).toLowerCase()] ??
    vm.raise('System.InvalidParameterValueException', `Invalid charset: ${name}`)
  );
}

/** As java.net.URLEncoder: a space is `+`, and only letters, digits and `.-*_` stay. */
function urlEncode(text: string, encoding: BufferEncoding): string {
  let out = '';
  for (const byte of Buffer.from(text, encoding)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9.\-*_]/.test(character)) out += character;
    else out += character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function urlDecode(vm: Vm, text: string, encoding: BufferEncoding): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-fA-F]{2})+|%/g, (encoded) => {
    if (encoded === '%')
      vm.raise('System.IllegalArgumentException', 'URLDecoder: Incomplete trailing escape (%) pattern');
    return Buffer.from(encoded.replaceAll('%', ''), 'hex').toString(encoding);
  });
}

function fromHex(vm: Vm, text: string): ApexBlob {
  if (text.length % 2) vm.raise('System.InvalidParameterValueException', 'Odd number of characters.');
  const wrong = /[^0-9a-fA-F]/.exec(text);
  if (wrong)
    vm.raise(
      'System.InvalidParameterValueException',
      `Illegal hexadecimal character ${wrong[0]} at index ${wrong.index}`,
    );
  return blobOf(Buffer.from(text, 'hex'));
}

function fromBase64(vm: Vm, text: string): ApexBlob {
  // (wording unconfirmed)
  if (/[^A-Za-z0-9+/=_\s-]/.test(text)) vm.raise('System.StringException', 'Unable to decode base64 value');
  return blobOf(Buffer.from(text, 'base64'));
}

export const ENCODING: NativeClass = nativeClass({
  name: 'EncodingUtil',
  statics: {
    'Blob base64Decode(String text)': (vm, text: string | null) => fromBase64(vm, given(vm, text)),
    'String base64Encode(Blob bytes)': (vm, blob: ApexBlob | null) =>
      Buffer.from(given(vm, blob).bytes).toString('base64'),
    'Blob base64UrlDecode(String text)': (vm, text: string | null) => fromBase64(vm, given(vm, text)),
    'String base64UrlEncode(Blob bytes)': (vm, blob: ApexBlob | null) =>
      Buffer.from(given(vm, blob).bytes).toString('base64url'),
    'Blob convertFromHex(String text)': (vm, text: string | null) => fromHex(vm, given(vm, text)),
    'String convertToHex(Blob bytes)': (vm, blob: ApexBlob | null) =>
      Buffer.from(given(vm, blob).bytes).toString('hex'),
    'String urlEncode(String text, String charset)': (vm, text: string | null, name: string | null) =>
      urlEncode(given(vm, text), charset(vm, name)),
    'String urlDecode(String text, String charset)': (vm, text: string | null, name: string | null) =>
      urlDecode(vm, given(vm, text), charset(vm, name)),
  },
});
