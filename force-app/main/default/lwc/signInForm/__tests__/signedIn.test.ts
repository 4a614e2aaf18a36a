import SignInForm from 'c/signInForm';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/SignInController.signIn', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/site/activeLanguages', () => ({ default: [{ code: 'en-US' }] }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: false }), { virtual: true });

describe('c-sign-in-form', () => {
  it('has nothing to ask of somebody who is signed in', async () => {
    const form = show('c-sign-in-form', SignInForm);
    await settled();
    expect(textIn(form)).toContain('You are signed in already');
    expect(findAll(form, 'form')).toEqual([]);
    await expect(form).toBeAccessible();
  });
});
