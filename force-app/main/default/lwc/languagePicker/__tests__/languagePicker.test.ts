import LanguagePicker from 'c/languagePicker';
import { rememberLanguage, siteLanguages } from 'c/siteLanguages';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock('c/siteLanguages', () => ({
  addressIn: (code: string) => `/customer/${code}/orders`,
  rememberLanguage: jest.fn(),
  siteLanguages: jest.fn(),
}));

const page = CurrentPageReference as unknown as TestWire;
const ENGLISH = { code: 'en-US', label: 'English (US)', isCurrent: true };
const JAPANESE = { code: 'ja', label: '日本語', isCurrent: false };

async function open(languages: readonly unknown[]): Promise<HTMLElement> {
  (siteLanguages as unknown as jest.Mock).mockReturnValue(languages);
  const element = show('c-language-picker', LanguagePicker);
  page.emit({ type: 'comm__namedPage', attributes: { name: 'Orders__c' } });
  await settled();
  return element;
}

describe('c-language-picker', () => {
  it('marks the language of the page, and links to the page in the others', async () => {
    const element = await open([ENGLISH, JAPANESE]);
    expect(textIn(find(element, '[aria-current="true"]'))).toBe('English (US)');
    const link = find<HTMLAnchorElement>(element, 'a');
    expect([link.getAttribute('href'), link.lang, link.hreflang]).toEqual(['/customer/ja/orders', 'ja', 'ja']);
  });

  it('lets the site remember the choice', async () => {
    const element = await open([ENGLISH, JAPANESE]);
    const link = find(element, 'a');
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    expect(rememberLanguage).toHaveBeenCalledWith('ja');
  });

  it('is not there where there is no choice', async () => {
    expect(findAll(await open([ENGLISH]), 'ul')).toHaveLength(0);
  });

  it('is accessible', async () => {
    await expect(await open([ENGLISH, JAPANESE])).toBeAccessible();
  });
});
