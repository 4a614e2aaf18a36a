import CheckResult from 'c/checkResult';
import { find, show, textIn } from '../../../../../../test/lwc/elements';

const GIVEN = { heading: 'You can have Home 1G', text: 'Order it in the shop.', facts: [] };

describe('c-check-result', () => {
  it('says where the check stands and what happens next, and reads out what changes', async () => {
    const element = show('c-check-result', CheckResult, GIVEN);
    expect(textIn(find(element, '[aria-live="polite"]'))).toContain('You can have Home 1G Order it in the shop.');
    await expect(element).toBeAccessible();
  });

  it('takes the focus after the customer did something', () => {
    const element = show('c-check-result', CheckResult, GIVEN);
    const focus = jest.spyOn(find(element, 'h2'), 'focus');
    element.focus();
    expect(focus).toHaveBeenCalled();
  });
});
