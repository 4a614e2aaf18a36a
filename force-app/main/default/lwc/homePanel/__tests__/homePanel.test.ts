import HomePanel, { type PanelContent } from 'c/homePanel';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const CONTENT: PanelContent = {
  heading: 'Open cases',
  none: 'You have no open cases.',
  count: 7,
  rows: [
    {
      recordId: '500000000000001AAA',
      title: 'No light on the router',
      detail: '00001001 · Opened Nov 20, 2026',
      status: { label: 'Received', tone: 'busy' },
    },
  ],
  page: 'case',
  allPage: 'cases',
  allLabel: 'All cases',
};

async function open(content: PanelContent): Promise<HTMLElement> {
  const element = show('c-home-panel', HomePanel, { content });
  await settled();
  return element;
}

describe('c-home-panel', () => {
  it('shows the first few with their state, how many there are, and where all are', async () => {
    const element = await open(CONTENT);
    expect(textIn(element)).toContain('No light on the router');
    expect(textIn(element)).toContain('00001001 · Opened Nov 20, 2026 Received');
    expect(textIn(element)).toContain('7 in all');
    expect(textIn(element)).toContain('All cases');
    expect(find<HTMLElement & { page: string; recordId: string }>(element, 'li c-page-link')).toMatchObject({
      page: 'case',
      recordId: '500000000000001AAA',
    });
  });

  it('says when there is nothing, without a nought beside it', async () => {
    const element = await open({ ...CONTENT, count: 0, rows: [] });
    expect(textIn(element)).toBe('Open cases You have no open cases. All cases');
    expect(findAll(element, 'li')).toHaveLength(0);
  });

  it.each([CONTENT, { ...CONTENT, count: 0, rows: [] }])('is accessible: %#', async (content) => {
    await expect(await open(content)).toBeAccessible();
  });
});
