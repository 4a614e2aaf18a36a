import linkExisting from '@salesforce/apex/RegistrationController.linkExisting';
import signUp from '@salesforce/apex/RegistrationController.signUp';
import SignUpForm from 'c/signUpForm';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import { navigated } from '../../../../../../test/lwc/navigation';

jest.mock('@salesforce/apex/RegistrationController.linkExisting', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/RegistrationController.signUp', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('lightning/navigation', () => jest.requireActual<object>('../../../../../../test/lwc/navigation'));
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });

const register = signUp as unknown as jest.Mock;
const link = linkExisting as unknown as jest.Mock;

interface Field extends HTMLElement {
  name: string;
  value: string;
  setCustomValidity(text: string): void;
}

const NEW = {
  lastName: '例示',
  firstName: '太郎',
  companyName: '',
  email: 'taro@example.test',
  phone: '03-0000-0012',
};
const EXISTING = { customerNumber: 'C-0001234', email: 'taro@example.test' };

const fieldsOf = (form: HTMLElement): Field[] => findAll(form, '[data-field]') as Field[];
const fieldOf = (form: HTMLElement, name: string): Field => fieldsOf(form).find((field) => field.name === name)!;

function fill(form: HTMLElement, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) fieldOf(form, name).value = value;
}

function listen(form: HTMLElement): Record<string, string> {
  const said: Record<string, string> = {};
  for (const field of fieldsOf(form))
    jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void (said[field.name] = text));
  return said;
}

async function open(): Promise<HTMLElement> {
  const form = show('c-sign-up-form', SignUpForm);
  await settled();
  return form;
}

async function choose(form: HTMLElement, value: 'new' | 'existing'): Promise<void> {
  find(form, 'lightning-radio-group').dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

async function submit(form: HTMLElement): Promise<void> {
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

const toCheckMail = { type: 'comm__namedPage', attributes: { name: 'Check_Password' }, state: {} };

describe('c-sign-up-form', () => {
  beforeEach(() => {
    register.mockReset().mockResolvedValue(null);
    link.mockReset().mockResolvedValue(null);
  });

  it('sends what a new customer typed, with the language of the page, and goes on to the mail', async () => {
    const form = await open();
    fill(form, NEW);
    await submit(form);
    expect(register).toHaveBeenCalledWith({ applicant: { ...NEW, language: 'en-US' } });
    expect(navigated).toHaveBeenCalledWith(toCheckMail, undefined);
  });

  it('asks a customer for number and address alone, and goes on to the same page', async () => {
    const form = await open();
    await choose(form, 'existing');
    expect(fieldsOf(form).map(({ name }) => name)).toEqual(['customerNumber', 'email']);
    fill(form, EXISTING);
    await submit(form);
    expect(link).toHaveBeenCalledWith({ ...EXISTING, language: 'en-US' });
    expect(register).not.toHaveBeenCalled();
    expect(navigated).toHaveBeenCalledWith(toCheckMail, undefined);
  });

  it('still has what was typed after changing to the other kind and back', async () => {
    const form = await open();
    fill(form, NEW);
    await choose(form, 'existing');
    await choose(form, 'new');
    expect(Object.fromEntries(fieldsOf(form).map(({ name, value }) => [name, value]))).toEqual(NEW);
  });

  it.each([
    ['lastName', '', 'Please fill in: Last name'],
    ['firstName', '<b>', 'First name contains characters that we cannot accept.'],
    ['companyName', 'https://example.test', 'Company contains characters that we cannot accept.'],
    ['email', 'taro', 'Please enter a valid e-mail address, such as name@example.com.'],
    ['phone', '12', 'Please enter a valid phone number with its area code.'],
  ])('says beside %s what is wrong with “%s”, goes there, and sends nothing', async (name, value, text) => {
    const form = await open();
    fill(form, { ...NEW, [name]: value });
    const said = listen(form);
    const focus = jest.spyOn(fieldOf(form, name), 'focus');
    await submit(form);
    expect(said).toMatchObject({ [name]: text });
    expect(focus).toHaveBeenCalled();
    expect(register).not.toHaveBeenCalled();
  });

  it('checks a field when it is left, and forgives it when it is changed', async () => {
    const form = await open();
    const said = listen(form);
    fieldOf(form, 'email').value = 'taro';
    fieldOf(form, 'email').dispatchEvent(new CustomEvent('focusout', { bubbles: true }));
    expect(said.email).toMatch(/valid e-mail address/);
    fieldOf(form, 'email').dispatchEvent(new CustomEvent('change', { bubbles: true }));
    expect(said.email).toBe('');
  });

  it('shows what the server says of one field beside it', async () => {
    const form = await open();
    fill(form, NEW);
    const said = listen(form);
    register.mockRejectedValue(refusal('{"field":"email","text":"No such mailbox."}'));
    await submit(form);
    expect(said.email).toBe('No such mailbox.');
    expect(navigated).not.toHaveBeenCalled();
  });

  it('says anything else above the fields, goes there, and keeps what was typed', async () => {
    const form = await open();
    fill(form, NEW);
    register.mockRejectedValue(refusal('We cannot take new registrations just now.'));
    await submit(form);
    expect(textIn(form)).toContain('We cannot take new registrations just now.');
    expect(fieldOf(form, 'email').value).toBe(NEW.email);
    await choose(form, 'existing');
    expect(findAll(form, 'c-error-panel')).toEqual([]);
  });

  it('sends once while it is sending', async () => {
    const form = await open();
    fill(form, NEW);
    register.mockReturnValue(new Promise(() => {}));
    await submit(form);
    await submit(form);
    expect(register).toHaveBeenCalledTimes(1);
  });

  it('is accessible, for either kind', async () => {
    const form = await open();
    await expect(form).toBeAccessible();
    await choose(form, 'existing');
    await expect(form).toBeAccessible();
  });
});
