import { checkFields, checkLeft, showFieldProblem, textRule, type FormField } from 'c/formFields';

/** A field with what it was told to say, and how often it was given the focus. */
function field(name: string, value: string): { it: FormField; said: jest.Mock; focused: jest.Mock } {
  const [said, focused] = [jest.fn(), jest.fn()];
  const methods = { setCustomValidity: said, reportValidity: () => true, focus: focused };
  const it = Object.assign(document.createElement('div'), { name, value, ...methods });
  return { it: it, said, focused };
}

const RULES = { reason: textRule('Reason', 5), other: textRule('Other', 5) };
const left = (target: HTMLElement, relatedTarget?: HTMLElement): Event =>
  ({ target, relatedTarget }) as unknown as Event;

describe('fields of forms', () => {
  it('are checked when they are left', () => {
    const { it: empty, said } = field('reason', ' ');
    checkLeft(left(empty), RULES);
    expect(said).toHaveBeenCalledWith('Please fill in: Reason');
  });

  it('are left alone on the way to the button that checks them all, which would move away', () => {
    const { it: empty, said } = field('reason', '');
    checkLeft(left(empty, Object.assign(document.createElement('button'), { type: 'submit' })), RULES);
    expect(said).not.toHaveBeenCalled();
  });

  it('are all checked together, and the first wrong one takes the focus', () => {
    const fields = [field('reason', 'fine'), field('other', 'too long'), field('reason', '')];
    const elements = fields.map(({ it: element }) => element);
    expect(checkFields(elements, RULES)).toBe(false);
    expect(fields.map(({ focused }) => focused.mock.calls.length)).toEqual([0, 1, 0]);
    expect(fields[1]?.said).toHaveBeenCalledWith('Other is too long. At most 5 characters are allowed.');
  });

  it('show what the server said of one of them, and nothing of one that is not there', () => {
    const { it: reason, said } = field('reason', 'fine');
    expect(showFieldProblem([reason], 'reason', 'Not that.')).toBe(true);
    expect(said).toHaveBeenCalledWith('Not that.');
    expect(showFieldProblem([reason], 'absent', 'Not that.')).toBe(false);
  });
});
