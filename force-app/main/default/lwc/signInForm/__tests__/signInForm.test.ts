import signIn from '@salesforce/apex/SignInController.signIn';
import { leaveTo } from 'c/leave';
import SignInForm from 'c/signInForm';
import { CurrentPageReference } from 'lightning/navigation';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock('@salesforce/apex/SignInController.signIn', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/site/activeLanguages', () => ({ default: [{ code: 'en-US' }] }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });
jest.mock('c/leave', () => ({ leaveTo: jest.fn() }));

const call = signIn as unknown as jest.Mock;
const page = CurrentPageReference as unknown as TestWire;

interface Field extends HTMLElement {
  name: string;
  value: string;
  type: string;
  checked: boolean;
  setCustomValidity(text: string): void;
}

const fieldOf = (form: HTMLElement, name: string): Field =>
  (findAll(form, 'lightning-input') as Field[]).find((field) => field.name === name)!;

async function open(startURL?: string) {
  const form = show('c-sign-in-form', SignInForm);
  page.emit({ type: 'comm__namedPage', attributes: { name: 'Login' }, state: startURL ? { startURL } : {} });
  await settled();
  const said: Record<string, string> = {};
  for (const field of findAll(form, '[data-field]') as Field[])
    jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void (said[field.name] = text));
  return { form, said };
}

async function submit(form: HTMLElement, username = 'hanako@example.test', password = 'right 12'): Promise<void> {
  Object.assign(fieldOf(form, 'username'), { value: username });
  Object.assign(fieldOf(form, 'password'), { value: password });
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

describe('c-sign-in-form', () => {
  beforeEach(() => {
    call.mockReset().mockResolvedValue('/secur/frontdoor.jsp?sid=x');
  });

  it('lets a customer in, and on to the page they wanted', async () => {
    const { form } = await open('/customer/orders');
    await submit(form);
    expect(call).toHaveBeenCalledWith({
      username: 'hanako@example.test',
      password: 'right 12',
      startUrl: '/customer/orders',
    });
    expect(leaveTo).toHaveBeenCalledWith('/secur/frontdoor.jsp?sid=x');
  });

  it('never leads off the site', async () => {
    const { form } = await open('https://elsewhere.example.test/');
    await submit(form);
    expect(call).toHaveBeenCalledWith(expect.objectContaining({ startUrl: '/customer/' }));
  });

  it('sends once however often it is pressed, and is not pressed again on its way', async () => {
    const { form } = await open();
    await submit(form);
    await submit(form);
    expect(call).toHaveBeenCalledTimes(1);
    expect(find<HTMLElement & { disabled: boolean }>(form, 'lightning-button').disabled).toBe(true);
  });

  it.each([
    ['username', ' ', 'right 12', 'Please fill in: E-mail address'],
    ['password', 'hanako@example.test', '', 'Please fill in: Password'],
  ])('says beside %s that it is missing, and sends nothing', async (name, username, password, text) => {
    const { form, said } = await open();
    const focus = jest.spyOn(fieldOf(form, name), 'focus');
    await submit(form, username, password);
    expect(said).toMatchObject({ [name]: text });
    expect(focus).toHaveBeenCalled();
    expect(call).not.toHaveBeenCalled();
  });

  it('says in the same words whatever was wrong, goes there, and keeps what was typed', async () => {
    const { form } = await open();
    call.mockRejectedValue(refusal('The e-mail address or the password is not right.'));
    await submit(form);
    expect(textIn(form)).toContain('The e-mail address or the password is not right.');
    expect(form.shadowRoot!.activeElement).toBe(find(form, 'c-error-panel'));
    expect(fieldOf(form, 'username').value).toBe('hanako@example.test');
    expect(fieldOf(form, 'password').value).toBe('right 12');
    call.mockResolvedValue('/secur/frontdoor.jsp?sid=x');
    await submit(form);
    expect(leaveTo).toHaveBeenCalledTimes(1);
  });

  it('offers to try again when the connection was lost', async () => {
    const { form } = await open();
    call.mockRejectedValue(new TypeError('Failed to fetch'));
    await submit(form);
    call.mockResolvedValue('/secur/frontdoor.jsp?sid=x');
    find(form, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(leaveTo).toHaveBeenCalledTimes(1);
  });

  it('shows what the server says of one field beside it', async () => {
    const { form, said } = await open();
    call.mockRejectedValue(refusal('{"field":"username","text":"Too long."}'));
    await submit(form);
    expect(said.username).toBe('Too long.');
    expect(textIn(form)).not.toContain('Too long.');
  });

  it('shows the password when asked, and hides it when it is sent', async () => {
    const { form } = await open();
    expect(fieldOf(form, 'password').type).toBe('password');
    fieldOf(form, 'shown').dispatchEvent(new CustomEvent('change', { detail: { checked: true } }));
    await settled();
    expect(fieldOf(form, 'password').type).toBe('text');
    await submit(form);
    expect(fieldOf(form, 'password').type).toBe('password');
  });

  it('leads to sign-up and to a new password', async () => {
    const { form } = await open();
    const pages = (findAll(form, 'c-page-link') as (HTMLElement & { page: string })[]).map((link) => link.page);
    expect(pages).toEqual(expect.arrayContaining(['signUp', 'forgotPassword']));
    expect(findAll(form, '.foot')).toHaveLength(1);
  });

  it('is accessible', async () => {
    const { form } = await open();
    await expect(form).toBeAccessible();
  });
});
