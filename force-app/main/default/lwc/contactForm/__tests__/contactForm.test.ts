import send from '@salesforce/apex/ContactUsController.send';
import ContactForm from 'c/contactForm';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/ContactUsController.send', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });

const call = send as unknown as jest.Mock;

interface Field extends HTMLElement {
  name: string;
  value: string;
  checked: boolean;
  setCustomValidity(text: string): void;
}

const GOOD = {
  lastName: '例示',
  firstName: '太郎',
  companyName: '',
  email: 'taro@example.test',
  phone: '',
  prefecture: '東京都',
  message: 'Do you serve islands?',
};

const fieldsOf = (form: HTMLElement): Field[] => findAll(form, '[data-field]') as Field[];
const fieldOf = (form: HTMLElement, name: string): Field => fieldsOf(form).find((field) => field.name === name)!;

async function open(values: Readonly<Record<string, string>> = GOOD, hasConsented = true) {
  const form = show('c-contact-form', ContactForm);
  await settled();
  for (const [name, value] of Object.entries(values)) fieldOf(form, name).value = value;
  fieldOf(form, 'hasConsented').checked = hasConsented;
  const said: Record<string, string> = {};
  for (const field of fieldsOf(form))
    jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void (said[field.name] = text));
  return { form, said };
}

async function submit(form: HTMLElement): Promise<void> {
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

describe('c-contact-form', () => {
  beforeEach(() => call.mockReset().mockResolvedValue(null));

  it('sends what was typed, that the visitor agreed, and how long the form was open', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    const { form } = await open();
    now.mockReturnValue(1_012_900);
    await submit(form);
    now.mockRestore();
    expect(call).toHaveBeenCalledWith({
      message: { ...GOOD, hasConsented: true, website: '', secondsOpen: 12 },
    });
  });

  it('says where the answer will come, and goes there', async () => {
    const { form } = await open();
    await submit(form);
    expect(findAll(form, 'form')).toEqual([]);
    expect(findAll(form, 'h1').map(textIn)).toEqual(['Thank you, your message is on its way to us']);
    expect(textIn(form)).toContain('We read it and answer to taro@example.test.');
    expect(form.shadowRoot!.activeElement).toBe(find(form, 'c-entry-page'));
    await expect(form).toBeAccessible();
  });

  it('sets a trap for programs that no person meets', async () => {
    const { form } = await open();
    const trap = find<HTMLInputElement>(form, 'input[name="website"]');
    expect(trap.closest('[aria-hidden="true"]')).not.toBeNull();
    expect(trap.tabIndex).toBe(-1);
    trap.value = 'https://example.test';
    await submit(form);
    expect(call.mock.calls[0]).toMatchObject([{ message: { website: 'https://example.test' } }]);
  });

  it.each([
    ['firstName', ' ', 'Please fill in: First name'],
    ['email', 'taro', 'Please enter a valid e-mail address, such as name@example.com.'],
    ['phone', '12', 'Please enter a valid phone number with its area code.'],
    ['message', '', 'Please fill in: Message'],
  ])('says beside %s what is wrong with “%s”, goes there, and sends nothing', async (name, value, text) => {
    const { form, said } = await open({ ...GOOD, [name]: value });
    const focus = jest.spyOn(fieldOf(form, name), 'focus');
    await submit(form);
    expect(said).toMatchObject({ [name]: text });
    expect(focus).toHaveBeenCalled();
    expect(call).not.toHaveBeenCalled();
  });

  it('sends nothing without consent', async () => {
    const { form, said } = await open(GOOD, false);
    await submit(form);
    expect(said.hasConsented).toBe('Please tick this box: without it we may not answer you.');
    expect(call).not.toHaveBeenCalled();
  });

  it('keeps what was typed when it cannot be sent, says why and can try again', async () => {
    const { form } = await open();
    call.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await submit(form);
    expect(textIn(form)).toContain('The connection was lost.');
    expect(fieldOf(form, 'message').value).toBe(GOOD.message);
    find(form, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(call).toHaveBeenCalledTimes(2);
    expect(textIn(form)).toContain('We read it');
  });

  it('shows what the server says of one field beside it', async () => {
    const { form, said } = await open();
    call.mockRejectedValue(refusal('{"field":"email","text":"No such mailbox."}'));
    await submit(form);
    expect(said.email).toBe('No such mailbox.');
  });

  it('sends once while it is sending', async () => {
    const { form } = await open();
    call.mockReturnValue(new Promise(() => {}));
    await submit(form);
    await submit(form);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('is accessible', async () => {
    const { form } = await open();
    await expect(form).toBeAccessible();
  });
});
