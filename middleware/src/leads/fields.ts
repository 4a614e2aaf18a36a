// What the website's form may send, field by field: nothing else, nothing too long, nothing that is no plain text. What is
// wrong is answered by field, with a code that a form can translate and words that it can show.
// Sizes are those of Salesforce's fields. Object Reference, "Lead".
import { z } from 'zod';

export interface LeadFields {
  readonly lastName: string;
  readonly firstName: string | null;
  readonly company: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly prefecture: string | null;
  readonly message: string;
}

export interface LeadForm {
  readonly fields: LeadFields;
  /** A UUID of the sender's, the same in every repetition; null: the content tells a repetition. */
  readonly requestId: string | null;
  readonly formToken: string;
  readonly captcha: string | null;
  /** Whether the field that no person sees was filled in. */
  readonly isTrapped: boolean;
}

export const FIELD_WORDS = {
  required: 'Please fill this in.',
  invalid: 'This is not what is asked for here.',
  'too-long': 'This is too long.',
  'too-short': 'This is too short.',
  'one-line': 'This must be one line.',
  markup: 'Please write plain text, without addresses of pages or < and >.',
  formula: 'This must begin with a letter or a digit.',
  links: 'At most three links, please.',
  consent: 'We can keep your message only if you agree.',
  unknown: 'There is no such field.',
  'form-expired': 'The form has expired. Please send it once more.',
  captcha: 'The check that you are a person has not passed. Please try again.',
} as const;

export type FieldCode = keyof typeof FIELD_WORDS;
export type FieldProblems = Readonly<Record<string, FieldCode>>;

const MAX = { lastName: 80, firstName: 40, company: 255, email: 80, phone: 40, prefecture: 80, message: 4000 } as const;
const MIN_MESSAGE = 2;
const MAX_LINKS = 3;
/** Of fields that are not kept. */
const MAX_ASIDE = { formToken: 200, captcha: 8000, website: 2000 } as const;

/** Control characters but tab and line feed; then what turns the direction of text, hides in it, or is no character. */
const UNPRINTABLE = /(?![\t\n])\p{Cc}|[\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const LINK = /https?:\/\/|www\./gi;
/** What a spreadsheet takes for a formula at the beginning of a cell, in full width too. OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@＝＋－＠\t]/;

type Check = (text: string) => FieldCode | undefined;

const noMarkup: Check = (text) => (/[<>]/.test(text) || text.search(LINK) >= 0 ? 'markup' : undefined);
const noFormula: Check = (text) => (FORMULA.test(text) ? 'formula' : undefined);
const isEmail: Check = (text) => (z.email().safeParse(text).success ? undefined : 'invalid');
const isPhone: Check = (text) =>
  /^\+?[\d ().\-/]{5,}$/.test(text) && /\d{4}/.test(text.replace(/\D/g, '')) ? undefined : 'invalid';
const fewLinks: Check = (text) => ((text.match(LINK)?.length ?? 0) > MAX_LINKS ? 'links' : undefined);
const longEnough: Check = (text) => (text.length < MIN_MESSAGE ? 'too-short' : undefined);

interface TextRules {
  readonly most: number;
  readonly lines: 'one' | 'many';
  /** NFKC makes full-width letters and digits half-width. */
  readonly form?: 'NFC' | 'NFKC';
  readonly checks?: readonly Check[];
}

/** Clean text; '' for what was left out or blank. */
function text({ most, lines, form = 'NFC', checks = [] }: TextRules) {
  return z
    .string({ error: 'invalid' })
    .nullish()
    .transform((given, context) => {
      const refuse = (code: FieldCode): never => {
        context.addIssue({ code: 'custom', message: code });
        return z.NEVER;
      };
      const whole = (given ?? '').toWellFormed().normalize(form).replace(/\r\n?/g, '\n').trim();
      if (lines === 'one' && whole.includes('\n')) return refuse('one-line');
      const printable = whole.replace(UNPRINTABLE, '').trim();
      const cleaned = lines === 'one' ? printable.replaceAll('\t', ' ') : printable;
      if (cleaned.length > most) return refuse('too-long');
      const problem = cleaned === '' ? undefined : checks.map((check) => check(cleaned)).find((code) => code);
      return problem ? refuse(problem) : cleaned;
    });
}

const required = <T extends z.ZodType<string>>(inner: T) =>
  inner.refine((value) => value !== '', { error: 'required' });
const optional = <T extends z.ZodType<string>>(inner: T) => inner.transform((value) => (value === '' ? null : value));
const line = (most: number, ...checks: Check[]) => text({ most, lines: 'one', checks });
const name = (most: number) => line(most, noMarkup, noFormula);
const aside = (most: number) => z.string({ error: 'invalid' }).max(most, { error: 'too-long' });

const FORM = z.strictObject({
  lastName: required(name(MAX.lastName)),
  firstName: optional(name(MAX.firstName)),
  company: optional(name(MAX.company)),
  email: required(text({ most: MAX.email, lines: 'one', form: 'NFKC', checks: [noFormula, isEmail] })),
  phone: optional(text({ most: MAX.phone, lines: 'one', form: 'NFKC', checks: [isPhone] })),
  prefecture: optional(name(MAX.prefecture)),
  message: required(text({ most: MAX.message, lines: 'many', checks: [longEnough, fewLinks] })),
  consent: z.literal(true, { error: 'consent' }),
  requestId: z.uuid({ error: 'invalid' }).nullish(),
  formToken: aside(MAX_ASIDE.formToken).min(1, { error: 'required' }),
  captcha: aside(MAX_ASIDE.captcha).nullish(),
  // Programs fill it in. It is called as on the portal's contact page.
  website: aside(MAX_ASIDE.website).nullish(),
});

/** @param json the body as parsed */
export function readLeadForm(json: unknown): { readonly form: LeadForm } | { readonly problems: FieldProblems } {
  const parsed = FORM.safeParse(json);
  if (!parsed.success) return { problems: problemsOf(parsed.error.issues) };
  const { requestId, formToken, captcha, website, consent: _agreed, ...fields } = parsed.data;
  return {
    form: {
      fields,
      requestId: requestId?.toLowerCase() ?? null,
      formToken,
      captcha: captcha || null,
      isTrapped: Boolean(website),
    },
  };
}

function problemsOf(issues: readonly z.core.$ZodIssue[]): FieldProblems {
  const problems: Record<string, FieldCode> = {};
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys.slice(0, 20)) problems[key.slice(0, 80)] = 'unknown';
    else problems[String(issue.path[0] ?? 'form')] ??= codeOf(issue);
  }
  return problems;
}

function codeOf({ message, code, path }: z.core.$ZodIssue): FieldCode {
  if (path[0] === 'formToken' && code === 'invalid_type') return 'required';
  return Object.hasOwn(FIELD_WORDS, message) ? (message as FieldCode) : 'invalid';
}

/** As a spreadsheet would take it for a formula when somebody exports leads, it gets an apostrophe before it. */
export function withoutFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
