// The rules of the comparison, all of them. docs/operating.md has this table; a test holds the two together.
import type { Rule } from './rule.ts';
import { CLIENT_RULES, INVOICE_RULES } from './rules/invoices.ts';
import { ORDER_RULES } from './rules/orders.ts';
import { SERVICE_RULES } from './rules/services.ts';

export const RULES = { ...ORDER_RULES, ...SERVICE_RULES, ...INVOICE_RULES, ...CLIENT_RULES };
export type RuleCode = keyof typeof RULES;

export function ruleOf(code: string): Rule | undefined {
  return (RULES as Readonly<Record<string, Rule>>)[code];
}

export const RULE_CODES = Object.keys(RULES) as RuleCode[];

/** The rows of the table in docs/operating.md. */
export function rulesAsMarkdown(): string[] {
  return RULE_CODES.map((code) => {
    const { compares, todo, mend } = ruleOf(code)!;
    return `| \`${code}\` | ${compares} | ${mend === null ? 'no' : 'yes'} | ${todo} |`;
  });
}
