import FactList from 'c/factList';
import { findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

const facts = [
  { term: 'Since', value: '1 Nov 2026' },
  { term: 'Order', value: 'Order 101', page: 'order', recordId: '801000000000001AAA' },
  { term: 'Order', value: 'Order 102', page: 'order', recordId: '801000000000002AAA' },
  { term: 'Last day', value: '' },
  { term: 'Number', value: undefined },
];

describe('c-fact-list', () => {
  it('says each fact, and leaves out what is not known', async () => {
    const element = show('c-fact-list', FactList, { facts });
    await settled();
    expect(textIn(element)).toBe('Since 1 Nov 2026 Order Order 101 Order Order 102');
  });

  it('leads to the page that tells more', async () => {
    const element = show('c-fact-list', FactList, { facts });
    await settled();
    expect(findAll(element, 'a').map(textIn)).toEqual(['Order 101', 'Order 102']);
    await expect(element).toBeAccessible();
  });
});
