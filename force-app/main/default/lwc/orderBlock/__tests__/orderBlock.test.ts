import OrderBlock from 'c/orderBlock';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const open = async (reason: string): Promise<HTMLElement> => {
  const block = show('c-order-block', OrderBlock, { reason, text: 'Not yet.' });
  await settled();
  return block;
};

describe('c-order-block', () => {
  it.each([
    ['EligibilityNeeded', 'eligibility', 'Check your address'],
    ['EligibilityPending', 'eligibility', 'See where the check stands'],
    ['NotAtAddress', 'eligibility', 'Check another address'],
    ['IdNeeded', 'identity', 'Prove your identity'],
    ['IdPending', 'identity', 'See where the check stands'],
    ['IdRejected', 'identity', 'Send your documents again'],
    ['IdMethodTooWeak', 'newCase', 'Ask us how to do it'],
  ])('for %s leads to %s and back', async (reason, page, label) => {
    const block = await open(reason);
    expect(textIn(block)).toContain('Not yet.');
    expect(find(block, 'c-page-link')).toMatchObject({ page, label, returnTo: 'shop' });
  });

  it('shows the reason alone where it knows no way out', async () => {
    const block = await open('Weather');
    expect(textIn(block)).toContain('Not yet.');
    expect(findAll(block, 'c-page-link')).toHaveLength(0);
  });

  it('is accessible', async () => {
    await expect(await open('IdNeeded')).toBeAccessible();
  });
});
