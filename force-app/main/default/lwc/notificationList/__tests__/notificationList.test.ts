import { refreshApex } from '@salesforce/apex';
import getNotifications from '@salesforce/apex/NotificationController.getNotifications';
import markRead from '@salesforce/apex/NotificationController.markRead';
import NotificationList from 'c/notificationList';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/NotificationController.getNotifications',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex/NotificationController.markRead', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getNotifications as unknown as TestWire;
const mark = markRead as unknown as jest.Mock;

const NEWEST = '2026-11-21T03:04:00.000Z';
const UNREAD: Apex.NotificationInbox = {
  unreadCount: 1,
  items: [
    {
      key: 'Order-Active-801000000000001AAA',
      kind: 'Order',
      status: 'Active',
      at: NEWEST,
      recordId: '801000000000001AAA',
      title: '00000101',
      isUnread: true,
    },
    { key: 'Identity-Verified', kind: 'Identity', status: 'Verified', at: '2026-11-20T01:02:00.000Z', isUnread: false },
  ],
};
const READ = { unreadCount: 0, items: UNREAD.items.map((item) => ({ ...item, isUnread: false })) };

async function open(inbox?: Apex.NotificationInbox): Promise<HTMLElement> {
  const element = show('c-notification-list', NotificationList);
  if (inbox) wire.emit(inbox);
  await settled();
  return element;
}

const button = (element: HTMLElement): HTMLElement => find(element, 'c-page-heading lightning-button');
const rows = (element: HTMLElement): readonly string[] => findAll(element, 'li').map(textIn);

describe('c-notification-list', () => {
  it('shows that it is loading', async () => {
    expect(find(await open(), 'lightning-spinner')).toBeTruthy();
  });

  it('shows what happened, the newest first, each leading to its thing', async () => {
    const element = await open(UNREAD);
    expect(rows(element)[0]).toContain('Order 00000101 is ready: your service runs');
    expect(rows(element)[1]).toContain('Your identity is verified');
    const links = findAll(element, 'li c-page-link') as (HTMLElement & { page: string; recordId?: string })[];
    expect(links.map(({ page, recordId }) => [page, recordId])).toEqual([
      ['order', '801000000000001AAA'],
      ['identity', undefined],
    ]);
  });

  it('marks in words what was not read, and says how much that is', async () => {
    const element = await open(UNREAD);
    expect(rows(element)[0]).toContain('New');
    expect(rows(element)[1]).not.toContain('New');
    expect(textIn(element)).toContain('Unread: 1');
  });

  it('marks as read up to the newest shown, once, and says so', async () => {
    let answer: () => void = () => undefined;
    mark.mockReturnValue(new Promise<void>((resolve) => (answer = resolve)));
    const element = await open(UNREAD);
    button(element).click();
    button(element).click();
    expect(mark).toHaveBeenCalledTimes(1);
    expect(mark).toHaveBeenCalledWith({ upTo: NEWEST });
    answer();
    await settled();
    expect(refreshApex).toHaveBeenCalled();
    wire.emit(READ);
    await settled();
    expect(textIn(find(element, '[role="status"]'))).toBe('All notifications are marked as read.');
    expect(findAll(element, 'c-page-heading lightning-button')).toHaveLength(0);
    expect(textIn(element)).toContain('You have read everything.');
  });

  it('says when that failed, and tries again', async () => {
    mark.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(undefined);
    const element = await open(UNREAD);
    button(element).click();
    await settled();
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    await settled();
    expect(mark).toHaveBeenCalledTimes(2);
    expect(findAll(element, '[role="alert"]')).toHaveLength(0);
  });

  it('says what will appear when there is nothing', async () => {
    const element = await open({ unreadCount: 0, items: [] });
    expect(textIn(element)).toContain('Nothing new');
    expect(findAll(element, 'lightning-button')).toHaveLength(0);
  });

  it('says what failed and asks again', async () => {
    const element = await open();
    wire.error({}, 500);
    await settled();
    jest.mocked(refreshApex).mockClear();
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it.each([UNREAD, READ, { unreadCount: 0, items: [] }])('is accessible: %#', async (inbox) => {
    await expect(await open(inbox)).toBeAccessible();
  });
});
