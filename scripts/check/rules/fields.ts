// Custom fields: which elements go together with which type.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';

interface Shape {
  readonly needs?: readonly string[];
  readonly forbids?: readonly string[];
  /** Least and greatest number per element. */
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
}

const NUMBER: Shape = {
  needs: ['precision', 'scale'],
  forbids: ['length'],
  ranges: { precision: [1, 18], scale: [0, 17] },
};
const LONG: Shape = {
  needs: ['length', 'visibleLines'],
  forbids: ['required', 'unique', 'externalId'],
  ranges: { length: [256, 131072] },
};
const PLAIN: Shape = { forbids: ['length', 'precision', 'scale'] };

const SHAPES: Readonly<Record<string, Shape>> = {
  Text: { needs: ['length'], forbids: ['precision', 'scale'], ranges: { length: [1, 255] } },
  TextArea: PLAIN,
  LongTextArea: LONG,
  Html: LONG,
  EncryptedText: { needs: ['length', 'maskType', 'maskChar'], ranges: { length: [1, 175] } },
  Number: NUMBER,
  Currency: NUMBER,
  Percent: NUMBER,
  Checkbox: { ...PLAIN, needs: ['defaultValue'] },
  Date: PLAIN,
  DateTime: PLAIN,
  Time: PLAIN,
  Email: PLAIN,
  Phone: PLAIN,
  Url: PLAIN,
  Picklist: { needs: ['valueSet'], forbids: ['length', 'precision', 'unique'] },
  MultiselectPicklist: { needs: ['valueSet', 'visibleLines'], forbids: ['length', 'unique'] },
  AutoNumber: { needs: ['displayFormat'], forbids: ['required', 'length', 'unique'] },
  Lookup: { needs: ['referenceTo', 'relationshipName'], forbids: ['length', 'unique'] },
  MasterDetail: { needs: ['referenceTo', 'relationshipName'], forbids: ['required', 'deleteConstraint', 'unique'] },
  Summary: { needs: ['summaryForeignKey', 'summaryOperation'], forbids: ['required'] },
  Location: { needs: ['scale', 'displayLocationInDecimal'] },
};

/** Types that can be looked up by: all others refuse `externalId`. */
const EXTERNAL_ID_TYPES: ReadonlySet<string> = new Set(['Text', 'Number', 'Email', 'AutoNumber']);

const isCustom = (file: MetadataFile): boolean => file.fullName.endsWith('__c');
const isTrue = (file: MetadataFile, name: string): boolean => textOf(file.xml, name) === 'true';

function* checkShape(file: MetadataFile): Iterable<Problem> {
  if (!isCustom(file)) return;
  const type = textOf(file.xml, 'type');
  const shape = type === undefined ? undefined : SHAPES[type];
  if (!type) yield { at: file.xml, what: 'a custom field needs a <type>' };
  if (!type || !shape) return;
  if (child(file.xml, 'formula')) {
    yield* checkFormulaField(file);
    return;
  }
  for (const name of shape.needs ?? [])
    if (!child(file.xml, name)) yield { at: file.xml, what: `a ${type} field needs <${name}>` };
  for (const name of shape.forbids ?? []) {
    const found = child(file.xml, name);
    if (found && found.text !== 'false') yield { at: found, what: `a ${type} field has no <${name}>` };
  }
  for (const [name, [least, most]] of Object.entries(shape.ranges ?? {})) {
    const found = child(file.xml, name);
    const value = Number(found?.text);
    if (found && (value < least || value > most))
      yield { at: found, what: `<${name}> of a ${type} field is ${least} to ${most}, not ${found.text}` };
  }
}

function* checkFormulaField(file: MetadataFile): Iterable<Problem> {
  for (const name of ['required', 'unique', 'externalId']) {
    if (isTrue(file, name)) yield { at: child(file.xml, name)!, what: `a formula field cannot be <${name}>` };
  }
}

function* checkScale(file: MetadataFile): Iterable<Problem> {
  const [precision, scale] = ['precision', 'scale'].map((name) => Number(textOf(file.xml, name) ?? 0));
  if (scale! > precision!)
    yield { at: child(file.xml, 'scale')!, what: `<scale> ${scale} is greater than <precision> ${precision}` };
}

function* checkLookedUpBy(file: MetadataFile): Iterable<Problem> {
  const type = textOf(file.xml, 'type') ?? '';
  const externalId = child(file.xml, 'externalId');
  if (externalId?.text === 'true' && !EXTERNAL_ID_TYPES.has(type))
    yield { at: externalId, what: `a ${type} field cannot be an external id` };
  const caseSensitive = child(file.xml, 'caseSensitive');
  if (caseSensitive && !isTrue(file, 'unique') && !isTrue(file, 'externalId')) {
    yield {
      at: caseSensitive,
      what: '<caseSensitive> says nothing on a field that is neither unique nor an external id',
    };
  }
}

function* checkLookup(file: MetadataFile): Iterable<Problem> {
  const isLookup = textOf(file.xml, 'type') === 'Lookup';
  if (isLookup && !isTrue(file, 'required') && !child(file.xml, 'deleteConstraint')) {
    yield { at: file.xml, what: 'a lookup says in <deleteConstraint> what happens when its target is deleted' };
  }
  if (isLookup && isTrue(file, 'required') && textOf(file.xml, 'deleteConstraint') === 'SetNull') {
    yield { at: child(file.xml, 'deleteConstraint')!, what: 'a required lookup cannot be set to null' };
  }
  const name = child(file.xml, 'relationshipName');
  if (name && !/^[A-Za-z](_?[A-Za-z0-9])*$/.test(name.text))
    yield { at: name, what: `<relationshipName> ‘${name.text}’ is no API name` };
}

function* checkRelationshipIsOwn(file: MetadataFile, tree: Parameters<Rule['check']>[1]): Iterable<Problem> {
  const keyOf = (field: MetadataFile) =>
    [textOf(field.xml, 'referenceTo'), textOf(field.xml, 'relationshipName')].join('.').toLowerCase();
  if (!textOf(file.xml, 'relationshipName')) return;
  const other = tree.ofType('CustomField').find((field) => field.path < file.path && keyOf(field) === keyOf(file));
  if (other)
    yield { at: child(file.xml, 'relationshipName')!, what: `<relationshipName> is taken by ${other.fullName}` };
}

function* checkWords(file: MetadataFile): Iterable<Problem> {
  if (!isCustom(file)) return;
  if (!textOf(file.xml, 'label')) yield { at: file.xml, what: 'a custom field needs a <label>' };
  if (!textOf(file.xml, 'description'))
    yield { at: file.xml, what: 'a custom field says in <description> what it holds and who writes it' };
}

const GUIDE = 'Metadata API guide, CustomField';

export const FIELD_RULES: readonly Rule[] = [
  { on: ['CustomField'], source: GUIDE, check: checkShape },
  { on: ['CustomField'], source: GUIDE, check: checkScale },
  { on: ['CustomField'], source: 'Help, custom field attributes', check: checkLookedUpBy },
  { on: ['CustomField'], source: GUIDE, check: checkLookup },
  { on: ['CustomField'], source: GUIDE, check: checkRelationshipIsOwn },
  { on: ['CustomField'], source: 'Portway', check: checkWords },
];
