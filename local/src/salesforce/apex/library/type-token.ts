// What `Account.class` and Type.forName give: a type as a value.
import type { ApexType } from '../types.ts';

export class TypeToken {
  readonly of: ApexType;
  constructor(of: ApexType) {
    this.of = of;
  }
}
