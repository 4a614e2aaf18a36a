// Custom settings and custom metadata types: objects that hold configuration, and allow less than others.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import { objectOf, type MetadataFile, type SourceTree } from '../source-tree.ts';

interface Kind {
  readonly noun: string;
  /** How the noun and its lack go together: `custom settings have`, `custom metadata has`. */
  readonly has: string;
  readonly types: ReadonlySet<string>;
}

const types = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Help, "Custom Setting Fields". */
const SETTING: Kind = {
  noun: 'custom settings',
  has: 'have',
  types: types('Checkbox Currency Date DateTime Email Number Percent Phone Text TextArea Url'),
};
/** Help, "Custom Metadata Types: Fields". */
const METADATA: Kind = {
  noun: 'custom metadata',
  has: 'has',
  types: types(
    'Checkbox Date DateTime Email LongTextArea MetadataRelationship Number Percent Phone Picklist Text TextArea Url',
  ),
};

function kindOf(object: string, tree: SourceTree): Kind | undefined {
  if (object.endsWith('__mdt')) return METADATA;
  const file = tree.find('CustomObject', object);
  return file && child(file.xml, 'customSettingsType') ? SETTING : undefined;
}

function* checkFields(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const kind = kindOf(objectOf(file), tree);
  if (!kind) return;
  const formula = child(file.xml, 'formula');
  const type = child(file.xml, 'type');
  if (formula) yield { at: formula, what: `${kind.noun} ${kind.has} no formula fields` };
  else if (type && !kind.types.has(type.text))
    yield { at: type, what: `${kind.noun} ${kind.has} no ${type.text} fields` };
  const set = kind === METADATA && child(file.xml, 'valueSet');
  if (set && textOf(set, 'restricted') !== 'true')
    yield { at: child(set, 'restricted') ?? set, what: 'a picklist of custom metadata is <restricted>true' };
}

/** What other objects have, and custom metadata refuses. */
const NOT_OF_METADATA = ['deploymentStatus', 'sharingModel', 'nameField'];

function* checkMetadataType({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (!fullName.endsWith('__mdt')) return;
  for (const name of NOT_OF_METADATA) {
    const found = child(xml, name);
    if (found) yield { at: found, what: `custom metadata has no <${name}>` };
  }
}

/** Outside of a managed package nobody is kept out by it anyway. */
function* checkVisibility({ xml }: MetadataFile): Iterable<Problem> {
  const visibility = child(xml, 'visibility');
  if (visibility && visibility.text !== 'Public')
    yield {
      at: visibility,
      what: `<visibility>${visibility.text} deploys to sandboxes and scratch orgs only, production refuses it: write Public`,
    };
}

export const CONFIGURATION_RULES: readonly Rule[] = [
  { on: ['CustomField'], source: 'Help, Custom Setting Fields; Custom Metadata Types', check: checkFields },
  { on: ['CustomObject'], source: 'SalesforceFoundation/NPSP#1578', check: checkMetadataType },
  {
    on: ['CustomObject'],
    source:
      'seen in deployments: You can’t set the visibility … unless you are in a developer, sandbox, or scratch org',
    check: checkVisibility,
  },
];
