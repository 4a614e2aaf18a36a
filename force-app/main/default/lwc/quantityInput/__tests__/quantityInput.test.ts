import QuantityInput from 'c/quantityInput';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

function open(quantity: number) {
  const input = show('c-quantity-input', QuantityInput, { name: 'SIM Data', quantity, most: 5 });
  const told: number[] = [];
  input.addEventListener('quantity', ({ detail }: CustomEventInit<number>) => told.push(detail!));
  return { input, told, buttons: findAll(input, 'lightning-button-icon') as (HTMLElement & { disabled: boolean })[] };
}

async function type(input: HTMLElement, value: string): Promise<void> {
  const field = find<HTMLInputElement>(input, 'input');
  field.value = value;
  field.dispatchEvent(new CustomEvent('change'));
  await settled();
}

describe('c-quantity-input', () => {
  it('goes up and down by one, and no further than it can', async () => {
    const { told, buttons } = open(2);
    buttons[0]!.click();
    buttons[1]!.click();
    expect(told).toEqual([1, 3]);
    expect(open(0).buttons.map(({ disabled }) => disabled)).toEqual([true, false]);
    expect(open(5).buttons.map(({ disabled }) => disabled)).toEqual([false, true]);
    await settled();
  });

  it.each([
    ['3', 3],
    ['３', 3],
    ['2.9', 2],
    ['-4', 0],
    ['many', 0],
  ])('reads %s as %d', async (typed, quantity) => {
    const { input, told } = open(1);
    await type(input, typed);
    expect(told).toEqual([quantity]);
    expect(find<HTMLInputElement>(input, 'input').value).toBe(String(quantity));
  });

  it('takes the most there can be for more, and says so', async () => {
    const { input, told } = open(1);
    await type(input, '30');
    expect(told).toEqual([5]);
    expect(textIn(input)).toContain('One order can hold at most 5 of SIM Data.');
  });

  it('is accessible', async () => {
    await expect(open(1).input).toBeAccessible();
  });
});
