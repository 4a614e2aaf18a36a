import CaseReply from 'c/caseReply';
import { find, findAll, settled, show } from '../../../../../../test/lwc/elements';

interface ReplyElement extends HTMLElement {
  showProblem(field: string | undefined, text: string): boolean;
  clear(): void;
  isSending: boolean;
}
interface FieldElement extends HTMLElement {
  value: string | undefined;
  disabled: boolean;
  setCustomValidity: jest.Mock;
  reportValidity: jest.Mock;
}

const FILE = { fileName: 'a.pdf', base64: 'JVBERi0=', bytes: 5, bytesBefore: 5 };

async function open(properties: Readonly<Record<string, unknown>> = {}) {
  const element = show<ReplyElement>('c-case-reply', CaseReply, {
    label: 'Message',
    sendLabel: 'Send',
    takesFiles: true,
    ...properties,
  });
  await settled();
  const field = find<FieldElement>(element, 'lightning-textarea');
  field.setCustomValidity = jest.fn();
  field.reportValidity = jest.fn(() => true);
  const sent = jest.fn<undefined, [unknown]>();
  element.addEventListener('send', (event) => sent((event as CustomEvent<unknown>).detail));
  const send = async (text?: string): Promise<void> => {
    field.value = text;
    find(element, 'form').dispatchEvent(new CustomEvent('submit', { cancelable: true }));
    await settled();
  };
  const choose = (...files: readonly unknown[]): boolean =>
    find(element, 'c-file-upload').dispatchEvent(new CustomEvent('files', { detail: files }));
  return { element, field, sent, send, choose };
}

describe('c-case-reply', () => {
  it('gives words and files to its page, and keeps them until it is cleared', async () => {
    const { element, field, sent, send, choose } = await open();
    choose(FILE);
    await send(' It works. ');
    expect(sent).toHaveBeenCalledWith({ text: 'It works.', files: [FILE] });
    expect(field.value).toBe(' It works. ');
    element.clear();
    await settled();
    expect(field.value).toBe('');
  });

  it('takes a file alone, but not nothing', async () => {
    const { field, sent, send, choose } = await open();
    await send(' ');
    expect(sent).not.toHaveBeenCalled();
    expect(field.setCustomValidity).toHaveBeenLastCalledWith('Write a message or choose a file.');
    choose(FILE);
    await send();
    expect(sent).toHaveBeenCalledWith({ text: '', files: [FILE] });
  });

  it('needs words where files are not taken', async () => {
    const { element, field, sent, send } = await open({ takesFiles: false, name: 'reason', label: 'Reason' });
    expect(findAll(element, 'c-file-upload')).toEqual([]);
    await send();
    expect(sent).not.toHaveBeenCalled();
    expect(field.setCustomValidity).toHaveBeenLastCalledWith('Please fill in: Reason');
  });

  it('measures words as the server does: in bytes', async () => {
    const { field, sent, send } = await open();
    await send('回'.repeat(1334));
    expect(sent).not.toHaveBeenCalled();
    expect(field.setCustomValidity).toHaveBeenLastCalledWith(
      'Message is too long. At most 1333 characters are allowed.',
    );
    await send('回'.repeat(1333));
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('sends nothing while something is being sent', async () => {
    const { element, sent, send } = await open();
    element.isSending = true;
    await send('Again.');
    expect(sent).not.toHaveBeenCalled();
    expect(find<FieldElement>(element, 'lightning-button').disabled).toBe(true);
  });

  it('shows beside its field what the server said', async () => {
    const { element, field } = await open();
    expect(element.showProblem('text', 'Too long.')).toBe(true);
    expect(field.setCustomValidity).toHaveBeenLastCalledWith('Too long.');
    const focus = jest.spyOn(find(element, 'c-file-upload'), 'focus');
    expect(element.showProblem('fileName', 'Not a PDF.')).toBe(true);
    expect(focus).toHaveBeenCalledTimes(1);
    await settled();
    expect(find(element, 'c-file-upload [role="alert"], [role="alert"]').textContent).toBe('Not a PDF.');
    expect(element.showProblem(undefined, 'Closed.')).toBe(false);
    await expect(element).toBeAccessible();
  });
});
