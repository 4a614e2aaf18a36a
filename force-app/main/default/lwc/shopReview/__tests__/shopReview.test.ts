import ShopReview from 'c/shopReview';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const line = (name: string, quantity: number, total: number, billingCycle: string): Apex.OrderLine => ({
  productId: name,
  name,
  itemClass: 'Service',
  billingCycle,
  quantity,
  unitPrice: total / quantity,
  total,
});
const DRAFT: Apex.OrderDraft = {
  lines: [line('SIM Data', 2, 2200, 'Monthly'), line('Activation', 2, 6600, 'One-time')],
  commodity: 'SIM',
  total: 8800,
  totalByCycle: { Monthly: 2200, 'One-time': 6600 },
  currencyCode: 'JPY',
};

async function open(properties: Readonly<Record<string, unknown>> = {}) {
  const element = show('c-shop-review', ShopReview, { draft: DRAFT, ...properties });
  const events: string[] = [];
  for (const type of ['place', 'back']) element.addEventListener(type, () => events.push(type));
  await settled();
  const buttons = findAll(element, 'lightning-button') as (HTMLElement & { label: string; disabled: boolean })[];
  return { element, events, buttons };
}

describe('c-shop-review', () => {
  it('shows each line, the fees, what is paid how often, and the first bill', async () => {
    const text = textIn((await open()).element);
    expect(text).toContain('SIM Data × 2 ¥2,200 a month');
    expect(text).toContain('Activation × 2 ¥6,600 once');
    expect(text).toContain('What you pay ¥2,200 a month ¥6,600 once First bill ¥8,800');
    expect(text).toContain('You can follow each step on the page of the order.');
  });

  it('places the order or goes back', async () => {
    const { buttons, events } = await open();
    expect(buttons.map(({ label }) => label)).toEqual(['Place order', 'Change your choice']);
    for (const button of buttons) button.click();
    expect(events).toEqual(['place', 'back']);
  });

  it('can do neither while the order is being placed', async () => {
    const { buttons } = await open({ isPlacing: true });
    expect(buttons.map(({ label, disabled }) => [label, disabled])).toEqual([
      ['Placing your order…', true],
      ['Change your choice', true],
    ]);
  });

  it('cannot be placed while something stands in the way, and says what to do', async () => {
    const draft = { ...DRAFT, blockedBy: 'IdNeeded', blockedText: 'First prove your identity.' };
    const { element, buttons } = await open({ draft });
    expect(buttons.map(({ label }) => label)).toEqual(['Change your choice']);
    expect(textIn(element)).toContain('First prove your identity. Prove your identity');
  });

  it('shows beside a new price what it was', async () => {
    const before = { ...DRAFT, lines: [line('SIM Data', 2, 2000, 'Monthly'), DRAFT.lines[1]!] };
    const text = textIn((await open({ before })).element);
    expect(text).toContain('¥2,200 a month was ¥2,000');
    expect(text).not.toContain('was ¥6,600');
  });

  it('is accessible', async () => {
    await expect((await open()).element).toBeAccessible();
  });
});
