import forgotPassword from '@salesforce/apex/SignInController.forgotPassword';
import ForgotPasswordForm from 'c/forgotPasswordForm';
import { find, refusal, settled, show, textIn } from '../../../../../../test/lwc/elements';
import { navigated } from '../../../../../../test/lwc/navigation';

jest.mock('@salesforce/apex/SignInController.forgotPassword', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('lightning/navigation', () => jest.requireActual<object>('../../../../../../test/lwc/navigation'));
jest.mock('@salesforce/user/isGuest', () => ({ default: true }), { virtual: true });

const call = forgotPassword as unknown as jest.Mock;

interface Field extends HTMLElement {
  value: string;
  setCustomValidity(text: string): void;
}

async function open() {
  const form = show('c-forgot-password-form', ForgotPasswordForm);
  await settled();
  const said = jest.spyOn(find<Field>(form, 'lightning-input'), 'setCustomValidity').mockImplementation(() => {});
  return { form, said };
}

async function submit(form: HTMLElement, username = 'hanako@example.test'): Promise<void> {
  Object.assign(find(form, 'lightning-input'), { value: username });
  find(form, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
  await settled();
}

describe('c-forgot-password-form', () => {
  beforeEach(() => call.mockReset().mockResolvedValue(null));

  it('asks for a link, and goes on to the page that says to check the mail', async () => {
    const { form } = await open();
    await submit(form);
    expect(call).toHaveBeenCalledWith({ username: 'hanako@example.test' });
    expect(navigated).toHaveBeenCalledWith(
      { type: 'comm__namedPage', attributes: { name: 'Check_Password' }, state: {} },
      undefined,
    );
  });

  it('says beside the field that it is empty, and sends nothing', async () => {
    const { form, said } = await open();
    await submit(form, ' ');
    expect(said).toHaveBeenLastCalledWith('Please fill in: E-mail address');
    expect(call).not.toHaveBeenCalled();
  });

  it('sends once while it is sending', async () => {
    const { form } = await open();
    call.mockReturnValue(new Promise(() => {}));
    await submit(form);
    await submit(form);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('stays, with what was typed, when the connection was lost, and can try again', async () => {
    const { form } = await open();
    call.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await submit(form);
    expect(textIn(form)).toContain('The connection was lost.');
    expect(find<Field>(form, 'lightning-input').value).toBe('hanako@example.test');
    expect(navigated).not.toHaveBeenCalled();
    find(form, 'c-error-panel').dispatchEvent(new CustomEvent('retry'));
    await settled();
    expect(navigated).toHaveBeenCalledTimes(1);
  });

  it('shows what the server says of the field beside it', async () => {
    const { form, said } = await open();
    call.mockRejectedValue(refusal('{"field":"username","text":"Too long."}'));
    await submit(form);
    expect(said).toHaveBeenLastCalledWith('Too long.');
  });

  it('is accessible', async () => {
    const { form } = await open();
    await expect(form).toBeAccessible();
  });
});
