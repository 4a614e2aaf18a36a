import saveLanguage from '@salesforce/apex/ProfileController.saveLanguage';
import { leaveTo } from 'c/leave';
import ProfileLanguage from 'c/profileLanguage';
import { rememberLanguage } from 'c/siteLanguages';
import { find, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/ProfileController.saveLanguage', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('c/leave', () => ({ leaveTo: jest.fn() }));
jest.mock('c/siteLanguages', () => ({
  addressIn: (code: string) => `/customer/${code}/profile`,
  rememberLanguage: jest.fn(),
  siteLanguages: () => [
    { code: 'en-US', label: 'English (US)', isCurrent: true },
    { code: 'ja', label: '日本語', isCurrent: false },
  ],
}));

const save = saveLanguage as unknown as jest.Mock;
type Group = HTMLElement & { value: string; options: readonly { label: string }[] };

async function open(): Promise<HTMLElement> {
  const element = show('c-profile-language', ProfileLanguage, { language: 'en' });
  await settled();
  return element;
}

const group = (element: HTMLElement): Group => find<Group>(element, 'lightning-radio-group');

async function choose(element: HTMLElement, value: string): Promise<void> {
  group(element).dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
  find(element, 'lightning-button').click();
  await settled();
}

describe('c-profile-language', () => {
  it('offers the languages of the site, the customer’s own chosen', async () => {
    const element = await open();
    expect(group(element).options.map(({ label }) => label)).toEqual(['English (US)', '日本語']);
    expect(group(element).value).toBe('en-US');
  });

  it('saves the choice, lets the site remember it, and loads the page in that language', async () => {
    save.mockResolvedValue(undefined);
    await choose(await open(), 'ja');
    expect(save).toHaveBeenCalledWith({ language: 'ja' });
    expect(rememberLanguage).toHaveBeenCalledWith('ja');
    expect(leaveTo).toHaveBeenCalledWith('/customer/ja/profile');
  });

  it('stays, with the choice, when that failed', async () => {
    save.mockRejectedValue(new TypeError('Failed to fetch'));
    const element = await open();
    await choose(element, 'ja');
    expect(textIn(find(element, '[role="alert"]'))).not.toBe('');
    expect(group(element).value).toBe('ja');
    expect(leaveTo).not.toHaveBeenCalled();
  });

  it('is accessible', async () => {
    await expect(await open()).toBeAccessible();
  });
});
