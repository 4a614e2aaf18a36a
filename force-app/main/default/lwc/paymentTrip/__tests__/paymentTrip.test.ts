import { arrive, isAwaited, setOut } from 'c/paymentTrip';

const NOW = Date.UTC(2026, 10, 22);
const MINUTE_MS = 60_000;

afterEach(() => sessionStorage.clear());

describe('a trip to the payment page', () => {
  it('is of one invoice, for as long as news of it may come', () => {
    expect(isAwaited('a02000000000001AAA', NOW)).toBe(false);
    setOut('a02000000000001AAA', NOW);
    expect(isAwaited('a02000000000001AAA', NOW + 14 * MINUTE_MS)).toBe(true);
    expect(isAwaited('a02000000000001AAA', NOW + 15 * MINUTE_MS)).toBe(false);
    expect(isAwaited('a02000000000002AAA', NOW)).toBe(false);
  });

  it('ends when the news are here', () => {
    setOut('a02000000000001AAA', NOW);
    arrive();
    expect(isAwaited('a02000000000001AAA', NOW)).toBe(false);
  });

  it('is not remembered by a browser that keeps nothing, and breaks nothing there', () => {
    const refuse = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('no');
    });
    setOut('a02000000000001AAA', NOW);
    expect(isAwaited('a02000000000001AAA', NOW)).toBe(false);
    refuse.mockRestore();
    sessionStorage.setItem('portway.payment', 'not JSON');
    expect(isAwaited('a02000000000001AAA', NOW)).toBe(false);
  });
});
