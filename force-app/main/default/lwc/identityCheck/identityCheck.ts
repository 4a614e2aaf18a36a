import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getState from '@salesforce/apex/IdentityController.getState';
import submit from '@salesforce/apex/IdentityController.submit';
import goBack from '@salesforce/label/c.Common_Go_Back';
import loading from '@salesforce/label/c.Common_Loading';
import sending from '@salesforce/label/c.Form_Sending';
import files from '@salesforce/label/c.Identity_Files';
import filesHeading from '@salesforce/label/c.Identity_Files_Heading';
import heading from '@salesforce/label/c.Identity_Heading';
import intro from '@salesforce/label/c.Identity_Intro';
import methodLabel from '@salesforce/label/c.Identity_Method';
import noFile from '@salesforce/label/c.Identity_No_File';
import pendingHeading from '@salesforce/label/c.Identity_Pending_Heading';
import pendingText from '@salesforce/label/c.Identity_Pending_Text';
import rejectedHeading from '@salesforce/label/c.Identity_Rejected_Heading';
import rejectedText from '@salesforce/label/c.Identity_Rejected_Text';
import send from '@salesforce/label/c.Identity_Send';
import submittedAtLabel from '@salesforce/label/c.Identity_Submitted_At';
import tipDocument from '@salesforce/label/c.Identity_Tip_Document';
import tipEdges from '@salesforce/label/c.Identity_Tip_Edges';
import tipSize from '@salesforce/label/c.Identity_Tip_Size';
import verifiedAtLabel from '@salesforce/label/c.Identity_Verified_At';
import verifiedHeading from '@salesforce/label/c.Identity_Verified_Heading';
import verifiedText from '@salesforce/label/c.Identity_Verified_Text';
import goToShop from '@salesforce/label/c.Orders_Go_To_Shop';
import { problemOf } from 'c/errors';
import type { ChosenFile } from 'c/fileUpload';
import { moment } from 'c/formats';
import { Freshness } from 'c/freshness';
import { identityMethod, identityStatus } from 'c/identityWords';
import { pageNamed, type PageName } from 'c/pages';
import { Poller } from 'c/poller';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

interface UploadElement extends HTMLElement {
  showProblem(text: string): void;
  ready(): Promise<void>;
}

/** What a page says about each state, but for the first, which has the form alone. */
const RESULTS: Readonly<
  Record<Exclude<Apex.IdentityStateWord, 'NotSubmitted'>, { readonly heading: string; readonly text: string }>
> = {
  Pending: { heading: pendingHeading, text: pendingText },
  Verified: { heading: verifiedHeading, text: verifiedText },
  Rejected: { heading: rejectedHeading, text: rejectedText },
};

/** Proof of identity: takes documents, follows the check, says what was wrong with them; leads back to the page it was for. */
export default class IdentityCheck extends LightningElement {
  declare refs: { readonly problem?: HTMLElement; readonly result?: HTMLElement; readonly upload?: UploadElement };
  label = { files, filesHeading, goBack, goToShop, heading, intro, loading, tipDocument, tipEdges, tipSize };
  returnTo: PageName | undefined;
  isSending = false;
  problem: unknown;
  private chosen: readonly ChosenFile[] = [];
  private focusNext: 'problem' | 'result' | 'upload' | undefined;
  private readonly freshness = new Freshness('identity');
  private readonly poller = new Poller({
    refresh: () => refreshApex(this.check),
    isPending: () => this.check.data?.status === 'Pending',
  });

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    this.returnTo = pageNamed(page?.state?.returnTo);
  }

  @wire(getState)
  check: ApexResult<Apex.IdentityState> = {};

  renderedCallback(): void {
    this.poller.start();
    this.freshness.check(this.check);
    const target = this.focusNext && this.refs[this.focusNext];
    if (!target) return;
    this.focusNext = undefined;
    target.focus();
  }

  disconnectedCallback(): void {
    this.poller.stop();
  }

  get isLoading(): boolean {
    return !this.check.data && !this.check.error;
  }

  get isFirst(): boolean {
    return this.check.data?.status === 'NotSubmitted';
  }

  get canSubmit(): boolean {
    return this.check.data?.canSubmit ?? false;
  }

  /** Whoever has nothing more to do here goes on from the result, others may leave above the form. */
  get leadsBackNow(): boolean {
    return this.returnTo !== undefined && !this.canSubmit;
  }

  get leadsBackFirst(): boolean {
    return this.returnTo !== undefined && this.canSubmit;
  }

  get sendLabel(): string {
    return this.isSending ? sending : send;
  }

  get result() {
    const { data } = this.check;
    const words = data && RESULTS[data.status as keyof typeof RESULTS];
    if (!data || !words) return undefined;
    const isVerified = data.status === 'Verified';
    return {
      heading: words.heading,
      text: data.rejectionMessage ?? words.text,
      status: identityStatus(data.status),
      isVerified,
      facts: [
        { term: methodLabel, value: identityMethod(data.method) },
        { term: submittedAtLabel, value: moment(data.submittedAt) },
        // Documents may be asked for again; then this is of the past.
        { term: verifiedAtLabel, value: isVerified ? moment(data.verifiedAt) : undefined },
      ],
    };
  }

  handleRetry(): void {
    void refreshApex(this.check).catch(() => undefined);
  }

  handleFiles({ detail }: CustomEvent<readonly ChosenFile[]>): void {
    this.chosen = detail;
    this.problem = undefined;
  }

  async handleSend(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      // Somebody is quicker than the making smaller of a photograph.
      await this.refs.upload?.ready();
      if (this.chosen.length > 0) await this.send();
      else this.askForFiles();
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
    }
  }

  private async send(): Promise<void> {
    await submit({ documents: this.chosen.map(({ fileName, base64 }) => ({ fileName, base64 })) });
    this.chosen = [];
    this.focusNext = 'result';
    // A failure is told by the wire itself.
    await refreshApex(this.check).catch(() => undefined);
  }

  private askForFiles(): void {
    this.refs.upload?.showProblem(noFile);
    this.focusNext = 'upload';
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    const isOfFiles = field === 'documents';
    if (isOfFiles) this.refs.upload?.showProblem(text);
    else this.problem = error;
    this.focusNext = isOfFiles ? 'upload' : 'problem';
  }
}
