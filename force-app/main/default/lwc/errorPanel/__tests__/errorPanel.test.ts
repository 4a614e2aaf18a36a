import ErrorPanel from 'c/errorPanel';
import { leaveTo } from 'c/leave';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('c/leave', () => ({ leaveTo: jest.fn() }));

type Panel = HTMLElement & { error: unknown };
const EXPIRED = { status: 401, body: { errorCode: 'INVALID_SESSION_ID' } };

async function open(error?: unknown): Promise<Panel> {
  const element = show<Panel>('c-error-panel', ErrorPanel, { error });
  await settled();
  return element;
}

const buttons = (element: HTMLElement) =>
  findAll(element, 'lightning-button').map((button) => (button as HTMLElement & { label: string }).label);

describe('c-error-panel', () => {
  it('shows nothing while nothing is wrong', async () => {
    const element = await open();
    expect(textIn(element)).toBe('');
    element.focus();
    expect(document.activeElement).toBe(document.body);
  });

  it('says why something was refused, and offers nothing that would not help', async () => {
    const element = await open(refusal('This order cannot be changed any more.'));
    expect(textIn(element)).toContain('This order cannot be changed any more.');
    expect(buttons(element)).toEqual([]);
    expect(find(element, '[role="alert"]')).toBeTruthy();
    await expect(element).toBeAccessible();
  });

  it('offers to try again after what may pass', async () => {
    const element = await open(new TypeError('Failed to fetch'));
    const retried = jest.fn();
    element.addEventListener('retry', retried);
    expect(buttons(element)).toEqual(['Try again']);
    find(element, 'lightning-button').click();
    expect(retried).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });

  it('leads to the sign-in by loading the site anew, once the session has ended', async () => {
    const element = await open(EXPIRED);
    expect(buttons(element)).toEqual(['Sign in again']);
    find(element, 'lightning-button').click();
    await settled();
    expect(leaveTo).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });
});
