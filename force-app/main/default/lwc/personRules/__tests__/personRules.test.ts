import {
  companyRule,
  customerNumberRule,
  emailRule,
  firstNameRule,
  lastNameRule,
  optional,
  phoneRule,
} from 'c/personRules';

describe('c/personRules', () => {
  it.each([
    ['a Japanese name', lastNameRule, '例示'],
    ['a name with its own marks', firstNameRule, 'Mary-Jane O’Hara'],
    ['an initial', firstNameRule, 'J. Robin'],
    ['a name with a wide space', lastNameRule, 'ファン　デル'],
    ['a company', companyRule, '株式会社見本（東京）'],
    ['an address in full width', emailRule, 'ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｔｅｓｔ'],
    ['an address in capitals', emailRule, 'Hanako@Example.test'],
    ['a number with long-vowel marks', phoneRule, '０３ー００００ー００１１'],
    ['a number from abroad', phoneRule, '+81 (0)3-0000-0011'],
    ['a customer number in small letters', customerNumberRule, ' c-0001234 '],
  ])('takes %s', (_what, rule, value) => {
    expect(rule(value)).toBe('');
  });

  it.each([
    ['a name that would be a link', lastNameRule, 'www.example.test', /Last name contains characters/],
    ['a name with markup', firstNameRule, '<b>', /First name contains characters/],
    ['a company that is an address', companyRule, 'https://example.test', /Company contains characters/],
    ['half an address', emailRule, 'hanako@example', /valid e-mail address/],
    ['a number without its area code', phoneRule, '0000-0011', /valid phone number/],
    ['words for a number', phoneRule, 'at noon', /valid phone number/],
    ['another customer number', customerNumberRule, 'A-0001234', /C-0001234/],
    ['nothing', emailRule, ' ', /Please fill in: E-mail address/],
    ['too much', firstNameRule, 'x'.repeat(41), /First name is too long\. At most 40/],
  ])('refuses %s', (_what, rule, value, text) => {
    expect(rule(value)).toMatch(text);
  });

  it('lets an optional field be empty, and no more than that', () => {
    expect(optional(phoneRule)('  ')).toBe('');
    expect(optional(phoneRule)('12')).not.toBe('');
  });
});
