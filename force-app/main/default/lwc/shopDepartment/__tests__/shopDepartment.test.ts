import ShopDepartment from 'c/shopDepartment';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const offer = (productId: string, blockedBy?: string): Apex.ShopOffer => ({
  productId,
  name: `Product ${productId}`,
  billingCycle: 'Monthly',
  unitPrice: 1000,
  currencyCode: 'JPY',
  maxQuantity: 1,
  ...(blockedBy && { blockedBy, blockedText: `Because of ${blockedBy}` }),
});

async function open(services: readonly Apex.ShopOffer[], addOns: readonly Apex.ShopOffer[] = []) {
  const activationFees = [{ ...offer('fee'), name: 'Activation', unitPrice: 3300 }];
  const department: Apex.ShopDepartment = { commodity: 'SIM', services, addOns, activationFees };
  const element = show('c-shop-department', ShopDepartment, { department, quantities: { b: 1 } });
  await settled();
  return element;
}

const blocks = (element: HTMLElement): string[] => findAll(element, 'c-order-block').map(textIn);

describe('c-shop-department', () => {
  it('shows services, what goes with them, and what is charged once', async () => {
    const element = await open([offer('a'), offer('b')], [offer('c')]);
    expect(findAll(element, 'h2').map(textIn)).toEqual(['Choose your service', 'Add to it']);
    expect(textIn(element)).toContain('Plus once for each service: Activation, ¥3,300');
    expect(findAll(element, 'c-shop-offer')).toMatchObject([{ quantity: 0 }, { quantity: 1 }, { quantity: 0 }]);
  });

  it('says once what stands in the way of all services, and each time what differs', async () => {
    expect(blocks(await open([offer('a', 'IdNeeded'), offer('b', 'IdNeeded')]))).toHaveLength(1);
    expect(blocks(await open([offer('a', 'IdNeeded'), offer('b')]))).toHaveLength(1);
    expect(blocks(await open([offer('a', 'IdNeeded'), offer('b', 'IdPending')]))).toHaveLength(2);
    expect(blocks(await open([offer('a')]))).toEqual([]);
  });

  it('passes on what is wanted', async () => {
    const element = await open([offer('a')]);
    const wanted: unknown[] = [];
    element.addEventListener('want', ({ detail }: CustomEventInit) => wanted.push(detail));
    find(element, 'input').click();
    expect(wanted).toEqual([{ productId: 'a', quantity: 1 }]);
  });

  it('is accessible', async () => {
    await expect(await open([offer('a', 'IdNeeded')], [offer('c')])).toBeAccessible();
  });
});
