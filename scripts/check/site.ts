// The Experience Cloud sites of the project, judged as a whole: what the platform tells only after a deployment, or never.
import { counted, findingAt, type CheckResult } from './finding.ts';
import { checkAddresses } from './site/addresses.ts';
import { readBundles } from './site/bundle.ts';
import { checkContents } from './site/contents.ts';
import { checkDefinitions } from './site/definitions.ts';
import { checkIds } from './site/ids.ts';
import { checkNames } from './site/names.ts';
import { checkFiling, checkLayouts, checkPages } from './site/pages.ts';
import { checkComponents, checkViews } from './site/placement.ts';
import { checkReach } from './site/reach.ts';
import type { SiteRule } from './site/rule.ts';
import type { SourceTree } from './source-tree.ts';

const RULES: readonly SiteRule[] = [
  checkContents,
  checkFiling,
  checkAddresses,
  checkIds,
  checkPages,
  checkLayouts,
  checkViews,
  checkDefinitions,
  checkComponents,
  checkNames,
  checkReach,
];

export function checkSites(tree: SourceTree): CheckResult {
  const { bundles, findings } = readBundles(tree);
  const routes = bundles.reduce((sum, bundle) => sum + bundle.ofType('sfdc_cms__route').length, 0);
  return {
    summary: `${counted(bundles.length, 'site')}, ${counted(routes, 'page')}, ${counted(RULES.length, 'rule')}`,
    findings: [
      ...findings,
      ...bundles.flatMap((bundle) =>
        RULES.flatMap((rule) => [...rule(bundle, tree)].map(({ at, what }) => findingAt(at, what))),
      ),
    ],
  };
}
