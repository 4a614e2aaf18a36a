// Custom labels: in every language that the project translates, with the same places to fill in. That each is used, and that each
// used one exists, is told by the references (npm run check -- --only refs) and the compilers.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';

interface Label {
  readonly name: string;
  readonly text: string;
  readonly at: XmlElement;
}

export function labelProblems(tree: SourceTree): { labels: number; findings: Finding[] } {
  const labels = tree.ofType('CustomLabels').flatMap(({ xml }) => childrenOf(xml, 'labels').map(labelOf));
  const known = new Map(labels.map((label) => [label.name.toLowerCase(), label]));
  return {
    labels: labels.length,
    findings: [
      ...unknownLabels(tree, known),
      ...tree.ofType('Translations').flatMap((translation) => problemsOf(translation, known)),
    ],
  };
}

function labelOf(at: XmlElement): Label {
  return { name: textOf(at, 'fullName') ?? '', text: textOf(at, 'value') ?? '', at };
}

function problemsOf({ fullName, xml }: MetadataFile, labels: ReadonlyMap<string, Label>): Finding[] {
  const findings: Finding[] = [];
  const translated = new Map<string, XmlElement>();
  for (const entry of childrenOf(xml, 'customLabels')) {
    const name = (textOf(entry, 'name') ?? '').toLowerCase();
    if (translated.has(name)) findings.push(findingAt(entry.position, `${name} is translated twice`));
    translated.set(name, entry);
    const label = labels.get(name);
    if (!label) findings.push(findingAt(entry.position, `there is no custom label ${textOf(entry, 'name')}`));
    else findings.push(...wrongText(entry, label));
  }
  for (const [key, { name, at }] of labels)
    if (!translated.has(key)) findings.push(findingAt(at.position, `${name} has no text in ${fullName}`));
  return findings;
}

function wrongText(entry: XmlElement, { name, text }: Label): Finding[] {
  const own = child(entry, 'label');
  const at = (own ?? entry).position;
  if (!own || own.text === '') return [findingAt(at, `${name} is translated by nothing`)];
  const [wanted, given] = [placesIn(text), placesIn(own.text)];
  return wanted === given
    ? []
    : [findingAt(at, `${name} has the places ${given || 'none'}, its label ${wanted || 'none'}`)];
}

/** `{0} {1}` */
function placesIn(text: string): string {
  return [...new Set(text.match(/\{\d+\}/g))].sort().join(' ');
}

const IN_CODE: readonly (readonly [files: RegExp, use: RegExp])[] = [
  [/\.(cls|trigger)$/, /\b(?:System\.)?Label\.(?!get\b|translationExists\b)(\w+)/g],
  [/\/lwc\/.*\.(ts|js)$/, /@salesforce\/label\/c\.(\w+)/g],
];

function unknownLabels(tree: SourceTree, labels: ReadonlyMap<string, Label>): Finding[] {
  return [...tree.paths, ...tree.ignored].flatMap((file) =>
    IN_CODE.flatMap(([files, use]) => {
      if (!files.test(file)) return [];
      const text = tree.text(file);
      return [...text.matchAll(use)]
        .filter((match) => !labels.has(match[1]!.toLowerCase()))
        .map((match) => ({
          file,
          line: text.slice(0, match.index).split('\n').length,
          what: `there is no custom label ${match[1]}`,
        }));
    }),
  );
}
