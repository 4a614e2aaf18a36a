import saveProfile from '@salesforce/apex/ProfileController.saveProfile';
import ProfileContact from 'c/profileContact';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/ProfileController.saveProfile', () => ({ default: jest.fn() }), { virtual: true });

interface Field extends HTMLElement {
  name: string;
  value: string;
  setCustomValidity(text: string): void;
}

const save = saveProfile as unknown as jest.Mock;
const PROFILE: Apex.CustomerProfile = {
  customerNumber: 'C-0000042',
  firstName: 'Hanako',
  lastName: 'Mihon',
  canChangeName: true,
  email: 'hanako@example.test',
  phone: '03-1234-5678',
  postalCode: '100-0001',
  prefecture: '東京都',
  city: '見本市',
  street: '見本町1-2',
  language: 'en',
};

const fieldsOf = (form: HTMLElement): Field[] => findAll(form, '[data-field]') as Field[];
const fieldOf = (form: HTMLElement, name: string): Field => fieldsOf(form).find((field) => field.name === name)!;

async function open(profile = PROFILE) {
  const form = show('c-profile-contact', ProfileContact, { profile });
  await settled();
  const said: Record<string, string> = {};
  for (const field of fieldsOf(form))
    jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void (said[field.name] = text));
  return { form, said };
}

async function submit(form: HTMLElement): Promise<void> {
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

describe('c-profile-contact', () => {
  it('sends what is in the fields, says that it is saved, and puts the focus there', async () => {
    save.mockResolvedValue(undefined);
    const { form } = await open();
    const saved = jest.fn();
    form.addEventListener('saved', saved);
    fieldOf(form, 'phone').value = '03-9999-0000';
    fieldOf(form, 'mobilePhone').value = '';
    await submit(form);
    expect(save).toHaveBeenCalledWith({
      changes: {
        lastName: 'Mihon',
        firstName: 'Hanako',
        phone: '03-9999-0000',
        mobilePhone: '',
        postalCode: '100-0001',
        prefecture: '東京都',
        city: '見本市',
        street: '見本町1-2',
      },
    });
    const outcome = find(form, '[role="status"]');
    expect(textIn(outcome)).toBe('Your contact details are saved.');
    expect(saved).toHaveBeenCalledTimes(1);
  });

  it('shows a name that was checked without letting it change, and where to ask', async () => {
    save.mockResolvedValue(undefined);
    const { form } = await open({ ...PROFILE, canChangeName: false });
    expect(textIn(form)).toContain('Hanako Mihon');
    expect(textIn(form)).toContain('Ask us to change it');
    await submit(form);
    const [{ changes }] = save.mock.calls[0] as [{ changes: object }];
    expect(changes).not.toHaveProperty('lastName');
    expect(changes).not.toHaveProperty('firstName');
  });

  it.each([
    ['lastName', '', 'Please fill in: Last name'],
    ['firstName', 'http://x.test', 'First name contains'],
    ['phone', '12', 'phone number'],
    ['postalCode', '12345', 'seven digits'],
    ['city', 'x'.repeat(41), '40'],
  ])('says beside %s what is wrong with “%s”, and sends nothing', async (name, value, part) => {
    const { form, said } = await open();
    const focus = jest.spyOn(fieldOf(form, name), 'focus');
    fieldOf(form, name).value = value;
    await submit(form);
    expect(said[name]).toContain(part);
    expect(focus).toHaveBeenCalled();
    expect(save).not.toHaveBeenCalled();
  });

  it('keeps a prefecture that stands in no list', async () => {
    const { form } = await open({ ...PROFILE, prefecture: 'Tokyo-to' });
    const field = fieldOf(form, 'prefecture') as Field & { options: readonly { value: string }[] };
    expect(field.value).toBe('Tokyo-to');
    expect(field.options.map(({ value }) => value)).toContain('Tokyo-to');
  });

  it('writes the postal code as it was understood', async () => {
    const { form } = await open();
    fieldOf(form, 'postalCode').value = '１２３４５６７';
    fieldOf(form, 'postalCode').dispatchEvent(new CustomEvent('focusout', { bubbles: true }));
    expect(fieldOf(form, 'postalCode').value).toBe('123-4567');
  });

  it('shows what the server refuses beside its field, and loses nothing', async () => {
    save.mockRejectedValue(refusal('{"field":"street","text":"No such street."}'));
    const { form, said } = await open();
    fieldOf(form, 'street').value = 'Nowhere 1';
    await submit(form);
    expect(said.street).toBe('No such street.');
    expect(fieldOf(form, 'street').value).toBe('Nowhere 1');
    expect(findAll(form, '[role="alert"]')).toHaveLength(0);
  });

  it('sends again after a lost connection', async () => {
    save.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(undefined);
    const { form } = await open();
    await submit(form);
    find(find(form, '[role="alert"]'), 'lightning-button').click();
    await settled();
    expect(save).toHaveBeenCalledTimes(2);
    expect(findAll(form, '[role="status"]')).toHaveLength(1);
  });

  it('sends once however often it is asked to', async () => {
    save.mockReturnValue(new Promise(() => undefined));
    const { form } = await open();
    await submit(form);
    await submit(form);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])('is accessible, names changeable: %s', async (canChangeName) => {
    const { form } = await open({ ...PROFILE, canChangeName });
    await expect(form).toBeAccessible();
  });
});
