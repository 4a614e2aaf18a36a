// What the platform asks for beyond the schema: a table of rules, each with its source.
import { counted, type CheckResult } from './finding.ts';
import { applyRules, type Rule } from './rule.ts';
import { CALLOUT_RULES } from './rules/callouts.ts';
import { CLIENT_APP_RULES } from './rules/client-apps.ts';
import { FIELD_RULES } from './rules/fields.ts';
import { FLOW_RULES } from './rules/flows.ts';
import { LABEL_RULES } from './rules/labels.ts';
import { NAME_RULES } from './rules/names.ts';
import { OBJECT_RULES } from './rules/objects.ts';
import { PAGE_RULES } from './rules/pages.ts';
import { PERMISSION_SET_RULES } from './rules/permission-sets.ts';
import { SITE_RULES } from './rules/sites.ts';
import { VALUE_SET_RULES } from './rules/value-sets.ts';
import { VERSION_RULES } from './rules/versions.ts';
import type { SourceTree } from './source-tree.ts';

const PLATFORM_RULES: readonly Rule[] = [
  ...NAME_RULES,
  ...FIELD_RULES,
  ...VALUE_SET_RULES,
  ...OBJECT_RULES,
  ...PERMISSION_SET_RULES,
  ...FLOW_RULES,
  ...PAGE_RULES,
  ...CLIENT_APP_RULES,
  ...SITE_RULES,
  ...CALLOUT_RULES,
  ...LABEL_RULES,
  ...VERSION_RULES,
];

export function checkPlatformRules(tree: SourceTree): CheckResult {
  return {
    summary: `${counted(PLATFORM_RULES.length, 'rule')} over ${counted(tree.files.length, 'file')}`,
    findings: applyRules(PLATFORM_RULES, tree),
  };
}
