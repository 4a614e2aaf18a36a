// Which rules stand behind which standard object. Objects without an entry follow their fields alone.
import type { StandardRules } from '../services.ts';

const RULES: Readonly<Record<string, StandardRules>> = {};
const NONE: StandardRules = {};

export function standardRulesOf(typeName: string): StandardRules {
  return RULES[typeName] ?? NONE;
}
