import StatusBadge from 'c/statusBadge';
import { find, settled, show, textIn } from '../../../../../../test/lwc/elements';

describe('c-status-badge', () => {
  it.each(['good', 'busy', 'attention', 'bad', 'neutral'])(
    'says the state in words, whatever its tone: %s',
    async (tone) => {
      const element = show('c-status-badge', StatusBadge, { label: 'Overdue', tone });
      await settled();
      expect(textIn(element)).toBe('Overdue');
      expect(find(element, 'span').className).toBe(`badge badge_${tone}`);
      await expect(element).toBeAccessible();
    },
  );
});
