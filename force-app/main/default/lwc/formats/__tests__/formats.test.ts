import { day, dayOf, fileSize, filled, moment, money, personName } from 'c/formats';

describe('c/formats', () => {
  it('gives money the decimals that its currency has', () => {
    expect(money(5500, 'JPY')).toBe('¥5,500');
    expect(money(12.5, 'USD')).toBe('$12.50');
  });

  it('keeps a day the same day in every zone', () => {
    expect(day('2026-11-22')).toBe('Nov 22, 2026');
  });

  it('shows a moment, and its day, where the reader is', () => {
    // Six in the evening in London is three in the morning in Tokyo.
    expect(moment('2026-11-22T18:00:00.000Z')).toMatch(/^Nov 23, 2026, 3:00\sAM$/);
    expect(dayOf('2026-11-22T18:00:00.000Z')).toBe('Nov 23, 2026');
  });

  it('shows nothing for nothing', () => {
    expect([money(undefined, 'JPY'), money(1, undefined), day(undefined), moment(undefined), dayOf(undefined)]).toEqual(
      ['', '', '', '', ''],
    );
  });

  it('says how large a file is in units that people read', () => {
    expect([1, 1023, 350_000, 1024 * 1024, 1_600_000].map(fileSize)).toEqual([
      '1 KB',
      '1 KB',
      '342 KB',
      '1.0 MB',
      '1.5 MB',
    ]);
  });

  it('puts the parts of a name in the order of the language, and does without one', () => {
    expect([personName('Hanako', 'Rei'), personName(undefined, 'Rei')]).toEqual(['Hanako Rei', 'Rei']);
  });

  it('fills the places of a label, and leaves those that nothing was given for', () => {
    expect(filled('{0} of {1}, {0}', 'a', 2)).toBe('a of 2, a');
    expect(filled('{0} {1}', 'a')).toBe('a {1}');
  });
});
