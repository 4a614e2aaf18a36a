import EmptyState from 'c/emptyState';
import { findAll, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-empty-state', () => {
  it('says what is not there, and what to expect', async () => {
    const element = show('c-empty-state', EmptyState, { heading: 'No orders yet', text: 'You can follow them here.' });
    expect(textIn(element)).toBe('No orders yet You can follow them here.');
    await expect(element).toBeAccessible();
  });

  it('shows a picture only when it is given one', () => {
    const plain = show('c-empty-state', EmptyState, { heading: 'Nothing' });
    const pictured = show('c-empty-state', EmptyState, { heading: 'Nothing', iconName: 'standard:orders' });
    expect(findAll(plain, 'lightning-icon')).toHaveLength(0);
    expect(findAll(pictured, 'lightning-icon')).toHaveLength(1);
  });
});
