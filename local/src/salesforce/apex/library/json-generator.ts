// JSONGenerator. Source: Apex Reference Guide, "JSONGenerator Class".
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';
import { writeJson } from './json-serialize.ts';
import { JsonWriteError, JsonWriter } from './json-writer.ts';

export class ApexJsonGenerator {
  readonly writer: JsonWriter;
  isClosed = false;
  constructor(isPretty: boolean) {
    this.writer = new JsonWriter(isPretty);
  }
}

/** @throws ApexThrow System.JSONException it does not belong where the generator stands, or the generator is closed */
function write(vm: Vm, self: ApexJsonGenerator, how: (writer: JsonWriter) => void): void {
  if (self.isClosed) vm.raise('System.JSONException', 'JSONGenerator has been closed'); // (unconfirmed)
  try {
    how(self.writer);
  } catch (error) {
    if (error instanceof JsonWriteError) vm.raise('System.JSONException', error.message);
    throw error;
  }
}

function writeValue(vm: Vm, self: ApexJsonGenerator, value: ApexValue): void {
  write(vm, self, (writer) => writeJson(vm, writer, value));
}

function writeField(vm: Vm, self: ApexJsonGenerator, name: string | null, value: ApexValue): void {
  write(vm, self, (writer) => {
    writer.name(given(vm, name));
    writeJson(vm, writer, value);
  });
}

/** Apex type → methods that write it, alone and as a field. */
const TYPED: readonly (readonly [method: string, type: string])[] = [
  ['Blob', 'Blob'],
  ['Boolean', 'Boolean'],
  ['Date', 'Date'],
  ['DateTime', 'Datetime'],
  ['Id', 'Id'],
  ['Number', 'Decimal'],
  ['Number', 'Double'],
  ['Number', 'Integer'],
  ['Number', 'Long'],
  ['Object', 'Object'],
  ['String', 'String'],
  ['Time', 'Time'],
];

const WRITERS: NativeTable = Object.fromEntries(
  TYPED.flatMap(([method, type]) => [
    [`void write${method}(${type} value)`, writeValue],
    [`void write${method}Field(String name, ${type} value)`, writeField],
  ]),
);

/** Closes what is still open, as Jackson does. */
function close(self: ApexJsonGenerator): void {
  self.isClosed = true;
}

export const JSON_GENERATOR: NativeClass = nativeClass({
  name: 'System.JSONGenerator',
  js: ApexJsonGenerator,
  methods: {
    ...WRITERS,
    'void close()': (_vm, self: ApexJsonGenerator) => close(self),
    'String getAsString()'(_vm, self: ApexJsonGenerator) {
      close(self);
      return self.writer.text;
    },
    'Boolean isClosed()': (_vm, self: ApexJsonGenerator) => self.isClosed,
    'void writeStartObject()': (vm, self: ApexJsonGenerator) => write(vm, self, (writer) => writer.open('OBJECT')),
    'void writeEndObject()': (vm, self: ApexJsonGenerator) => write(vm, self, (writer) => writer.close('OBJECT')),
    'void writeStartArray()': (vm, self: ApexJsonGenerator) => write(vm, self, (writer) => writer.open('ARRAY')),
    'void writeEndArray()': (vm, self: ApexJsonGenerator) => write(vm, self, (writer) => writer.close('ARRAY')),
    'void writeFieldName(String name)': (vm, self: ApexJsonGenerator, name: string | null) =>
      write(vm, self, (writer) => writer.name(given(vm, name))),
    'void writeNull()': (vm, self: ApexJsonGenerator) => writeValue(vm, self, null),
    'void writeNullField(String name)': (vm, self: ApexJsonGenerator, name: string | null) =>
      writeField(vm, self, name, null),
  },
});
