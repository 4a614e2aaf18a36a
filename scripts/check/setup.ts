// What deploys beside the package directories: settings of the org (config/org-settings) and manifests (manifest/*.xml,
// package.xml, destructiveChanges*.xml). Settings among the sources are judged here as well.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from '../../local/src/salesforce/metadata/source-error.ts';
import { parseXml, type XmlElement } from '../../local/src/salesforce/metadata/xml.ts';
import { counted, findingAt, type CheckResult, type Finding } from './finding.ts';
import { manifestProblems } from './setup/manifests.ts';
import { judgeFile } from './schema.ts';
import type { SourceTree } from './source-tree.ts';

const SETTINGS = 'config/org-settings/settings';
const MANIFESTS = 'manifest';
const MANIFEST = /^(package|destructiveChanges\w*)\.xml$/;

export function checkSetup(tree: SourceTree): CheckResult {
  const settings = namesIn(tree.root, SETTINGS).map((name) => `${SETTINGS}/${name}`);
  const manifests = [
    ...namesIn(tree.root, '.').filter((name) => MANIFEST.test(name)),
    ...namesIn(tree.root, MANIFESTS).map((name) => `${MANIFESTS}/${name}`),
  ].filter((path) => path.endsWith('.xml'));
  const ofSources = tree.files.filter(({ path }) => path.endsWith('.settings-meta.xml'));
  return {
    summary: `${counted(settings.length + ofSources.length, 'file')} of org settings, ${counted(manifests.length, 'manifest')}`,
    findings: [
      ...settings.flatMap((path) =>
        parsed(tree, path, (xml) => [...schemaProblems(path, xml), ...misnamed(path, xml)]),
      ),
      ...ofSources.flatMap(({ path, xml }) => misnamed(path, xml)),
      ...manifests.flatMap((path) => parsed(tree, path, (xml) => [...manifestProblems(path, xml, tree)])),
    ],
  };
}

const namesIn = (root: string, folder: string): string[] =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];

function parsed(tree: SourceTree, path: string, judge: (xml: XmlElement) => readonly Finding[]): readonly Finding[] {
  try {
    return judge(parseXml(readFileSync(join(tree.root, path), 'utf8'), path));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [findingAt(error.position, error.message.replace(/^\S+:\d+: /, ''))];
  }
}

const schemaProblems = (path: string, xml: XmlElement): readonly Finding[] =>
  judgeFile({ path, type: xml.name, fullName: settingsOf(path), xml });

const settingsOf = (path: string): string =>
  path
    .split('/')
    .at(-1)!
    .replace(/\.settings-meta\.xml$/, '');

/** `Order.settings-meta.xml` holds `<OrderSettings>`. Source: Metadata API guide, "Settings". */
function misnamed(path: string, xml: XmlElement): Finding[] {
  const expected = `${settingsOf(path)}Settings`;
  return xml.name === expected
    ? []
    : [findingAt(xml.position, `the file is named for <${expected}>, and holds <${xml.name}>`)];
}
