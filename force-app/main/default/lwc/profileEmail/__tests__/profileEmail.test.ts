import requestEmailChange from '@salesforce/apex/ProfileController.requestEmailChange';
import ProfileEmail from 'c/profileEmail';
import { find, findAll, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/ProfileController.requestEmailChange', () => ({ default: jest.fn() }), { virtual: true });

interface Field extends HTMLElement {
  value: string;
  setCustomValidity(text: string): void;
}

const request = requestEmailChange as unknown as jest.Mock;
const CASE = '500000000000001AAA';

async function open(typed = '', email: string | undefined = 'hanako@example.test') {
  const element = show('c-profile-email', ProfileEmail, { email });
  await settled();
  const field = find<Field>(element, '[data-field]');
  const said: string[] = [];
  jest.spyOn(field, 'setCustomValidity').mockImplementation((text) => void said.push(text));
  field.value = typed;
  return { element, field, said };
}

async function submit(element: HTMLElement): Promise<void> {
  find(element, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

describe('c-profile-email', () => {
  it('shows the present address, or that there is none', async () => {
    expect(textIn((await open()).element)).toContain('hanako@example.test');
    const element = show('c-profile-email', ProfileEmail);
    await settled();
    expect(textIn(element)).toContain('None');
  });

  it('asks for the change once, says what happens next, and leads to the case', async () => {
    request.mockResolvedValue(CASE);
    const { element } = await open('new@example.test');
    await submit(element);
    expect(request).toHaveBeenCalledWith({ newEmail: 'new@example.test' });
    expect(textIn(find(element, '[role="status"]'))).toContain('We will check your request');
    expect(find<HTMLElement & { recordId: string }>(element, 'c-page-link').recordId).toBe(CASE);
    expect(findAll(element, 'form')).toHaveLength(0);
  });

  it.each([
    ['', 'Please fill in'],
    ['nobody', 'e-mail'],
    ['Hanako@Example.test', 'This is your present address already.'],
  ])('says what is wrong with “%s”, and sends nothing', async (typed, part) => {
    const { element, said } = await open(typed);
    await submit(element);
    expect(said.at(-1)).toContain(part);
    expect(request).not.toHaveBeenCalled();
  });

  it('takes no offence at a field that is only walked through', async () => {
    const { field, said } = await open();
    field.dispatchEvent(new CustomEvent('focusout', { bubbles: true }));
    expect(said.filter(Boolean)).toEqual([]);
  });

  it('shows what the server refuses beside the field, and the rest above the button', async () => {
    request.mockRejectedValueOnce(refusal('{"field":"newEmail","text":"No such address."}'));
    const { element, said } = await open('new@example.test');
    await submit(element);
    expect(said.at(-1)).toBe('No such address.');
    request.mockRejectedValueOnce(refusal('Too many cases.'));
    await submit(element);
    expect(textIn(find(element, '[role="alert"]'))).toContain('Too many cases.');
  });

  it('is accessible', async () => {
    await expect((await open()).element).toBeAccessible();
  });
});
