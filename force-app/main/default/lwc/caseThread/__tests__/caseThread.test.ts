import CaseThread from 'c/caseThread';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const AT = '2026-11-20T01:02:00.000Z';
const SHOWN_AT = 'Nov 20, 2026, 10:02 AM';
const entry = (rest: Partial<Apex.CaseEntry>): Apex.CaseEntry => ({
  key: String(rest.kind),
  kind: 'Comment',
  at: AT,
  author: 'You',
  ...rest,
});

async function texts(...entries: readonly Apex.CaseEntry[]): Promise<string[]> {
  const element = show('c-case-thread', CaseThread, { entries });
  await settled();
  return findAll(element, 'li').map((row) => textIn(row));
}

describe('c-case-thread', () => {
  it('says who wrote what', async () => {
    expect(
      await texts(
        entry({ kind: 'Opened', text: 'No light.' }),
        entry({ author: 'Support', text: 'Restart it.' }),
        entry({ key: 'c1', author: 'Colleague', authorName: 'Jiro Sample', text: 'Done.' }),
        entry({ key: 'c2', author: 'Colleague', text: 'Really.' }),
      ),
    ).toEqual([
      `You ${SHOWN_AT} No light.`,
      `Customer service ${SHOWN_AT} Restart it.`,
      `Jiro Sample (colleague) ${SHOWN_AT} Done.`,
      `A colleague ${SHOWN_AT} Really.`,
    ]);
  });

  it('has words where nobody wrote any', async () => {
    expect(
      await texts(entry({ kind: 'Opened' }), entry({ kind: 'Status', author: 'Support', status: 'AwaitingYou' })),
    ).toEqual([
      `You ${SHOWN_AT} The case was opened.`,
      `Customer service ${SHOWN_AT} Status changed to: Waiting for your answer`,
    ]);
  });

  it('gives out files by the name they were sent with', async () => {
    const element = show('c-case-thread', CaseThread, {
      entries: [entry({ kind: 'File', fileName: 'bill.pdf', fileBytes: 2048, downloadId: '068000000000001AAA' })],
    });
    await settled();
    const link = find<HTMLAnchorElement>(element, 'a');
    expect(link.getAttribute('href')).toMatch(
      /\/sfsites\/c\/sfc\/servlet\.shepherd\/version\/download\/068000000000001AAA$/,
    );
    expect(link.getAttribute('download')).toBe('bill.pdf');
    expect(textIn(element)).toContain('bill.pdf 2 KB');
    await expect(element).toBeAccessible();
  });

  it('shows markup that somebody wrote as text', async () => {
    expect(await texts(entry({ text: '<img src=x onerror=alert(1)>' }))).toEqual([
      `You ${SHOWN_AT} <img src=x onerror=alert(1)>`,
    ]);
  });
});
