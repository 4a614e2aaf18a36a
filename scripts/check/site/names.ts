// What belongs to a site outside of its bundle says the same names: the platform finds one by the other, and refuses a
// deployment where they differ ("no SiteDotCom named …").
// Source: Metadata API Developer Guide, "Network", "CustomSite", "DigitalExperienceConfig".
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';
import type { Bundle } from './bundle.ts';
import type { SiteProblem, SiteRule } from './rule.ts';

/** What the platform's own pages add to the address of an LWR site. */
const PLATFORM_SUFFIX = 'vforcesite';

export const checkNames: SiteRule = function* (bundle, tree) {
  const config = tree
    .ofType('DigitalExperienceConfig')
    .find(({ xml }) => textOf(xml, 'space') === `site/${bundle.name}`);
  const network = networkOf(bundle, tree);
  if (!tree.files.some(({ path }) => path === `${bundle.folder}/${bundle.name}.digitalExperience-meta.xml`))
    yield at(bundle, `has no ${bundle.name}.digitalExperience-meta.xml`);
  if (!config) yield at(bundle, `no DigitalExperienceConfig has the space site/${bundle.name}`);
  if (!network) {
    yield at(bundle, `no Network has the picassoSite ${bundle.name}`);
    return;
  }
  const site = tree.find('CustomSite', textOf(network.xml, 'site') ?? '');
  if (!site)
    yield {
      at: (child(network.xml, 'site') ?? network.xml).position,
      what: `there is no CustomSite ${textOf(network.xml, 'site')}`,
    };
  if (config && config.fullName !== bundle.name)
    yield { at: config.xml.position, what: `the file is not named after the site, ${bundle.name}` };
  if (config && textOf(config.xml, 'label') !== network.fullName)
    yield {
      at: (child(config.xml, 'label') ?? config.xml).position,
      what: `the label is not the Network’s name, ${network.fullName}`,
    };
  if (site && textOf(site.xml, 'masterLabel') !== network.fullName)
    yield {
      at: (child(site.xml, 'masterLabel') ?? site.xml).position,
      what: `the label is not the Network’s name, ${network.fullName}`,
    };
  if (config && site) yield* checkPrefixes(config, network, site);
  yield* checkMembers(network, tree);
};

export function networkOf(bundle: Bundle, tree: SourceTree): MetadataFile | undefined {
  return tree.ofType('Network').find(({ xml }) => textOf(xml, 'picassoSite') === bundle.name);
}

function* checkPrefixes(config: MetadataFile, network: MetadataFile, site: MetadataFile): Iterable<SiteProblem> {
  const prefix = textOf(child(config.xml, 'site') ?? config.xml, 'urlPathPrefix') ?? '';
  for (const { xml } of [network, site]) {
    const own = child(xml, 'urlPathPrefix');
    if (own?.text !== prefix + PLATFORM_SUFFIX)
      yield {
        at: (own ?? xml).position,
        what: `urlPathPrefix is ${own?.text ?? 'missing'}, not ${prefix}${PLATFORM_SUFFIX}`,
      };
  }
}

function* checkMembers({ xml }: MetadataFile, tree: SourceTree): Iterable<SiteProblem> {
  const groups = childrenOf(xml, 'networkMemberGroups').flatMap((group) => childrenOf(group, 'permissionSet'));
  if (groups.length === 0) yield { at: xml.position, what: 'nobody is a member' };
  for (const group of groups)
    if (!tree.find('PermissionSet', group.text))
      yield { at: group.position, what: `there is no permission set ${group.text}` };
}

const at = ({ folder }: Bundle, what: string): SiteProblem => ({ at: { file: folder, line: 1 }, what });
