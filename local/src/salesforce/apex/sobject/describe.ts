// What describes say of objects, fields, record types and field sets, for the running user.
import { describeField } from '../../api/describe.ts';
import type { ChildRelationship, Field, PicklistValue, SObjectType } from '../../schema/schema.ts';
import { childrenOf, textOf } from '../../metadata/xml.ts';
import type { Vm } from '../vm.ts';

export class ObjectDescribe {
  readonly of: SObjectType;
  constructor(of: SObjectType) {
    this.of = of;
  }
}

export class FieldDescribe {
  readonly type: SObjectType;
  readonly field: Field;
  #facts: Readonly<Record<string, unknown>> | undefined;
  #userId: string | undefined;
  constructor(type: SObjectType, field: Field) {
    this.type = type;
    this.field = field;
  }
  /** The facts that REST's describe gives, by its names. */
  facts(vm: Vm): Readonly<Record<string, unknown>> {
    const { user } = vm.tx;
    if (!this.#facts || this.#userId !== user.userId) {
      this.#facts = describeField(user, this.type, this.field) as Record<string, unknown>;
      this.#userId = user.userId;
    }
    return this.#facts;
  }
}

export class PicklistEntryValue {
  readonly of: PicklistValue;
  constructor(of: PicklistValue) {
    this.of = of;
  }
}

export class ChildRelationshipValue {
  readonly of: ChildRelationship;
  constructor(of: ChildRelationship) {
    this.of = of;
  }
}

const relationships = new WeakMap<ChildRelationship, ChildRelationshipValue>();

/** One object per relationship, so that it can be the key of a map. */
export function childRelationship(of: ChildRelationship): ChildRelationshipValue {
  let value = relationships.get(of);
  if (!value) relationships.set(of, (value = new ChildRelationshipValue(of)));
  return value;
}

/** Source: Object Reference, "RecordType": the master record type, which every object has. */
const MASTER = { id: '012000000000000AAA', developerName: 'Master', label: 'Master', active: true };

export class RecordTypeInfoValue {
  readonly id: string;
  readonly developerName: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly isDefault: boolean;
  constructor(of: typeof MASTER, isDefault: boolean) {
    this.id = of.id;
    this.developerName = of.developerName;
    this.name = of.label;
    this.isActive = of.active;
    this.isDefault = isDefault;
  }
  get isMaster(): boolean {
    return this.id === MASTER.id;
  }
}

/** The object's record types, the master last. The first active one is the default where there are any (unconfirmed). */
export function recordTypeInfos({ recordTypes }: SObjectType): RecordTypeInfoValue[] {
  const first = recordTypes.find(({ active }) => active);
  return [...recordTypes, MASTER].map((one) => new RecordTypeInfoValue(one, first ? one === first : one === MASTER));
}

export class FieldSetValue {
  readonly type: SObjectType;
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly members: readonly FieldSetMemberValue[];
  constructor(
    type: SObjectType,
    parts: { name: string; label: string; description: string | null; members: readonly FieldSetMemberValue[] },
  ) {
    this.type = type;
    this.name = parts.name;
    this.label = parts.label;
    this.description = parts.description;
    this.members = parts.members;
  }
}

export class FieldSetMemberValue {
  readonly path: string;
  /** The object that holds the last field of the path. */
  readonly type: SObjectType;
  readonly field: Field;
  readonly isRequired: boolean;
  constructor(path: string, type: SObjectType, field: Field, isRequired: boolean) {
    this.path = path;
    this.type = type;
    this.field = field;
    this.isRequired = isRequired;
  }
}

/** Field sets of an object, in file order. */
export function fieldSets(vm: Pick<Vm, 'program'>, type: SObjectType): FieldSetValue[] {
  const { project, schema } = vm.program;
  return project.ofType('FieldSet').flatMap(({ fullName, xml }) => {
    const [object = '', name = ''] = fullName.split('.');
    if (!xml || object.toLowerCase() !== type.name.toLowerCase()) return [];
    const members = childrenOf(xml, 'displayedFields').flatMap((element) => {
      const path = textOf(element, 'field') ?? '';
      const found = fieldAt(schema, type, path);
      return found
        ? [new FieldSetMemberValue(path, found.type, found.field, textOf(element, 'isRequired') === 'true')]
        : [];
    });
    const label = textOf(xml, 'label') ?? name;
    return [new FieldSetValue(type, { name, label, description: textOf(xml, 'description') ?? null, members })];
  });
}

function fieldAt(
  schema: Vm['program']['schema'],
  type: SObjectType,
  path: string,
): { type: SObjectType; field: Field } | undefined {
  const [first = '', ...rest] = path.split('.');
  if (!rest.length) {
    const field = schema.field(type, first);
    return field && { type, field };
  }
  const parent = schema.type(schema.parentRelationship(type, first)?.referenceTo[0] ?? '');
  return parent && fieldAt(schema, parent, rest.join('.'));
}
