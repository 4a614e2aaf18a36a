// Names and texts: form and length. Too long a text fails only when it is deployed.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';

interface Limits {
  /** Longest API name, without the object's name before the dot and `__c` behind it. */
  readonly name: number;
  /** Longest text per element of the root. */
  readonly texts: Readonly<Record<string, number>>;
}

/** Characters. From the limits that Setup and failed deployments state. */
const LIMITS: Readonly<Record<string, Limits>> = {
  CustomObject: { name: 40, texts: { label: 40, pluralLabel: 40, description: 1000 } },
  CustomField: { name: 40, texts: { label: 40, description: 1000, inlineHelpText: 510 } },
  ValidationRule: { name: 40, texts: { errorMessage: 255, description: 255 } },
  ListView: { name: 40, texts: { label: 40 } },
  CompactLayout: { name: 80, texts: { label: 80 } },
  RecordType: { name: 80, texts: { label: 80, description: 255 } },
  GlobalValueSet: { name: 80, texts: { masterLabel: 80, description: 255 } },
  PermissionSet: { name: 80, texts: { label: 80, description: 255 } },
  Flow: { name: 80, texts: { label: 255, description: 1000 } },
  Queue: { name: 80, texts: { name: 40 } },
  CustomApplication: { name: 40, texts: { label: 40, description: 255 } },
  ExternalClientApplication: { name: 80, texts: { label: 80, description: 255 } },
};

/** Types whose names end in what they are, such as `__c`. */
const SUFFIXED: ReadonlySet<string> = new Set(['CustomObject', 'CustomField']);
const API_NAME = /^[A-Za-z](_?[A-Za-z0-9])*$/;

function* checkNameAndTexts(file: MetadataFile): Iterable<Problem> {
  const { name: longest, texts } = LIMITS[file.type]!;
  const isStandard = file.type === 'CustomObject' && !file.fullName.includes('__');
  const fullName = file.fullName.split('.').at(-1)!;
  const name = SUFFIXED.has(file.type) ? fullName.replace(/__[a-z]+$/, '') : fullName;
  if (!isStandard && !API_NAME.test(name)) {
    yield { at: file.xml, what: `‘${name}’ is no API name: letters, digits and single underscores, a letter first` };
  }
  if (name.length > longest)
    yield { at: file.xml, what: `the name ‘${name}’ has ${name.length} characters, at most ${longest}` };
  for (const [element, most] of Object.entries(texts)) {
    const found = child(file.xml, element);
    if (found && found.text.length > most)
      yield { at: found, what: `<${element}> has ${found.text.length} characters, at most ${most}` };
  }
}

function* checkFullName(file: MetadataFile): Iterable<Problem> {
  const given = textOf(file.xml, 'fullName');
  const name = file.fullName.split('.').at(-1)!;
  if (given !== name)
    yield {
      at: child(file.xml, 'fullName') ?? file.xml,
      what: `<fullName> is ‘${given ?? ''}’, the file says ${name}`,
    };
}

/** Standard fields have no underscores in their names. */
function* checkCustomName(file: MetadataFile): Iterable<Problem> {
  const name = file.fullName.split('.').at(-1)!;
  if (name.includes('_') && !/__[a-z]+$/i.test(name))
    yield { at: file.xml, what: `no standard field is named ${name}, and a custom one is named ${name}__c` };
}

const LABEL_LIMITS: Readonly<Record<string, number>> = {
  fullName: 80,
  shortDescription: 80,
  value: 1000,
  categories: 255,
};

function* checkLabels(file: MetadataFile): Iterable<Problem> {
  for (const label of file.xml.children) {
    for (const [element, most] of Object.entries(LABEL_LIMITS)) {
      const found = child(label, element);
      if (found && found.text.length > most)
        yield { at: found, what: `<${element}> has ${found.text.length} characters, at most ${most}` };
    }
  }
}

export const NAME_RULES: readonly Rule[] = [
  { on: Object.keys(LIMITS), source: 'Metadata API guide, limits of names and labels', check: checkNameAndTexts },
  {
    on: ['CustomField', 'ValidationRule', 'ListView', 'CompactLayout', 'RecordType'],
    source: 'source format: a part is named by its file',
    check: checkFullName,
  },
  { on: ['CustomField'], source: 'Metadata API guide, CustomField', check: checkCustomName },
  { on: ['CustomLabels'], source: 'Metadata API guide, CustomLabels', check: checkLabels },
];
