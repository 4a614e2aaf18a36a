// Custom fields: which elements go together with which type.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';
import { RELATIONSHIP_RULES } from './relationships.ts';

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
  Checkbox: { needs: ['defaultValue'], forbids: ['length', 'precision', 'scale', 'required', 'unique'] },
  Date: PLAIN,
  DateTime: PLAIN,
  Time: PLAIN,
  Email: PLAIN,
  Phone: PLAIN,
  Url: PLAIN,
  Picklist: { needs: ['valueSet'], forbids: ['length', 'precision', 'unique'] },
  MultiselectPicklist: { needs: ['valueSet', 'visibleLines'], forbids: ['length', 'unique'] },
  AutoNumber: { needs: ['displayFormat'], forbids: ['required', 'length', 'unique'] },
  Lookup: { needs: ['referenceTo', 'relationshipName'], forbids: ['length', 'unique', 'relationshipOrder'] },
  MasterDetail: { needs: ['referenceTo', 'relationshipName'], forbids: ['required', 'deleteConstraint', 'unique'] },
  Summary: {
    needs: ['summaryForeignKey', 'summaryOperation'],
    forbids: ['required', 'precision', 'scale', 'length', 'unique'],
  },
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
    if (!child(file.xml, name)) yield { at: file.xml, what: `${aField(type)} needs <${name}>` };
  for (const name of shape.forbids ?? []) {
    const found = child(file.xml, name);
    if (found && found.text !== 'false') yield { at: found, what: `${aField(type)} has no <${name}>` };
  }
  for (const [name, [least, most]] of Object.entries(shape.ranges ?? {})) {
    const found = child(file.xml, name);
    const value = Number(found?.text);
    if (found && (value < least || value > most))
      yield { at: found, what: `<${name}> of ${aField(type)} is ${least} to ${most}, not ${found.text}` };
  }
}

const aField = (type: string): string => `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type} field`;

const FORMULA_TYPES: ReadonlySet<string> = new Set(
  'Checkbox Currency Date DateTime Number Percent Text Time'.split(' '),
);
const LONGEST_FORMULA = 3900;

function* checkFormulaField(file: MetadataFile): Iterable<Problem> {
  const type = child(file.xml, 'type');
  if (type && !FORMULA_TYPES.has(type.text)) yield { at: type, what: `a formula gives no ${type.text}` };
  const formula = child(file.xml, 'formula')!;
  if (formula.text.length > LONGEST_FORMULA)
    yield { at: formula, what: `a formula has at most ${LONGEST_FORMULA} characters, not ${formula.text.length}` };
  for (const name of ['required', 'unique', 'externalId']) {
    if (isTrue(file, name)) yield { at: child(file.xml, name)!, what: `a formula field cannot be <${name}>` };
  }
}

function* checkScale(file: MetadataFile): Iterable<Problem> {
  const [precision, scale] = ['precision', 'scale'].map((name) => textOf(file.xml, name));
  if (precision !== undefined && scale !== undefined && Number(scale) > Number(precision))
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

function* checkDefault(file: MetadataFile): Iterable<Problem> {
  const given = child(file.xml, 'defaultValue');
  if (textOf(file.xml, 'type') === 'Checkbox' && given && !['true', 'false'].includes(given.text))
    yield { at: given, what: `the default of a checkbox is true or false, not ‘${given.text}’` };
}

function* checkAutoNumber(file: MetadataFile): Iterable<Problem> {
  const format = child(file.xml, 'displayFormat');
  if (format && !/\{0+\}/.test(format.text))
    yield { at: format, what: `<displayFormat> ‘${format.text}’ has no {0}, the place of the number` };
}

/** What a field tracks, and what its object must have switched on for it. */
const TRACKED: Readonly<Record<string, string>> = { trackHistory: 'enableHistory', trackFeedHistory: 'enableFeeds' };

function* checkTracking(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const object = tree.find('CustomObject', objectOf(file));
  for (const [tracked, enabled] of Object.entries(TRACKED)) {
    const at = child(file.xml, tracked);
    // A standard object may have it switched on by the org, unless the project says that it has not.
    const stated = object && textOf(object.xml, enabled);
    const isOff = stated === 'false' || (stated === undefined && objectOf(file).endsWith('__c'));
    if (at?.text === 'true' && isOff) yield { at, what: `<${tracked}> needs <${enabled}>true on ${objectOf(file)}` };
  }
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
  { on: ['CustomField'], source: GUIDE, check: checkDefault },
  { on: ['CustomField'], source: GUIDE, check: checkAutoNumber },
  { on: ['CustomField'], source: `${GUIDE}: trackHistory, trackFeedHistory`, check: checkTracking },
  ...RELATIONSHIP_RULES,
  { on: ['CustomField'], source: 'Portway', check: checkWords },
];
