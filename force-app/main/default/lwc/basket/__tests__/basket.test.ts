import { linesOf, savedBasket, saveBasket, totalsOf, withAttempt, withoutLines, withQuantity } from 'c/basket';

const offer = (productId: string, unitPrice: number, billingCycle = 'Monthly'): Apex.ShopOffer => ({
  productId,
  name: productId,
  billingCycle,
  unitPrice,
  currencyCode: 'JPY',
  maxQuantity: 5,
});
const DEPARTMENT: Apex.ShopDepartment = {
  commodity: 'Internet',
  services: [offer('home', 5500), offer('flat', 4400)],
  addOns: [offer('address', 1100), offer('router', 330)],
  activationFees: [offer('fee', 22_000, 'One-time')],
};

describe('c/basket', () => {
  beforeEach(() => sessionStorage.clear());

  it('keeps what was chosen over a reload', () => {
    const basket = withQuantity(withQuantity({ commodity: 'SIM', quantities: {} }, 'a', 2), 'b', 1);
    saveBasket(basket);
    expect(savedBasket()).toEqual({ commodity: 'SIM', quantities: { a: 2, b: 1 } });
    expect(withQuantity(basket, 'a', 0).quantities).toEqual({ b: 1 });
  });

  it.each(['nonsense', '{"quantities":{"a":-1}}', '{"quantities":{"a":"1"}}', 'null', '[]'])(
    'begins anew where something else is kept: %s',
    (kept) => {
      saveBasket({ quantities: {} });
      sessionStorage.setItem(sessionStorage.key(0)!, kept);
      expect(savedBasket()).toEqual({ quantities: {} });
    },
  );

  it('does without storage where it is switched off', () => {
    const storage = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('QuotaExceededError');
    });
    expect(() => saveBasket({ quantities: { a: 1 } })).not.toThrow();
    storage.mockRestore();
  });

  it('sends services and add-ons of one kind, never fees', () => {
    expect(linesOf(DEPARTMENT, { home: 2, address: 1, fee: 1, elsewhere: 3 })).toEqual([
      { productId: 'home', quantity: 2 },
      { productId: 'address', quantity: 1 },
    ]);
  });

  it('adds up by billing cycle, with the fee for each service', () => {
    const totals = totalsOf(DEPARTMENT, { home: 2, address: 1 });
    expect(Object.fromEntries(totals)).toEqual({ Monthly: 12_100, 'One-time': 44_000 });
    expect(totalsOf(DEPARTMENT, {}).size).toBe(0);
  });

  it('keeps the key of an attempt as long as its lines are the same', () => {
    const lines = [{ productId: 'home', quantity: 1 }];
    const first = withAttempt({ quantities: { home: 1 } }, lines);
    saveBasket(first);
    expect(first.attempt.key).toMatch(/^[A-Za-z0-9-]{16,40}$/);
    expect(withAttempt(savedBasket(), lines).attempt.key).toBe(first.attempt.key);
    expect(withAttempt(first, [{ productId: 'home', quantity: 2 }]).attempt.key).not.toBe(first.attempt.key);
  });

  it('wants no more what was ordered, and keeps the rest', () => {
    const basket = withAttempt({ commodity: 'SIM', quantities: { home: 1, sim: 2 } }, []);
    expect(withoutLines(basket, [{ productId: 'home', quantity: 1 }])).toEqual({
      commodity: 'SIM',
      quantities: { sim: 2 },
    });
  });
});
