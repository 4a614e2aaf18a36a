// Address and Location: fields made of parts. Source: Apex Reference Guide, "Address Class" and "Location Class".
import type { ApexValue } from '../values/values.ts';

export class Compound {
  readonly kind: 'Address' | 'Location';
  /** By lower-case name: `city`, `latitude` … */
  readonly parts: ReadonlyMap<string, ApexValue>;
  constructor(kind: 'Address' | 'Location', parts: ReadonlyMap<string, ApexValue>) {
    this.kind = kind;
    this.parts = parts;
  }
}

/** A class of its own, so that a value knows which of the two it is. */
export class LocationValue extends Compound {
  constructor(parts: ReadonlyMap<string, ApexValue>) {
    super('Location', parts);
  }
}

export class AddressValue extends Compound {
  constructor(parts: ReadonlyMap<string, ApexValue>) {
    super('Address', parts);
  }
}
