// CustomField components as fields. One table says what each metadata field type becomes and which elements it needs.
// Source: Metadata API Developer Guide, "CustomField".
import type { Component } from '../metadata/project.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import { makeField } from './fields.ts';
import { filterItems, type LookupFilter, type RollUp } from './filters.ts';
import type { Field, FieldType, PicklistValue } from './schema.ts';
import { valuesOf, type ValueSet } from './value-sets.ts';

type ValueSets = ReadonlyMap<string, ValueSet>;
type Convert = (xml: XmlElement, sets: ValueSets) => Partial<Field>;

interface FieldKind {
  readonly type: FieldType;
  /** May be the result type of a formula. */
  readonly formula?: boolean;
  readonly convert?: Convert;
}

const text: Convert = (xml) => ({
  length: integer(xml, 'length'),
  caseSensitive: textOf(xml, 'caseSensitive') === 'true',
});
const fixed =
  (length: number): Convert =>
  () => ({ length });
const number: Convert = (xml) => ({ precision: integer(xml, 'precision'), scale: integer(xml, 'scale') });
const longText: Convert = (xml) => ({ length: integer(xml, 'length') });

const KINDS: Readonly<Record<string, FieldKind>> = {
  Text: { type: 'string', formula: true, convert: text },
  TextArea: { type: 'textarea', convert: fixed(255) },
  LongTextArea: { type: 'textarea', convert: longText },
  Html: { type: 'textarea', convert: longText },
  EncryptedText: { type: 'encryptedstring', convert: longText },
  Email: { type: 'email', convert: fixed(80) },
  Phone: { type: 'phone', convert: fixed(40) },
  Url: { type: 'url', convert: fixed(255) },
  Number: { type: 'double', formula: true, convert: number },
  Currency: { type: 'currency', formula: true, convert: number },
  Percent: { type: 'percent', formula: true, convert: number },
  Checkbox: { type: 'boolean', formula: true, convert: () => ({ nillable: false }) },
  Date: { type: 'date', formula: true },
  DateTime: { type: 'datetime', formula: true },
  Time: { type: 'time', formula: true },
  Picklist: { type: 'picklist', convert: picklist },
  MultiselectPicklist: { type: 'multipicklist', convert: picklist },
  Lookup: { type: 'reference', convert: lookup },
  Hierarchy: { type: 'reference', convert: (xml) => ({ ...lookup(xml), referenceTo: ['User'] }) },
  MasterDetail: { type: 'reference', convert: masterDetail },
  MetadataRelationship: { type: 'reference', convert: lookup },
  AutoNumber: { type: 'string', convert: autoNumber },
  Summary: { type: 'double', convert: rollUp },
  Location: { type: 'location', convert: (xml) => ({ scale: integer(xml, 'scale') }) },
};

/** Elements of a CustomField; anything else is a mistake in the source. */
const ELEMENTS: ReadonlySet<string> = new Set(
  `businessOwnerGroup businessOwnerUser businessStatus caseSensitive complianceGroup customDataType defaultValue deleteConstraint deprecated
  description displayFormat displayLocationInDecimal encryptionScheme escapeMarkup externalDeveloperName externalId fieldManageability
  formula formulaTreatBlanksAs fullName inlineHelpText isAIPredictionField isConvertLeadDisabled isFilteringDisabled isNameField
  isSortingDisabled label length lookupFilter maskChar maskType metadataRelationshipControllingField picklist populateExistingRows
  precision readOnlyProxy referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder
  reparentableMasterDetail required restrictedAdminField scale securityClassification startingNumber stripMarkup summarizedField
  summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory trackHistory trackTrending translateData type unique valueSet
  visibleLines writeRequiresMasterRead`.split(/\s+/),
);

/**
 * The fields that a CustomField component defines: one, or three for a geolocation.
 * @throws SourceError missing or contradictory elements
 * @throws UnsupportedMetadata field types and options that the local org does not execute
 */
export function customFields(component: Component, sets: ValueSets): Field[] {
  const xml = component.xml!;
  const unknown = xml.children.find((element) => !ELEMENTS.has(element.name));
  if (unknown) throw new SourceError(unknown.position, `a CustomField has no <${unknown.name}>`);
  const name = component.fullName.slice(component.fullName.indexOf('.') + 1);
  const kind = kindOf(xml);
  const field = makeField({
    name,
    type: namesMetadata(xml) ? 'string' : kind.type,
    ...common(name, xml),
    ...kind.convert?.(xml, sets),
    ...formula(kind, xml),
  });
  return kind.type === 'location' ? [field, ...coordinates(field)] : [field];
}

/** What a field-meta.xml of a standard field may change: help and description; history tracking has no behaviour here. */
export function overrideStandardField(field: Field, component: Component, sets: ValueSets): Field {
  const xml = component.xml!;
  const {
    label,
    inlineHelpText: help,
    description,
  } = Object.fromEntries(xml.children.map((element) => [element.name, element.text]));
  const override = child(xml, 'valueSet') ? picklist(xml, sets) : {};
  return { ...field, label: label || field.label, help, description, ...override, position: xml.position };
}

function kindOf(xml: XmlElement): FieldKind {
  const name = requiredText(xml, 'type');
  const position = child(xml, 'type')!.position;
  if (name in UNSUPPORTED_TYPES)
    throw new UnsupportedMetadata(
      position,
      `${UNSUPPORTED_TYPES[name]} (field type ${name}) are not supported by the local org`,
    );
  const kind = KINDS[name];
  if (!kind) throw new SourceError(position, `unknown field type ${name}`);
  return kind;
}

const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  ExternalLookup: 'external objects',
  IndirectLookup: 'external objects',
  File: 'file fields',
};

/** Only a required filter refuses; an optional one is a help to people. */
function lookupFilter(xml: XmlElement): LookupFilter | undefined {
  const filter = child(xml, 'lookupFilter');
  if (!filter || textOf(filter, 'active') !== 'true' || textOf(filter, 'isOptional') === 'true') return undefined;
  return {
    items: filterItems(filter, 'filterItems'),
    logic: textOf(filter, 'booleanFilter') || undefined,
    message: textOf(filter, 'errorMessage') || 'Value does not exist or does not match filter criteria.',
    position: filter.position,
  };
}

function common(name: string, xml: XmlElement): Partial<Field> {
  const required = textOf(xml, 'required') === 'true';
  const isCheckbox = textOf(xml, 'type') === 'Checkbox';
  const defaultText = textOf(xml, 'defaultValue') || undefined;
  return {
    label: textOf(xml, 'label') || name.replace(/__c$/, '').replaceAll('_', ' '),
    custom: true,
    nillable: !required,
    requiredOnCreate: required,
    unique: textOf(xml, 'unique') === 'true',
    externalId: textOf(xml, 'externalId') === 'true',
    help: textOf(xml, 'inlineHelpText'),
    description: textOf(xml, 'description'),
    position: xml.position,
    ...(isCheckbox ? { defaultValue: defaultText === 'true' } : { defaultFormula: defaultText }),
  };
}

function formula(kind: FieldKind, xml: XmlElement): Partial<Field> {
  const source = textOf(xml, 'formula');
  if (source === undefined) return {};
  if (!kind.formula)
    throw new SourceError(child(xml, 'formula')!.position, `a ${textOf(xml, 'type')} field cannot be a formula`);
  return {
    formula: source,
    formulaBlankAsZero: textOf(xml, 'formulaTreatBlanksAs') === 'BlankAsZero',
    createable: false,
    updateable: false,
    requiredOnCreate: false,
    nillable: kind.type !== 'boolean',
    length: kind.type === 'string' ? 1300 : undefined,
    defaultFormula: undefined,
    defaultValue: undefined,
  };
}

function picklist(xml: XmlElement, sets: ValueSets): Partial<Field> {
  const valueSet = child(xml, 'valueSet');
  if (!valueSet) throw new SourceError(xml.position, 'a picklist needs a <valueSet>');
  const setName = child(valueSet, 'valueSetName');
  const definition = child(valueSet, 'valueSetDefinition');
  if (setName) {
    const set = sets.get(setName.text.toLowerCase()) ?? sets.get(`${setName.text.toLowerCase()}__gvs`);
    if (!set) throw new SourceError(setName.position, `there is no value set ${setName.text}`);
    return { picklistValues: set.values, restrictedPicklist: true, length: 255, defaultValue: defaultOf(set.values) };
  }
  if (!definition)
    throw new SourceError(valueSet.position, '<valueSet> needs a <valueSetName> or a <valueSetDefinition>');
  const values = valuesOf(definition, 'value');
  return {
    picklistValues: values,
    restrictedPicklist: textOf(valueSet, 'restricted') === 'true',
    length: textOf(xml, 'type') === 'MultiselectPicklist' ? 4099 : 255,
    defaultValue: defaultOf(values),
  };
}

export function defaultOf(values: readonly PicklistValue[]): string | undefined {
  return values.find((value) => value.isDefault && value.active)?.value;
}

/** A metadata relationship to an object or field definition holds its API name. */
function namesMetadata(xml: XmlElement): boolean {
  return ['EntityDefinition', 'FieldDefinition', 'EntityParticle'].includes(textOf(xml, 'referenceTo') ?? '');
}

function lookup(xml: XmlElement): Partial<Field> {
  // It holds a name, and still leads to the definition of that name.
  if (namesMetadata(xml)) {
    const controllingField = textOf(xml, 'metadataRelationshipControllingField')?.replace(/^.*\./, '');
    const target = requiredText(xml, 'referenceTo');
    // Particles are fields and the parts of compound ones; both are field definitions here.
    return { length: 255, referenceTo: [target === 'EntityParticle' ? 'FieldDefinition' : target], controllingField };
  }
  const name = relationshipName(xml);
  return {
    length: 18,
    referenceTo: textOf(xml, 'referenceTo') ? [requiredText(xml, 'referenceTo')] : [],
    childRelationshipName: name === undefined ? undefined : `${name}__r`,
    lookupFilter: lookupFilter(xml),
    onParentDelete: LOOKUP_DELETES[textOf(xml, 'deleteConstraint') ?? 'SetNull'] ?? refuseConstraint(xml),
  };
}

const LOOKUP_DELETES: Readonly<Record<string, NonNullable<Field['onParentDelete']>>> = {
  SetNull: 'setNull',
  Restrict: 'restrict',
  Cascade: 'cascade',
};

function refuseConstraint(xml: XmlElement): never {
  const constraint = child(xml, 'deleteConstraint')!;
  throw new SourceError(constraint.position, `unknown deleteConstraint ${constraint.text}`);
}

/** Its type is that of the field it adds up, which is known when all fields are. */
function rollUp(xml: XmlElement): Partial<Field> {
  const [childType, foreignKey] = objectAndField(xml, 'summaryForeignKey');
  const operation = requiredText(xml, 'summaryOperation') as RollUp['operation'];
  if (!ROLL_UP_OPERATIONS.has(operation))
    throw new SourceError(child(xml, 'summaryOperation')!.position, `unknown summaryOperation ${operation}`);
  const summarized = operation === 'count' ? undefined : objectAndField(xml, 'summarizedField')[1];
  return {
    rollUp: {
      operation,
      childType,
      foreignKey,
      summarized,
      items: filterItems(xml, 'summaryFilterItems'),
      position: xml.position,
    },
    precision: 18,
    scale: 0,
    defaultValue: operation === 'count' || operation === 'sum' ? 0 : null,
    ...READ_ONLY,
    nillable: true,
  };
}

const ROLL_UP_OPERATIONS: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max']);

function objectAndField(xml: XmlElement, name: string): [object: string, field: string] {
  const [object, field, ...more] = requiredText(xml, name).split('.');
  if (!object || !field || more.length)
    throw new SourceError(child(xml, name)!.position, `<${name}> must be an object and one of its fields`);
  return [object, field];
}

function masterDetail(xml: XmlElement): Partial<Field> {
  for (const name of ['required', 'deleteConstraint']) {
    const forbidden = child(xml, name);
    if (forbidden && forbidden.text !== 'false')
      throw new SourceError(forbidden.position, `a master-detail field takes no <${name}>`);
  }
  return {
    length: 18,
    referenceTo: [requiredText(xml, 'referenceTo')],
    childRelationshipName: `${relationshipName(xml) ?? refuseNameless(xml)}__r`,
    onParentDelete: 'cascade',
    masterDetail: true,
    lookupFilter: lookupFilter(xml),
    nillable: false,
    requiredOnCreate: true,
    updateable: textOf(xml, 'reparentableMasterDetail') === 'true',
  };
}

function refuseNameless(xml: XmlElement): never {
  throw new SourceError(xml.position, 'a master-detail field needs a <relationshipName>');
}

function relationshipName(xml: XmlElement): string | undefined {
  return textOf(xml, 'relationshipName') || undefined;
}

function autoNumber(xml: XmlElement): Partial<Field> {
  const format = textOf(xml, 'displayFormat') || '{0}';
  if (!/\{0+\}/.test(format)) throw new SourceError(xml.position, `displayFormat ${format} has no {0}`);
  return { length: 30, autoNumber: format, autoNumberStart: integerOr(xml, 'startingNumber', 1), ...READ_ONLY };
}

const READ_ONLY = { createable: false, updateable: false, nillable: false, requiredOnCreate: false } as const;

/** A geolocation's parts: `Where__c` has `Where__Latitude__s` and `Where__Longitude__s`. */
function coordinates(location: Field): Field[] {
  return ['Latitude', 'Longitude'].map((axis) =>
    makeField({
      name: location.name.replace(/__c$/, `__${axis}__s`),
      label: `${location.label} (${axis})`,
      type: 'double',
      custom: true,
      precision: 18,
      scale: 15,
      nillable: location.nillable,
      requiredOnCreate: location.requiredOnCreate,
      compound: location.name,
      position: location.position,
    }),
  );
}

function integer(xml: XmlElement, name: string): number | undefined {
  const element = child(xml, name);
  if (element) return parseInteger(element);
  // A formula's text has no length of its own.
  if (childrenOf(xml, 'formula').length > 0) return undefined;
  throw new SourceError(xml.position, `a ${textOf(xml, 'type')} field needs a <${name}>`);
}

function integerOr(xml: XmlElement, name: string, fallback: number): number {
  const element = child(xml, name);
  return element ? parseInteger(element) : fallback;
}

function parseInteger(element: XmlElement): number {
  if (!/^\d+$/.test(element.text))
    throw new SourceError(element.position, `<${element.name}> must be a whole number, not "${element.text}"`);
  return Number(element.text);
}
