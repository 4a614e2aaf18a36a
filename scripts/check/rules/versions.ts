// API versions: one of a file that is above the project's comes from an org that is ahead of the one deployed to.
import { childrenOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';

function* checkVersion({ xml }: MetadataFile, { apiVersion }: SourceTree): Iterable<Problem> {
  for (const at of childrenOf(xml, 'apiVersion')) {
    if (!/^\d{2}(\.0)?$/.test(at.text)) yield { at, what: `${at.text} is no API version` };
    else if (Number(at.text) > Number(apiVersion))
      yield { at, what: `${at.text} is above the project’s ${apiVersion}` };
  }
}

export const VERSION_RULES: readonly Rule[] = [
  {
    on: ['ApexClass', 'ApexTrigger', 'ApexPage', 'ApexComponent', 'Flow', 'LightningComponentBundle'],
    source: 'Metadata API guide, apiVersion',
    check: checkVersion,
  },
];
