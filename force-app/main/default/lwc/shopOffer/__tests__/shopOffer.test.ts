import ShopOffer from 'c/shopOffer';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const HOME: Apex.ShopOffer = {
  productId: '01t000000000001AAA',
  name: 'Home Internet 1G',
  description: 'Fibre for detached houses',
  billingCycle: 'Monthly',
  unitPrice: 5500,
  currencyCode: 'JPY',
  maxQuantity: 1,
};

async function open(offer: Apex.ShopOffer, properties: Readonly<Record<string, unknown>> = {}) {
  const element = show('c-shop-offer', ShopOffer, { offer, quantity: 0, ...properties });
  const wanted: unknown[] = [];
  element.addEventListener('want', ({ detail }: CustomEventInit) => wanted.push(detail));
  await settled();
  return { element, wanted };
}

describe('c-shop-offer', () => {
  it('says what it is and what it costs how often', async () => {
    const { element } = await open(HOME);
    expect(textIn(element)).toContain('Home Internet 1G Fibre for detached houses ¥5,500 a month');
  });

  it('is ticked where there can be but one', async () => {
    const { element, wanted } = await open(HOME);
    find(element, 'input[type="checkbox"]').click();
    find(element, 'input[type="checkbox"]').click();
    expect(wanted).toEqual([
      { productId: HOME.productId, quantity: 1 },
      { productId: HOME.productId, quantity: 0 },
    ]);
  });

  it('takes a quantity where there can be more', async () => {
    const { element, wanted } = await open({ ...HOME, maxQuantity: 5 }, { quantity: 2 });
    expect(find(element, 'c-quantity-input')).toMatchObject({ quantity: 2, most: 5 });
    find(element, 'c-quantity-input').dispatchEvent(new CustomEvent('quantity', { detail: 3 }));
    expect(wanted).toEqual([{ productId: HOME.productId, quantity: 3 }]);
  });

  it('says why it cannot be ordered yet, unless that is said for all', async () => {
    const blocked = { ...HOME, blockedBy: 'IdNeeded', blockedText: 'First prove your identity.' };
    expect(textIn((await open(blocked)).element)).toContain('First prove your identity.');
    expect(findAll((await open(blocked, { hidesBlock: true })).element, 'c-order-block')).toHaveLength(0);
  });

  it('is accessible', async () => {
    await expect((await open(HOME, { quantity: 1 })).element).toBeAccessible();
  });
});
