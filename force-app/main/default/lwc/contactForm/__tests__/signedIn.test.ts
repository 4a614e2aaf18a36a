import ContactForm from 'c/contactForm';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/ContactUsController.send', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

describe('c-contact-form', () => {
  it('sends customers who are signed in to a new case', async () => {
    const element = show('c-contact-form', ContactForm);
    await settled();
    expect(textIn(element)).toContain('You are signed in. Please raise a case');
    expect(find<HTMLElement & { page: string }>(element, 'c-page-link').page).toBe('newCase');
    expect(findAll(element, 'form')).toEqual([]);
    await expect(element).toBeAccessible();
  });
});
