// Picklist values: of fields, global and standard value sets. Deploying a set replaces its values.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';

/** Values of a set of any kind, with the element that holds them. */
function valuesIn({ type, xml }: MetadataFile): { holder: XmlElement; values: XmlElement[] } | undefined {
  if (type === 'StandardValueSet') return { holder: xml, values: childrenOf(xml, 'standardValue') };
  if (type === 'GlobalValueSet') return { holder: xml, values: childrenOf(xml, 'customValue') };
  const set = child(xml, 'valueSet');
  const definition = set && child(set, 'valueSetDefinition');
  return definition && { holder: definition, values: childrenOf(definition, 'value') };
}

function* checkValues(file: MetadataFile): Iterable<Problem> {
  const found = valuesIn(file);
  if (!found) return;
  const { holder, values } = found;
  if (values.length === 0) yield { at: holder, what: 'a value set needs at least one value' };
  for (const value of repeated(values, (each) => (textOf(each, 'fullName') ?? '').toLowerCase())) {
    yield { at: value, what: `the value ‘${textOf(value, 'fullName')}’ stands twice` };
  }
  for (const value of repeated(values, (each) =>
    (textOf(each, 'label') ?? textOf(each, 'fullName') ?? '').toLowerCase(),
  )) {
    yield { at: value, what: `the label ‘${textOf(value, 'label')}’ stands twice` };
  }
  const defaults = values.filter((value) => textOf(value, 'default') === 'true');
  for (const value of defaults.slice(1)) yield { at: value, what: 'a second value is the default' };
  for (const value of values) {
    const colour = child(value, 'color');
    if (colour && !/^#[0-9a-f]{6}$/i.test(colour.text))
      yield { at: colour, what: `a colour is written #RRGGBB, not ‘${colour.text}’` };
    const name = child(value, 'fullName');
    if (!name?.text) yield { at: value, what: 'a value needs a <fullName>' };
    else if (name.text.length > 255) yield { at: name, what: 'a value has at most 255 characters' };
  }
}

function* checkValueSet(file: MetadataFile): Iterable<Problem> {
  const set = child(file.xml, 'valueSet');
  if (!set) return;
  const own = child(set, 'valueSetDefinition');
  const shared = child(set, 'valueSetName');
  if (own && shared) yield { at: shared, what: 'a field has its own values or those of a set, not both' };
  if (!own && !shared) yield { at: set, what: 'a value set needs <valueSetDefinition> or <valueSetName>' };
  if (shared && textOf(set, 'restricted') !== 'true')
    yield { at: set, what: 'a field of a global value set is always <restricted>true' };
}

/** Facts that the values of a standard set must state, and one of them that at least one value must have. */
const STANDARD_SETS: Readonly<Record<string, { facts: readonly string[]; someTrue?: string }>> = {
  OrderStatus: { facts: ['groupingString'] },
  OpportunityStage: { facts: ['closed', 'won', 'probability', 'forecastCategory'] },
  CaseStatus: { facts: ['closed'], someTrue: 'closed' },
  LeadStatus: { facts: ['converted'], someTrue: 'converted' },
};

function* checkStandardFacts({ fullName, xml }: MetadataFile): Iterable<Problem> {
  const { facts, someTrue } = STANDARD_SETS[fullName] ?? { facts: [] };
  const values = childrenOf(xml, 'standardValue');
  for (const value of values) {
    for (const fact of facts)
      if (!textOf(value, fact))
        yield { at: value, what: `‘${textOf(value, 'fullName')}’ of ${fullName} needs <${fact}>` };
  }
  if (someTrue && !values.some((value) => textOf(value, someTrue) === 'true')) {
    yield { at: xml, what: `${fullName} needs at least one value that is <${someTrue}>` };
  }
}

function* checkOrderStatus({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (fullName !== 'OrderStatus') return;
  if (textOf(xml, 'groupingStringEnum') !== 'OrderStatusCode')
    yield { at: xml, what: 'OrderStatus needs <groupingStringEnum>OrderStatusCode' };
  for (const value of childrenOf(xml, 'standardValue')) {
    const grouping = child(value, 'groupingString');
    if (grouping && !['Draft', 'Activated'].includes(grouping.text))
      yield { at: grouping, what: `an order status is Draft or Activated, not ‘${grouping.text}’` };
  }
  for (const grouping of ['Draft', 'Activated']) {
    if (!childrenOf(xml, 'standardValue').some((value) => textOf(value, 'groupingString') === grouping))
      yield { at: xml, what: `OrderStatus needs a value in ${grouping}` };
  }
}

function* checkStages({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (fullName !== 'OpportunityStage') return;
  for (const value of childrenOf(xml, 'standardValue')) {
    const [closed, won, probability, forecast] = ['closed', 'won', 'probability', 'forecastCategory'].map((name) =>
      textOf(value, name),
    );
    const name = textOf(value, 'fullName');
    if (won === 'true' && (closed !== 'true' || probability !== '100' || forecast !== 'Closed')) {
      yield { at: value, what: `‘${name}’ is won, so it is closed, 100 % and forecast Closed` };
    }
    if (closed === 'true' && won === 'false' && (probability !== '0' || forecast !== 'Omitted')) {
      yield { at: value, what: `‘${name}’ is lost, so it is 0 % and forecast Omitted` };
    }
  }
}

/** Objects whose standard picklist goes through steps; their record types say which steps. */
const WITH_PROCESS: ReadonlySet<string> = new Set(['Case', 'Lead', 'Opportunity', 'Solution']);

function* checkRecordType(file: MetadataFile): Iterable<Problem> {
  const object = objectOf(file);
  const process = child(file.xml, 'businessProcess');
  if (WITH_PROCESS.has(object) && !process)
    yield { at: file.xml, what: `a record type of ${object} needs <businessProcess>` };
  if (!WITH_PROCESS.has(object) && process)
    yield { at: process, what: `a record type of ${object} has no <businessProcess>` };
}

export const VALUE_SET_RULES: readonly Rule[] = [
  {
    on: ['CustomField', 'GlobalValueSet', 'StandardValueSet'],
    source: 'Metadata API guide, ValueSet',
    check: checkValues,
  },
  { on: ['CustomField'], source: 'Metadata API guide, ValueSet', check: checkValueSet },
  { on: ['StandardValueSet'], source: 'Metadata API guide, StandardValueSet', check: checkStandardFacts },
  {
    on: ['StandardValueSet'],
    source: 'Metadata API guide, StandardValueSet; orders have two categories',
    check: checkOrderStatus,
  },
  { on: ['StandardValueSet'], source: 'Metadata API guide, StandardValueSet; opportunity stages', check: checkStages },
  { on: ['RecordType'], source: 'Metadata API guide, RecordType: businessProcess', check: checkRecordType },
];
