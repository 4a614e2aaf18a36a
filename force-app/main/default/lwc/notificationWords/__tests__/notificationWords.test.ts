import { newsOf } from 'c/notificationWords';

const at = '2026-11-20T01:02:00.000Z';
const base = { key: 'k', at, isUnread: true };

describe('notificationWords', () => {
  it.each([
    ['CaseAnswered', undefined, 'No light', 'We answered your case “No light”', 'case'],
    ['CaseStatus', 'AwaitingYou', 'No light', 'We need your answer in the case “No light”', 'case'],
    ['CaseStatus', 'Closed', undefined, 'Your case “Case without a subject” was closed', 'case'],
    ['Order', 'Active', '00000101', 'Order 00000101 is ready: your service runs', 'order'],
    ['Order', 'Teleported', '00000101', 'There is news about order 00000101', 'order'],
    ['Eligibility', 'Available', undefined, 'Your address was checked: you can order internet', 'eligibility'],
    ['Eligibility', 'NotRequested', undefined, 'There is news about your address check', 'eligibility'],
    ['Identity', 'Rejected', undefined, 'Your identity documents could not be accepted', 'identity'],
  ])('%s %s: says it in words, and where to see it', (kind, status, title, text, page) => {
    expect(newsOf({ ...base, kind, ...(status && { status }), ...(title && { title }) })).toMatchObject({ text, page });
  });

  it('keeps quiet about a kind that it does not know', () => {
    expect(newsOf({ ...base, kind: 'Weather' })).toBeUndefined();
  });
});
