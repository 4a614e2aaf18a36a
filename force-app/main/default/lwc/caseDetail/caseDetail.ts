import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import addComment from '@salesforce/apex/CaseController.addComment';
import closeCase from '@salesforce/apex/CaseController.closeCase';
import getCase from '@salesforce/apex/CaseController.getCase';
import reopenCase from '@salesforce/apex/CaseController.reopenCase';
import articles from '@salesforce/label/c.Case_Articles';
import back from '@salesforce/label/c.Case_Back';
import close from '@salesforce/label/c.Case_Close';
import closeHeading from '@salesforce/label/c.Case_Close_Heading';
import closeText from '@salesforce/label/c.Case_Close_Text';
import closedHeading from '@salesforce/label/c.Case_Closed_Heading';
import heading from '@salesforce/label/c.Cases_Heading';
import closedNow from '@salesforce/label/c.Case_Closed_Now';
import comment from '@salesforce/label/c.Case_Comment';
import newDone from '@salesforce/label/c.Case_New_Done';
import numberText from '@salesforce/label/c.Case_Number_Text';
import ofColleague from '@salesforce/label/c.Case_Of_Colleague';
import openedOn from '@salesforce/label/c.Case_Opened_On';
import reopen from '@salesforce/label/c.Case_Reopen';
import reopenOver from '@salesforce/label/c.Case_Reopen_Over';
import reopenReason from '@salesforce/label/c.Case_Reopen_Reason';
import reopenUntil from '@salesforce/label/c.Case_Reopen_Until';
import reopenedNow from '@salesforce/label/c.Case_Reopened_Now';
import reply from '@salesforce/label/c.Case_Reply';
import noFiles from '@salesforce/label/c.Case_Reply_No_Files';
import replySend from '@salesforce/label/c.Case_Reply_Send';
import replySent from '@salesforce/label/c.Case_Reply_Sent';
import solved from '@salesforce/label/c.Case_Solved';
import thread from '@salesforce/label/c.Case_Thread';
import threadCut from '@salesforce/label/c.Case_Thread_Cut';
import newCase from '@salesforce/label/c.Cases_New';
import loading from '@salesforce/label/c.Common_Loading';
import identity from '@salesforce/label/c.Identity_Heading';
import { Attachments } from 'c/attachments';
import type { Reply } from 'c/caseReply';
import { caseStatus, caseTitle } from 'c/caseWords';
import { problemOf } from 'c/errors';
import { dayOf, filled, moment } from 'c/formats';
import { Poller } from 'c/poller';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

interface ReplyElement extends HTMLElement {
  showProblem(field: string | undefined, text: string): boolean;
  clearText(): void;
  clear(): void;
}

/** People answer cases: sooner than this nothing happens. */
const ASK_AGAIN_MS = 5000;
const CLOSED: Apex.CaseWordsWord = 'Closed';

/** One case with everything that happened in it, which moves while it is open: answered, closed, opened again. */
export default class CaseDetail extends LightningElement {
  declare refs: {
    readonly dialog?: HTMLElement & { open(): void };
    readonly notice?: HTMLElement;
    readonly problem?: HTMLElement;
    readonly reply?: ReplyElement;
  };
  label = {
    articles,
    back,
    close,
    closeHeading,
    closeText,
    closedHeading,
    comment,
    heading,
    identity,
    loading,
    newCase,
    noFiles,
    ofColleague,
    reopen,
    reopenOver,
    reopenReason,
    reply,
    replySend,
    solved,
    thread,
    threadCut,
  };
  recordId: string | undefined;
  isSending = false;
  /** What happened at last, and what happens next. */
  notice = '';
  problem: unknown;
  private focusNext: 'notice' | 'problem' | undefined;
  private readonly attachments = new Attachments();
  private readonly poller = new Poller({
    refresh: () => refreshApex(this.found),
    isPending: () => this.found.data !== undefined && this.found.data.status !== CLOSED,
    everyMs: ASK_AGAIN_MS,
  });

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    const { recordId, raised } = page?.state ?? {};
    if (recordId === this.recordId) return;
    this.recordId = recordId ?? '';
    this.problem = undefined;
    this.tell(raised ? newDone : '');
  }

  @wire(getCase, { caseId: '$recordId' } as const)
  found: ApexResult<Apex.CaseDetail> = {};

  renderedCallback(): void {
    this.poller.start();
    const target = this.focusNext && this.refs[this.focusNext];
    if (!target) return;
    this.focusNext = undefined;
    target.focus();
  }

  disconnectedCallback(): void {
    this.poller.stop();
  }

  get isLoading(): boolean {
    return !this.found.data && !this.found.error;
  }

  get shown() {
    const { data } = this.found;
    return (
      data && {
        ...data,
        title: caseTitle(data.subject),
        subtitle: `${filled(numberText, data.caseNumber)} · ${filled(openedOn, dayOf(data.createdAt))}`,
        status: caseStatus(data.status),
        isColleagues: !data.isMine,
        isClosed: data.status === CLOSED,
        /** Identity documents have a page of their own. */
        refusesFiles: data.canComment && !data.canAttach,
        reopenUntil: filled(reopenUntil, moment(data.reopenUntil)),
      }
    );
  }

  get hasAside(): boolean {
    const { data } = this.found;
    return data !== undefined && (data.canClose || data.articles.length > 0);
  }

  handleRetry(): void {
    void this.refresh();
  }

  handleReply({ detail }: CustomEvent<Reply>): Promise<void> {
    return this.change(replySent, async (caseId) => {
      if (detail.text) {
        await addComment({ caseId, text: detail.text });
        this.refs.reply?.clearText();
      }
      await this.attachments.send(caseId, detail.files);
      this.refs.reply?.clear();
    });
  }

  handleReopen({ detail }: CustomEvent<Reply>): Promise<void> {
    return this.change(reopenedNow, (caseId) => reopenCase({ caseId, reason: detail.text }));
  }

  handleAskClose(): void {
    this.refs.dialog?.open();
  }

  handleClose(): Promise<void> {
    return this.change(closedNow, (caseId) => closeCase({ caseId }));
  }

  /** Does something to the case once, then shows it as it is; what fails is said beside its field, or below the form. */
  private async change(done: string, work: (caseId: string) => Promise<unknown>): Promise<void> {
    if (this.isSending || !this.recordId) return;
    this.isSending = true;
    this.problem = undefined;
    this.tell('');
    try {
      await work(this.recordId);
      await this.refresh();
      this.tell(done);
    } catch (error) {
      this.show(error);
      // A part may have been done, and somebody else may have closed the case meanwhile.
      await this.refresh();
    } finally {
      this.isSending = false;
    }
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (this.refs.reply?.showProblem(field, text)) return;
    this.problem = error;
    this.focusNext = 'problem';
  }

  private tell(notice: string): void {
    this.notice = notice;
    this.focusNext = notice ? 'notice' : undefined;
  }

  /** A failure is told by the wire itself. */
  private refresh(): Promise<void> {
    return refreshApex(this.found).catch(() => undefined);
  }
}
