import CancellationOutcome from 'c/cancellationOutcome';
import { find, settled, show, textIn } from '../../../../../../test/lwc/elements';

const outcome: Apex.CancellationOutcome = {
  serviceId: '006000000000001AAA',
  lastDay: '2026-11-30',
  caseId: '500000000000001AAA',
  caseNumber: '00001234',
  wasAskedBefore: false,
  equipmentStatus: 'AwaitingReturn',
};

async function open(changes: Partial<Apex.CancellationOutcome> = {}): Promise<HTMLElement & { focus(): void }> {
  const element = show<{ focus(): void }>('c-cancellation-outcome', CancellationOutcome, {
    outcome: { ...outcome, ...changes },
    equipment: ['Optical network unit'],
  });
  await settled();
  return element;
}

describe('c-cancellation-outcome', () => {
  it('says until when the service runs, under which number, and what goes back', async () => {
    const element = await open();
    expect(textIn(element)).toContain('The service runs until the end of Nov 30, 2026.');
    expect(textIn(find(element, 'dl'))).toBe(
      'Reference number 00001234 What to send back Optical network unit Rented equipment Please send it back',
    );
  });

  it('says that it had been asked before, so that nobody thinks the day was changed', async () => {
    expect(textIn(await open({ wasAskedBefore: true }))).toContain('nothing was changed');
  });

  it('does without case and day where customer service began it', async () => {
    const { lastDay: _, caseId: __, caseNumber: ___, ...begun } = outcome;
    const element = show('c-cancellation-outcome', CancellationOutcome, { outcome: begun });
    await settled();
    expect(textIn(element)).toContain('Customer service will tell you the last day.');
    expect(textIn(element)).not.toContain('Reference number');
  });

  it('takes the focus to its heading', async () => {
    const element = await open();
    element.focus();
    expect(element.shadowRoot?.activeElement).toBe(find(element, 'h2'));
    await expect(element).toBeAccessible();
  });
});
