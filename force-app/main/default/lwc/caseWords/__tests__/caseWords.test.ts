import { caseStatus, caseTitle } from 'c/caseWords';

describe('caseWords', () => {
  it('says the state in the customer’s words, and one it does not know as it is', () => {
    expect(caseStatus('AwaitingYou')).toEqual({ label: 'Waiting for your answer', tone: 'attention' });
    expect(caseStatus('Escalated')).toEqual({ label: 'Escalated', tone: 'neutral' });
  });

  it('has words in place of a subject that is not there', () => {
    expect(caseTitle('No light')).toBe('No light');
    expect(caseTitle(' ')).toBe('Case without a subject');
    expect(caseTitle(undefined)).toBe('Case without a subject');
  });
});
