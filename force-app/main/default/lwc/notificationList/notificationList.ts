import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getNotifications from '@salesforce/apex/NotificationController.getNotifications';
import markRead from '@salesforce/apex/NotificationController.markRead';
import loading from '@salesforce/label/c.Common_Loading';
import heading from '@salesforce/label/c.Menu_Notifications';
import allRead from '@salesforce/label/c.Notifications_All_Read';
import empty from '@salesforce/label/c.Notifications_Empty';
import emptyText from '@salesforce/label/c.Notifications_Empty_Text';
import markReadLabel from '@salesforce/label/c.Notifications_Mark_Read';
import marked from '@salesforce/label/c.Notifications_Marked';
import isNew from '@salesforce/label/c.Notifications_New';
import period from '@salesforce/label/c.Notifications_Period';
import unread from '@salesforce/label/c.Notifications_Unread';
import { filled, moment } from 'c/formats';
import { Freshness } from 'c/freshness';
import { newsOf } from 'c/notificationWords';

/** What happened to the customer's account lately, the newest first. What was not read is so marked until they say that it is. */
export default class NotificationList extends LightningElement {
  declare refs: { readonly outcome?: HTMLElement };
  label = { empty, emptyText, heading, isNew, loading, markRead: markReadLabel, period };
  isSending = false;
  problem: unknown;
  outcome = '';
  private focusesOutcome = false;
  private readonly freshness = new Freshness('notifications');

  @wire(getNotifications)
  inbox: ApexResult<Apex.NotificationInbox> = {};

  renderedCallback(): void {
    this.freshness.check(this.inbox);
    if (!this.focusesOutcome || !this.refs.outcome) return;
    // The button that had the focus is gone.
    this.focusesOutcome = false;
    this.refs.outcome.focus();
  }

  get isLoading(): boolean {
    return !this.inbox.data && !this.inbox.error;
  }

  get isEmpty(): boolean {
    return this.inbox.data !== undefined && this.rows.length === 0;
  }

  get hasUnread(): boolean {
    return (this.inbox.data?.unreadCount ?? 0) > 0;
  }

  get subtitle(): string {
    if (!this.inbox.data || this.isEmpty) return '';
    return this.hasUnread ? filled(unread, this.inbox.data.unreadCount) : allRead;
  }

  get rows() {
    return (this.inbox.data?.items ?? []).flatMap((item) => {
      const news = newsOf(item);
      if (!news) return [];
      const { key, at, recordId, isUnread } = item;
      return [{ key, recordId, isUnread, ...news, when: moment(at), className: isUnread ? 'row row_unread' : 'row' }];
    });
  }

  handleRetry(): void {
    // A failure is told by the wire itself.
    void refreshApex(this.inbox).catch(() => undefined);
  }

  /** Up to the newest that is shown: what arrives meanwhile stays unread. */
  async handleMarkRead(): Promise<void> {
    const upTo = this.inbox.data?.items[0]?.at;
    if (this.isSending || !upTo) return;
    this.isSending = true;
    this.problem = undefined;
    this.outcome = '';
    try {
      await markRead({ upTo });
      this.outcome = marked;
      this.focusesOutcome = true;
      await refreshApex(this.inbox).catch(() => undefined);
    } catch (error) {
      this.problem = error;
    } finally {
      this.isSending = false;
    }
  }
}
