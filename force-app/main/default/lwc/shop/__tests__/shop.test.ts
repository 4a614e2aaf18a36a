import { refreshApex } from '@salesforce/apex';
import getCatalogue from '@salesforce/apex/CatalogueController.getCatalogue';
import placeOrder from '@salesforce/apex/OrderController.placeOrder';
import reviewOrder from '@salesforce/apex/OrderController.reviewOrder';
import Shop from 'c/shop';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/CatalogueController.getCatalogue',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/OrderController.placeOrder', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/OrderController.reviewOrder', () => ({ default: jest.fn() }), { virtual: true });
const mockNavigate = jest.fn();
jest.mock('lightning/navigation', () => {
  const Navigate = Symbol('Navigate');
  const GenerateUrl = Symbol('GenerateUrl');
  const mixin = (Base: new () => object) =>
    class extends Base {
      [Navigate](page: unknown): void {
        mockNavigate(page);
      }
      [GenerateUrl](): Promise<string> {
        return Promise.resolve('/customer');
      }
    };
  return { NavigationMixin: Object.assign(mixin, { Navigate, GenerateUrl }) };
});
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getCatalogue as unknown as TestWire;
const review = reviewOrder as unknown as jest.Mock;
const place = placeOrder as unknown as jest.Mock;

const offer = (productId: string, blockedBy?: string): Apex.ShopOffer => ({
  productId,
  name: `Product ${productId}`,
  billingCycle: 'Monthly',
  unitPrice: 1000,
  currencyCode: 'JPY',
  maxQuantity: 1,
  ...(blockedBy && { blockedBy, blockedText: `Because of ${blockedBy}` }),
});
const SIM = { commodity: 'SIM', services: [offer('sim')], addOns: [offer('extra')], activationFees: [] };
const VPN = { commodity: 'VPN', services: [offer('vpn')], addOns: [], activationFees: [] };

const draft = (changes: Partial<Apex.OrderDraft> = {}): Apex.OrderDraft => {
  const total = changes.total ?? 1000;
  const line = { productId: 'sim', name: 'Product sim', itemClass: 'Service', billingCycle: 'Monthly', quantity: 1 };
  return {
    lines: [{ ...line, unitPrice: total, total }],
    commodity: 'SIM',
    total,
    totalByCycle: { Monthly: total },
    currencyCode: 'JPY',
    ...changes,
  };
};
const PLACED = { orderId: '801000000000001AAA', orderNumber: '00000101' };

async function open(departments: readonly unknown[] = [SIM, VPN]): Promise<HTMLElement> {
  const element = show('c-shop', Shop);
  wire.emit(departments);
  await settled();
  return element;
}

async function press(element: HTMLElement, label: string): Promise<void> {
  const button = findAll(element, 'lightning-button').find(
    (each) => (each as unknown as { label: string }).label === label,
  );
  if (!button) throw new Error(`no button ${label}: ${textIn(element)}`);
  (button as HTMLElement).click();
  await settled();
}

async function tick(element: HTMLElement, index = 0): Promise<void> {
  (findAll(element, 'input[type="checkbox"]')[index] as HTMLElement).click();
  await settled();
}

async function openReview(shown = draft()): Promise<HTMLElement> {
  review.mockResolvedValueOnce(shown);
  const element = await open();
  await tick(element);
  await press(element, 'Review your order');
  return element;
}

const requestOf = (call: number): ApexInput.OrderRequest =>
  (place.mock.calls[call] as [{ request: ApexInput.OrderRequest }])[0].request;
const alerts = (element: HTMLElement): string => findAll(element, '[role="alert"]').map(textIn).join();

describe('c-shop', () => {
  beforeEach(() => {
    sessionStorage.clear();
    review.mockReset();
    place.mockReset();
  });

  it('asks for the whole shop at once and shows one kind of service at a time', async () => {
    const element = await open();
    expect(wire.getLastConfig()).toEqual({ commodity: '' });
    expect(textIn(element)).toContain('Product sim');
    expect(textIn(element)).not.toContain('Product vpn');
    find(element, '[data-commodity="VPN"]').click();
    await settled();
    expect(textIn(element)).toContain('Product vpn');
    expect(find(element, '[data-commodity="VPN"]').getAttribute('aria-pressed')).toBe('true');
  });

  it('adds up what is chosen, and has it still after the customer was elsewhere', async () => {
    const element = await open();
    expect(textIn(element)).toContain('Nothing chosen yet');
    await tick(element);
    expect(textIn(find(element, '.sum'))).toContain('¥1,000 a month');
    element.remove();
    expect(textIn(find(await open(), '.sum'))).toContain('¥1,000 a month');
  });

  it('says at once when nothing is chosen, or no service, and asks nobody', async () => {
    const element = await open();
    await press(element, 'Review your order');
    expect(alerts(element)).toBe('Please choose what you would like to order.');
    await tick(element, 1);
    await press(element, 'Review your order');
    expect(alerts(element)).toContain('Please choose a service first.');
    expect(review).not.toHaveBeenCalled();
  });

  it('reviews what was chosen, and goes back to it', async () => {
    const element = await openReview();
    expect(review).toHaveBeenCalledWith({ request: { lines: [{ productId: 'sim', quantity: 1 }] } });
    expect(textIn(find(element, 'h1'))).toBe('Review your order');
    await press(element, 'Change your choice');
    expect(textIn(find(element, 'h1'))).toBe('Shop');
    expect(find<HTMLInputElement>(element, 'input[type="checkbox"]').checked).toBe(true);
  });

  it('shows why an order cannot be reviewed, and keeps the choice', async () => {
    review.mockRejectedValue(refusal('Please order one kind of service at a time.'));
    const element = await open();
    await tick(element);
    await press(element, 'Review your order');
    expect(alerts(element)).toContain('Please order one kind of service at a time.');
    expect(find<HTMLInputElement>(element, 'input[type="checkbox"]').checked).toBe(true);
  });

  it('places an order once however often it is asked to, and goes to its page', async () => {
    let answer: (placed: unknown) => void = () => undefined;
    place.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const element = await openReview();
    find(element, 'c-shop-review').dispatchEvent(new CustomEvent('place'));
    find(element, 'c-shop-review').dispatchEvent(new CustomEvent('place'));
    await settled();
    expect(place).toHaveBeenCalledTimes(1);
    expect(requestOf(0)).toMatchObject({ lines: [{ productId: 'sim', quantity: 1 }], shownTotal: 1000 });
    answer(PLACED);
    await settled();
    const page = { type: 'comm__namedPage', attributes: { name: 'Order_Detail__c' } };
    expect(mockNavigate).toHaveBeenCalledWith({ ...page, state: { recordId: PLACED.orderId } });
    element.remove();
    expect(textIn(find(await open(), '.sum'))).toContain('Nothing chosen yet');
  });

  it('sends the same key again after a lost answer, also from a page loaded anew', async () => {
    place.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue(PLACED);
    const element = await openReview();
    const focus = jest.spyOn(find(element, 'c-error-panel'), 'focus');
    await press(element, 'Place order');
    expect(alerts(element)).toContain('The connection was lost.');
    expect(focus).toHaveBeenCalled();
    element.remove();
    review.mockResolvedValueOnce(draft());
    const again = await open();
    await press(again, 'Review your order');
    await press(again, 'Place order');
    expect(requestOf(0).requestKey).toMatch(/^[A-Za-z0-9-]{16,40}$/);
    expect(requestOf(1).requestKey).toBe(requestOf(0).requestKey);
  });

  it('shows a price that has changed, and orders at it only when asked again', async () => {
    place.mockRejectedValueOnce(refusal('{"field":"shownTotal","text":"Our prices have changed."}'));
    const element = await openReview();
    review.mockResolvedValueOnce(draft({ total: 1200 }));
    await press(element, 'Place order');
    expect(alerts(element)).toContain('Our prices have changed.');
    expect(textIn(element)).toContain('¥1,200 a month was ¥1,000');
    place.mockResolvedValue(PLACED);
    await press(element, 'Place order');
    expect(requestOf(1).shownTotal).toBe(1200);
  });

  it('shows what came in the way since the review, with what to do about it', async () => {
    place.mockRejectedValueOnce(refusal('Because of IdNeeded'));
    const element = await openReview();
    review.mockResolvedValueOnce(draft({ blockedBy: 'IdNeeded', blockedText: 'Because of IdNeeded' }));
    await press(element, 'Place order');
    expect(alerts(element)).toBe('');
    expect(textIn(find(element, 'c-order-block'))).toContain('Because of IdNeeded Prove your identity');
  });

  it('looks again while a check is under way, in the shop and in the review', async () => {
    jest.useFakeTimers();
    const element = await open([{ ...SIM, services: [offer('sim', 'IdPending')] }]);
    jest.mocked(refreshApex).mockClear();
    jest.advanceTimersByTime(2000);
    expect(refreshApex).toHaveBeenCalledTimes(1);
    review.mockResolvedValueOnce(draft({ blockedBy: 'IdPending', blockedText: 'Not yet.' })).mockResolvedValue(draft());
    await tick(element);
    await press(element, 'Review your order');
    expect(textIn(element)).toContain('Not yet.');
    jest.advanceTimersByTime(2000);
    await settled();
    await settled();
    expect(textIn(element)).not.toContain('Not yet.');
    jest.advanceTimersByTime(60_000);
    expect(review).toHaveBeenCalledTimes(2);
    element.remove();
    jest.useRealTimers();
  });

  it('says when nothing is on sale, and when the shop cannot be shown', async () => {
    expect(textIn(await open([]))).toContain('Nothing can be ordered just now');
    const element = show('c-shop', Shop);
    expect(find(element, 'lightning-spinner')).toBeTruthy();
    wire.error({}, 500);
    await settled();
    expect(alerts(element)).toContain('Something went wrong on our side.');
  });

  it('is accessible', async () => {
    await expect(await open()).toBeAccessible();
    await expect(await openReview()).toBeAccessible();
  });
});
