// Formulas as tables: source on the left, what Salesforce answers on the right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFormula, type FormulaOptions } from '../../../src/salesforce/formula/compile.ts';
import type { FormulaScope, FormulaType, Reference } from '../../../src/salesforce/formula/types.ts';
import type { Value } from '../../../src/salesforce/schema/schema.ts';

interface TestScope extends FormulaScope {
  readonly values: Readonly<Record<string, Value>>;
  readonly prior: Readonly<Record<string, Value>>;
}

const TYPES: Readonly<Record<string, FormulaType>> = {
  Name: 'text',
  Blank: 'text',
  Amount: 'number',
  Empty: 'number',
  Tick: 'boolean',
  Status: 'picklist',
  NoStatus: 'picklist',
  Kinds: 'multipicklist',
  Day: 'date',
  NoDay: 'date',
  Moment: 'datetime',
  Clock: 'time',
  'Account.Name': 'text',
};

const scope: TestScope = {
  isNew: false,
  isClone: false,
  now: Date.parse('2026-03-01T20:15:30.000Z'),
  timeZone: 'Asia/Tokyo',
  values: {
    Name: '山田 Taro',
    Blank: null,
    Amount: 12.5,
    Empty: null,
    Tick: true,
    Status: 'Approved',
    NoStatus: null,
    Kinds: 'VPN;SIM',
    Day: '2026-02-28',
    NoDay: null,
    Moment: '2026-03-01T20:15:30.000Z',
    Clock: '09:30:00.000Z',
    'Account.Name': 'Acme',
  },
  prior: { Status: 'Draft', Amount: 12.5, Name: '山田 Taro' },
};

function resolve(path: string): Reference<TestScope> | undefined {
  const name = Object.keys(TYPES).find((known) => known.toLowerCase() === path.toLowerCase());
  if (!name) return undefined;
  const reference = { type: TYPES[name]!, read: ({ values }: TestScope) => values[name] ?? null };
  return name.includes('.') ? reference : { ...reference, readPrior: ({ prior }) => prior[name] ?? null };
}

const compile = (source: string, options: Partial<FormulaOptions<TestScope>> = {}) =>
  compileFormula<TestScope>(source, { allow: 'validation', resolve, ...options });
const evaluate = (source: string, options: Partial<FormulaOptions<TestScope>> = {}) =>
  compile(source, options).evaluate(scope);

const RESULTS: Readonly<Record<string, readonly (readonly [source: string, result: Value])[]>> = {
  'arithmetic is decimal': [
    ['0.1 + 0.2', 0.3],
    ['1.1 * 1.1', 1.21],
    ['3 * 0.1 - 0.3', 0],
    ['0.3 / 0.1', 3],
    ['1 - 0.9', 0.1],
    ['10 / 4', 2.5],
    ['-Amount', -12.5],
    ['2 ^ 10', 1024],
    ['2 * 3 ^ 2', 36],
    ['-2 ^ 2', 4],
    ['ROUND(1.005, 2)', 1.01],
    ['ROUND(-2.5, 0)', -3],
    ['ROUND(1255, -1)', 1260],
    ['FLOOR(-2.5)', -2],
    ['CEILING(-2.1)', -3],
    ['MFLOOR(-2.5)', -3],
    ['MCEILING(-2.5)', -2],
    ['TRUNC(2.789, 2)', 2.78],
    ['MOD(-7, 3)', -1],
    ['MOD(0.7, 0.2)', 0.1],
    ['MAX(1, 5, 3)', 5],
    ['MIN(4, 2)', 2],
    ['ABS(-3)', 3],
    ['SQRT(9)', 3],
    ['FLOOR(1 / 3 * 3)', 1],
    ['ROUND(DISTANCE(GEOLOCATION(35.68, 139.77), GEOLOCATION(34.69, 135.5), "km"), 0)', 403],
  ],
  'precedence, comments and letter case': [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['TRUE || FALSE && FALSE', true],
    ['1 + 1 = 2', true],
    ['1 < 2 = true', true],
    ['"a" & "b" = "ab"', true],
    ['/* a note */ if(tick, /* nested? no */ 1, 2)', 1],
    ['NOT TRUE', false],
    ['!Tick || amount > 10', true],
    ["'it\\'s'", "it's"],
    ['"tab\\tquote\\"back\\\\"', 'tab\tquote"back\\'],
  ],
  'blank text is "", a blank number stays null': [
    ['Blank & "x"', 'x'],
    ['Blank = ""', true],
    ['LEN(Blank)', 0],
    ['ISBLANK(Blank)', true],
    ['ISNULL(Blank)', false],
    ['ISNULL(Empty)', true],
    ['Empty + 1', null],
    ['Empty = 0', null],
    ['Empty <> 0', null],
    ['NOT(Empty > 1)', null],
    ['AND(Empty > 1, TRUE)', false],
    ['OR(Empty > 1, TRUE)', true],
    ['IF(Empty > 1, "a", "b")', 'b'],
    ['BLANKVALUE(Empty, 7)', 7],
    ['BLANKVALUE(Blank, "none")', 'none'],
    ['NULLVALUE(Blank, "none")', null],
    ['ISPICKVAL(NoStatus, "")', true],
    ['TEXT(NoStatus)', null],
    ['TEXT(Empty)', null],
    ['NoDay + 1', null],
    ['CONTAINS(Blank, "x")', false],
    ['VALUE("")', null],
  ],
  choices: [
    ['IF(Amount > 10, "big", "small")', 'big'],
    ['IF(Tick, NULL, DATE(2026, 1, 1))', null],
    ['CASE(Status, "Draft", 1, "Approved", 2, 0)', 2],
    ['CASE(MONTH(Day), 1, "Jan", 2, "Feb", "other")', 'Feb'],
    ['CASE(NoStatus, "", "none", "some")', 'none'],
    ['IFS(Amount < 1, "a", Amount < 20, "b", "c")', 'b'],
    ['IFERROR(1 / 0, -1)', -1],
    ['ISPICKVAL(Status, "Approved")', true],
    ['INCLUDES(Kinds, "SIM")', true],
    ['INCLUDES(Kinds, "IM")', false],
    ['PICKLISTCOUNT(Kinds)', 2],
  ],
  text: [
    ['LEFT("hello", 2)', 'he'],
    ['RIGHT("hello", 3)', 'llo'],
    ['MID("hello", 2, 3)', 'ell'],
    ['MID("hello", 0, 2)', 'he'],
    ['FIND("l", "hello")', 3],
    ['FIND("l", "hello", 4)', 4],
    ['FIND("z", "hello")', 0],
    ['SUBSTITUTE("a-b-c", "-", "+$&")', 'a+$&b+$&c'],
    ['TRIM("  a b ")', 'a b'],
    ['UPPER("abc") & LOWER("DEF")', 'ABCdef'],
    ['LPAD("7", 3, "0")', '007'],
    ['LPAD("12345", 3, "0")', '123'],
    ['RPAD("7", 3, "ab")', '7ab'],
    ['BEGINS("Order 1", "Order")', true],
    ['REGEX("AB-12", "[A-Z]{2}-\\\\d+")', true],
    ['REGEX("AB-12x", "[A-Z]{2}-\\\\d+")', false],
    ['REGEX("ab", "(?i)AB")', true],
    ['VALUE("1,5") ', 'error'],
    ['VALUE(" 12.50 ")', 12.5],
    ['TEXT(12.50)', '12.5'],
    ['TEXT(0.0000001)', '0.0000001'],
    ['TEXT(Day)', '2026-02-28'],
    ['TEXT(Moment)', '2026-03-01 20:15:30Z'],
    ['TEXT(Clock)', '09:30:00.000'],
    ['TEXT(Status)', 'Approved'],
    ['CASESAFEID("001000000000001")', '001000000000001AAA'],
    ['CASESAFEID("00Q90000002G7Yt")', '00Q90000002G7YtEAK'],
    ['INITCAP("jane o\'neil")', "Jane O'Neil"],
    ['"a" & BR() & "b"', 'a\nb'],
    ['HYPERLINK("/x?a=1&b=2", "go", "_self")', '<a href="/x?a=1&amp;b=2" target="_self">go</a>'],
    ['"a" + "b"', 'ab'],
    ['ISNUMBER("12x")', false],
  ],
  'dates and times': [
    ['TODAY()', '2026-03-02'],
    ['NOW()', '2026-03-01T20:15:30.000Z'],
    ['TIMENOW()', '05:15:30.000Z'],
    ['DATEVALUE(Moment)', '2026-03-02'],
    ['DATEVALUE("2026-1-5")', '2026-01-05'],
    ['DATETIMEVALUE("2026-01-02 03:04:05")', '2026-01-02T03:04:05.000Z'],
    ['TIMEVALUE("17:30:45.125")', '17:30:45.125Z'],
    ['Day + 1', '2026-03-01'],
    ['Day - 1.9', '2026-02-27'],
    ['DATE(2026, 3, 1) - Day', 1],
    ['Moment + 0.5', '2026-03-02T08:15:30.000Z'],
    ['NOW() - DATETIMEVALUE("2026-03-01 08:15:30")', 0.5],
    ['Clock + 3600000', '10:30:00.000Z'],
    ['TIMEVALUE("10:00:00.000") - Clock', 1800000],
    ['ADDMONTHS(Day, 1)', '2026-03-31'],
    ['ADDMONTHS(DATE(2026, 1, 31), 1)', '2026-02-28'],
    ['ADDMONTHS(DATE(2024, 2, 29), 12)', '2025-02-28'],
    ['ADDMONTHS(DATE(2026, 1, 15), -1)', '2025-12-15'],
    ['ADDMONTHS(Moment, 1)', '2026-04-01T20:15:30.000Z'],
    ['DATE(2026, 13, 1)', 'error'],
    ['DATE(2026, 2, 29)', 'error'],
    ['WEEKDAY(DATE(2026, 3, 1))', 1],
    ['YEAR(Day) * 100 + MONTH(Day)', 202602],
    ['DAYOFYEAR(DATE(2026, 12, 31))', 365],
    ['ISOWEEK(DATE(2027, 1, 1))', 53],
    ['ISOYEAR(DATE(2027, 1, 1))', 2026],
    ['HOUR(Clock) * 60 + MINUTE(Clock)', 570],
    ['UNIXTIMESTAMP(DATE(1970, 1, 2))', 86400],
    ['FROMUNIXTIME(0)', '1970-01-01T00:00:00.000Z'],
    ['FORMATDURATION(3661)', '01:01:01'],
    ['FORMATDURATION(90061, TRUE)', '1:01:01:01'],
    ['Day > DATE(2026, 2, 27)', true],
  ],
  'the record before and after': [
    ['ISCHANGED(Status)', true],
    ['ISCHANGED(Amount)', false],
    ['ISCHANGED(Name)', false],
    ['TEXT(PRIORVALUE(Status))', 'Draft'],
    ['ISPICKVAL(PRIORVALUE(Status), "Draft")', true],
    ['ISNEW()', false],
    ['Account.Name', 'Acme'],
  ],
};

for (const [topic, rows] of Object.entries(RESULTS))
  test(topic, () => {
    for (const [source, expected] of rows) {
      if (expected === 'error') assert.throws(() => evaluate(source), { name: 'FormulaError' }, source);
      else assert.equal(evaluate(source), expected, source);
    }
  });

test('blank numbers count as zero where the field says so', () => {
  assert.equal(evaluate('Empty + 1', { allow: 'field', blankAsZero: true }), 1);
  assert.equal(evaluate('ISBLANK(Empty)', { allow: 'field', blankAsZero: true }), false);
});

test('a new line in a formula field is the tag that its page shows', () => {
  assert.equal(evaluate('"a" & BR() & "b"', { allow: 'field' }), 'a<br>b');
  assert.equal(evaluate('"  a" & "  "', { allow: 'field' }), '  a', 'nothing is kept of white space at its end');
});

test('a boolean formula field is false, not null', () => {
  assert.equal(evaluate('Empty > 1', { allow: 'field' }), false);
});

test('flow formulas name things in braces, read picklists as text and compare null by value', () => {
  const flow = { allow: 'flow' } as const;
  assert.equal(evaluate('{!Status} = "Approved"', flow), true);
  assert.equal(evaluate('"Status: " & {!Status}', flow), 'Status: Approved');
  assert.equal(evaluate('{!Empty} <> 0', flow), true);
  assert.equal(evaluate('ISNEW() || ISCHANGED({!Status})', flow), true);
  assert.deepEqual(compile('{!Name} & {!Blank} & {!Name}', flow).references, ['Name', 'Blank']);
});

test('on a new record nothing is changed and the value before is the current one', () => {
  const fresh = { ...scope, isNew: true };
  assert.equal(compile('ISCHANGED(Status)').evaluate(fresh), false);
  assert.equal(compile('TEXT(PRIORVALUE(Status))').evaluate(fresh), 'Approved');
  assert.equal(compile('ISNEW()').evaluate(fresh), true);
});

const REFUSALS: readonly (readonly [source: string, message: RegExp, options?: Partial<FormulaOptions<TestScope>>])[] =
  [
    ['1 +', /column 4: Syntax error\. Found end of formula/],
    ['(1', /Missing '\)'/],
    ['1 2', /Extra '2'/],
    ['"open', /Missing "/],
    ['1 /* open', /Missing '\*\/'/],
    ['"bad \\q"', /Unknown escape/],
    ['1 # 2', /Found '#'/],
    ['FOO(1)', /column 1: Unknown function FOO\. Check spelling\./],
    ['constructor(1)', /Unknown function CONSTRUCTOR/],
    ['Nome = "x"', /Field Nome does not exist/],
    ['LEN(1)', /Incorrect parameter type for function 'LEN\(\)'\. Expected Text, received Number/],
    ['LEN("a", "b")', /Incorrect number of parameters for function 'LEN\(\)'\. Expected 1, received 2/],
    ['IF(TRUE, 1)', /Expected 3, received 2/],
    ['IF(TRUE, 1, "a")', /Expected Number, received Text/],
    ['"a" & 1', /operator '&'\. Expected Text, received Number/],
    ['1 = "a"', /operator '='\. Expected Number, received Text/],
    ['Day > Moment', /Expected Date, received DateTime/],
    ['Day + Day', /operator '\+'/],
    ['Status = "Approved"', /Field Status is a picklist field/],
    ['ISPICKVAL(Name, "x")', /Expected Picklist, received Text/],
    ['ISCHANGED(Account.Name)', /field of the record itself/],
    ['ISCHANGED(1)', /needs the name of a field/],
    ['ISNEW()', /may not be used/, { allow: 'field' }],
    ['PRIORVALUE({!Status})', /may not be used/, { allow: 'flow' }],
    ['INCLUDES({!Kinds}, "a")', /may not be used/, { allow: 'flow' }],
    ['Name', /Write \{!Name\}/, { allow: 'flow' }],
    ['{!Name}', /Found '\{!Name\}'/],
    ['REGEX(Name, "(")', /Invalid regular expression/],
    ['VLOOKUP(1, 2, 3)', /VLOOKUP is not executed by the local org/],
  ];

test('wrong formulas are refused before they run, with the column', () => {
  for (const [source, message, options] of REFUSALS) assert.throws(() => compile(source, options), message, source);
});

test('a refusal names the file and the line inside a formula of several lines', () => {
  const position = { file: 'objects/Order/Order.object-meta.xml', line: 10 };
  assert.throws(() => compile('AND(\n  Tick,\n  Nope\n)', { position }), {
    name: 'SourceError',
    message: 'objects/Order/Order.object-meta.xml:12: formula, column 3: Field Nope does not exist. Check spelling.',
  });
});

test('impossible values raise a FormulaError', () => {
  for (const source of ['1 / 0', 'MOD(1, 0)', 'SQRT(-1)', 'LN(0)', 'DATEVALUE("2026-02-30")', 'VALUE("abc")'])
    assert.throws(() => evaluate(source), { name: 'FormulaError' }, source);
});
