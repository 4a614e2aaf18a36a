// Blob. Source: Apex Reference Guide, "Blob Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexBlob } from '../values/values.ts';
import { given, refuse } from './given.ts';

export const blobOf = (bytes: Uint8Array): ApexBlob => new ApexBlob(Uint8Array.from(bytes));
export const blobOfText = (text: string): ApexBlob => blobOf(Buffer.from(text, 'utf8'));

export const BLOB: NativeClass = nativeClass({
  name: 'Blob',
  js: ApexBlob,
  statics: {
    'Blob valueOf(String text)': (vm, text: string | null) => blobOfText(given(vm, text)),
    'Blob toPdf(String html)': (vm) => refuse(vm, 'Blob.toPdf'),
  },
  methods: {
    'Integer size()': (_vm, { bytes }: ApexBlob) => bytes.length,
    'String toString()'(vm, { bytes }: ApexBlob) {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return vm.raise('System.StringException', 'BLOB is not a valid UTF-8 string');
      }
    },
  },
});
