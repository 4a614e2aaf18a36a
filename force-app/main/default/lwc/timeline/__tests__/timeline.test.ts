import Timeline from 'c/timeline';
import { find, findAll, show, textIn } from '../../../../../../test/lwc/elements';

const STEPS: readonly Apex.OrderStep[] = [
  { key: 'Ordered', status: 'Done', at: '2026-11-20T01:02:00.000Z', text: 'You ordered.' },
  { key: 'Approved', status: 'Current', text: 'We are looking at it.' },
  { key: 'Active', status: 'Waiting', text: 'Your service will run.' },
  { key: 'FirstInvoice', status: 'Failed', text: 'The invoice is overdue.' },
];

describe('c-timeline', () => {
  it('tells the steps in their order, each with its state in words', () => {
    const element = show('c-timeline', Timeline, { steps: STEPS });
    expect(findAll(element, 'li').map((step) => textIn(step))).toEqual([
      'You ordered. (done) Nov 20, 2026, 10:02 AM',
      'We are looking at it. (under way)',
      'Your service will run. (not yet)',
      'The invoice is overdue. (needs attention)',
    ]);
  });

  it('marks the step that is under way', () => {
    const element = show('c-timeline', Timeline, { steps: STEPS });
    expect(textIn(find(element, '[aria-current="step"]'))).toContain('We are looking at it.');
  });

  it('shows a state that it does not know as one to come', () => {
    const element = show('c-timeline', Timeline, {
      steps: [{ key: 'New', status: 'Unheard', text: 'Something new.' }],
    });
    expect(textIn(element)).toContain('not yet');
  });

  it('is accessible', async () => {
    await expect(show('c-timeline', Timeline, { steps: STEPS })).toBeAccessible();
  });
});
