import EligibilityForm from 'c/eligibilityForm';
import { find, findAll, settled, show } from '../../../../../../test/lwc/elements';

interface Field extends HTMLElement {
  name: string;
  value: string;
  setCustomValidity(text: string): void;
}

interface Form extends HTMLElement {
  isSending: boolean;
  showProblem(field: string | undefined, text: string): boolean;
}

const GOOD = {
  commodity: 'Personal SonixNet Home Internet',
  postalCode: '１２３ー４５６７',
  prefecture: '東京都',
  city: '見本市',
  street: '見本町1-2',
  building: '',
};

const fieldOf = (form: HTMLElement, name: string): Field =>
  (findAll(form, '[data-field]') as Field[]).find((field) => field.name === name)!;

function fill(form: HTMLElement, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) fieldOf(form, name).value = value;
}

async function open(values: Readonly<Record<string, string>>) {
  const form = show<Form>('c-eligibility-form', EligibilityForm);
  const sent: unknown[] = [];
  const said: Record<string, string> = {};
  form.addEventListener('check', ({ detail }: CustomEventInit) => sent.push(detail));
  for (const field of findAll(form, '[data-field]') as Field[])
    jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void (said[field.name] = text));
  fill(form, values);
  await settled();
  return { form, sent, said };
}

const submit = (form: HTMLElement): boolean =>
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));

describe('c-eligibility-form', () => {
  it('sends what was typed, with full-width digits as Apex takes them', async () => {
    const { form, sent } = await open(GOOD);
    submit(form);
    const { commodity, ...address } = GOOD;
    expect(sent).toEqual([{ address, commodity }]);
  });

  it.each([
    ['commodity', '', 'Please fill in: Whom is it for?'],
    ['postalCode', '', 'Please fill in: Postal code'],
    ['postalCode', '12345', 'Please enter the postal code with seven digits, such as 100-0001.'],
    ['prefecture', '', 'Please fill in: Prefecture'],
    ['city', ' ', 'Please fill in: City or ward'],
    ['street', '=1+1', 'Town, block and house number contains characters that we cannot accept.'],
    ['building', '<b>', 'Building and room contains characters that we cannot accept.'],
  ])('says beside %s what is wrong with “%s”, puts the focus there, and sends nothing', async (name, value, text) => {
    const { form, sent, said } = await open({ ...GOOD, [name]: value });
    const focus = jest.spyOn(fieldOf(form, name), 'focus');
    submit(form);
    expect(said).toMatchObject({ [name]: text });
    expect(focus).toHaveBeenCalled();
    expect(sent).toEqual([]);
  });

  it('checks a field when it is left, and writes the postal code as it was understood', async () => {
    const { form, said } = await open({ postalCode: '１２３４５６７' });
    fieldOf(form, 'postalCode').dispatchEvent(new CustomEvent('focusout', { bubbles: true }));
    expect(fieldOf(form, 'postalCode').value).toBe('123-4567');
    fieldOf(form, 'city').dispatchEvent(new CustomEvent('focusout', { bubbles: true }));
    expect(said.city).toBe('Please fill in: City or ward');
    fieldOf(form, 'city').dispatchEvent(new CustomEvent('change', { bubbles: true }));
    expect(said.city).toBe('');
  });

  it('shows what the server said beside the field, and nothing of fields it does not have', async () => {
    const { form, said } = await open(GOOD);
    expect(form.showProblem('city', 'No such city.')).toBe(true);
    expect(said.city).toBe('No such city.');
    expect(form.showProblem('planet', 'Wrong.')).toBe(false);
    expect(form.showProblem(undefined, 'Wrong.')).toBe(false);
  });

  it('sends nothing while it is being sent', async () => {
    const { form, sent } = await open(GOOD);
    form.isSending = true;
    await settled();
    submit(form);
    expect(sent).toEqual([]);
  });

  it('is accessible', async () => {
    const { form } = await open({});
    await expect(form).toBeAccessible();
  });
});
