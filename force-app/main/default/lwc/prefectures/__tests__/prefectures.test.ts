import { PREFECTURES } from 'c/prefectures';

describe('c/prefectures', () => {
  it('offers all 47, in the reader’s language, and sends them in Japanese', () => {
    expect(new Set(PREFECTURES.map(({ value }) => value)).size).toBe(47);
    expect(PREFECTURES.find(({ value }) => value === '東京都')?.label).toBe('Tokyo');
    expect(PREFECTURES.at(-1)).toEqual({ label: 'Okinawa', value: '沖縄県' });
  });
});
