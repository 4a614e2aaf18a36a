import CancellationCosts from 'c/cancellationCosts';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const terms: Apex.CancellationTerms = {
  serviceId: '006000000000001AAA',
  name: 'Home Internet 1G',
  status: 'Active',
  earliestDay: '2026-11-23',
  latestDay: '2027-11-23',
  defaultDay: '2026-11-30',
  lastDay: '2026-11-30',
  fees: [{ name: 'Home Internet 1G', amount: 5500, until: '2028-09-03' }],
  totalFee: 5500,
  monthlyCharge: 6600,
  currencyCode: 'JPY',
  equipment: ['Optical network unit'],
};

async function open(changes: Partial<Apex.CancellationTerms> = {}, state = 'current'): Promise<HTMLElement> {
  const element = show('c-cancellation-costs', CancellationCosts, { terms: { ...terms, ...changes }, state });
  await settled();
  return element;
}

describe('c-cancellation-costs', () => {
  it('says what it costs on that day and why, and what the service costs until then', async () => {
    const text = textIn(await open());
    expect(text).toContain('With Nov 30, 2026 as the last day');
    expect(text).toContain('Home Internet 1G The minimum term ends on Sep 3, 2028 ¥5,500');
    expect(text).toContain('Cancellation fee ¥5,500');
    expect(text).toContain('Until then the service goes on costing ¥6,600 a month.');
  });

  it('says that there is no fee', async () => {
    const text = textIn(await open({ fees: [], totalFee: 0, monthlyCharge: 0 }));
    expect(text).toContain('Cancellation fee None');
    expect(text).not.toContain('a month');
  });

  it('never shows the costs of another day than the one chosen', async () => {
    expect(textIn(await open({}, 'waiting'))).not.toContain('¥5,500');
    expect(textIn(await open({}, 'none'))).toContain('Choose a last day to see what it costs.');
  });

  it('says what has to be sent back and where that stands', async () => {
    const element = await open({ equipmentStatus: 'AwaitingReturn' });
    expect(textIn(element)).toContain('Optical network unit');
    expect(textIn(element)).toContain('Please send it back');
    expect(textIn(await open({ equipment: [] }))).not.toContain('What to send back');
  });

  it('reads out what changes', async () => {
    const element = await open();
    expect(find(element, '.costs').getAttribute('aria-live')).toBe('polite');
    expect(findAll(element, 'h3')).toHaveLength(2);
    await expect(element).toBeAccessible();
  });
});
