import { startAddress } from 'c/startAddress';

jest.mock('@salesforce/community/basePath', () => ({ __esModule: true, default: '/customer/ja' }));
jest.mock('@salesforce/site/activeLanguages', () => ({ default: [{ code: 'en-US' }, { code: 'ja' }] }), {
  virtual: true,
});

describe('c/startAddress', () => {
  it.each([
    ['/customer/ja/orders', '/customer/ja/orders'],
    ['/customer/order?recordId=801000000000001AAA', '/customer/order?recordId=801000000000001AAA'],
    ['/customer', '/customer'],
  ])('keeps %s, which is on the site in one of its languages', (asked, expected) => {
    expect(startAddress(asked)).toBe(expected);
  });

  it.each([
    undefined,
    '',
    'https://elsewhere.example.test/customer/ja/orders',
    '//elsewhere.example.test/customer/ja',
    '/\\elsewhere.example.test',
    'data:text/html,elsewhere',
    '/customers-of-others',
    '/customer/../admin',
    '/setup',
    'http://[',
  ])('leads to the first page instead of %s', (asked) => {
    expect(startAddress(asked)).toBe('/customer/ja/');
  });
});
