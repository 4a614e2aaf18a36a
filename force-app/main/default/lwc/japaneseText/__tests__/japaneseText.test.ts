import { halfWidth, isPlainLine, oneLine, postalCodeOf } from 'c/japaneseText';

describe('c/japaneseText', () => {
  it.each([
    ['1234567', '123-4567'],
    ['123-4567', '123-4567'],
    ['１２３－４５６７', '123-4567'],
    ['１２３ー４５６７', '123-4567'],
    ['〒123-4567', '123-4567'],
    ['〒　１２３４５６７　', '123-4567'],
    ['12-34567', undefined],
    ['123-456', undefined],
    ['', undefined],
  ])('reads the postal code %s as %s', (typed, read) => {
    expect(postalCodeOf(typed)).toBe(read);
  });

  it('makes full-width letters and digits plain', () => {
    expect(halfWidth(' ＡＢｃ＠１２３　')).toBe('ABc@123');
  });

  it('keeps the long-vowel marks of names', () => {
    expect(oneLine('コーポ　 見本\n')).toBe('コーポ 見本');
  });

  it.each([
    ['見本町1-2', true],
    ['<b>', false],
    ['=1+1', false],
    ['a\u202Eb', false],
    ['', false],
  ])('takes %s for a plain line: %s', (typed, isPlain) => {
    expect(isPlainLine(typed)).toBe(isPlain);
  });
});
