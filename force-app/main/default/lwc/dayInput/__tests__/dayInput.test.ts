import DayInput from 'c/dayInput';
import { find, settled, show, textIn } from '../../../../../../test/lwc/elements';

interface Day extends HTMLElement {
  value: string;
  setCustomValidity(text: string): void;
  reportValidity(): boolean;
}

async function open(): Promise<Day> {
  const element = show<Day>('c-day-input', DayInput, {
    name: 'lastDay',
    label: 'Last day',
    help: 'Any day of this month.',
    value: '2026-11-30',
    min: '2026-11-23',
    max: '2027-11-23',
  });
  await settled();
  return element;
}

const input = (element: HTMLElement) => find<HTMLInputElement>(element, 'input');

describe('c-day-input', () => {
  it('shows the day, its bounds and what they are', async () => {
    const element = await open();
    expect(input(element)).toMatchObject({ value: '2026-11-30', min: '2026-11-23', max: '2027-11-23', type: 'date' });
    expect(textIn(element)).toContain('Any day of this month.');
    await expect(element).toBeAccessible();
  });

  it('tells which day is chosen', async () => {
    const element = await open();
    const changed = jest.fn<void, [unknown]>();
    element.addEventListener('change', (event) => changed((event as CustomEvent<unknown>).detail));
    input(element).value = '2026-12-31';
    input(element).dispatchEvent(new CustomEvent('change', { bubbles: true, composed: true }));
    expect(changed.mock.calls).toEqual([[{ value: '2026-12-31' }]]);
    expect(element.value).toBe('2026-12-31');
  });

  it('says what is wrong below itself when it is asked to, until it is told that nothing is', async () => {
    const element = await open();
    element.setCustomValidity('Not that day.');
    await settled();
    expect(textIn(element)).not.toContain('Not that day.');
    expect(element.reportValidity()).toBe(false);
    await settled();
    expect(textIn(element)).toContain('Not that day.');
    expect(input(element).getAttribute('aria-invalid')).toBe('true');
    await expect(element).toBeAccessible();
    element.setCustomValidity('');
    expect(element.reportValidity()).toBe(true);
    await settled();
    expect(textIn(element)).not.toContain('Not that day.');
  });

  it('takes the focus', async () => {
    const element = await open();
    element.focus();
    expect(element.shadowRoot?.activeElement).toBe(input(element));
  });
});
