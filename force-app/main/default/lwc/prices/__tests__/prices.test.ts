import { price } from 'c/prices';

describe('a price', () => {
  it.each([
    ['Monthly', '¥5,500 a month'],
    ['Annually', '¥5,500 a year'],
    ['One-time', '¥5,500 once'],
    [undefined, '¥5,500'],
    ['Each full moon', '¥5,500'],
  ])('by the cycle %s is %s', (cycle, words) => {
    expect(price(5500, 'JPY', cycle)).toBe(words);
  });
});
