import EntryPage from 'c/entryPage';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-entry-page', () => {
  it('has one heading, and no line above a foot that is empty', async () => {
    const page = show('c-entry-page', EntryPage, { heading: 'Sign in', subtitle: 'All in one place.' });
    await settled();
    expect(findAll(page, 'h1').map(textIn)).toEqual(['Sign in']);
    expect(textIn(page)).toContain('All in one place.');
    expect(findAll(page, '.foot')).toEqual([]);
    await expect(page).toBeAccessible();
  });
});
