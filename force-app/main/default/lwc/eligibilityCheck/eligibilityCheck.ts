import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getState from '@salesforce/apex/EligibilityController.getState';
import requestCheck from '@salesforce/apex/EligibilityController.requestCheck';
import goBack from '@salesforce/label/c.Common_Go_Back';
import loading from '@salesforce/label/c.Common_Loading';
import addressLabel from '@salesforce/label/c.Eligibility_Address';
import addressHeading from '@salesforce/label/c.Eligibility_Address_Heading';
import another from '@salesforce/label/c.Eligibility_Another';
import available from '@salesforce/label/c.Eligibility_Available';
import availableText from '@salesforce/label/c.Eligibility_Available_Text';
import caseNumberLabel from '@salesforce/label/c.Eligibility_Case_Number';
import checkedAtLabel from '@salesforce/label/c.Eligibility_Checked_At';
import heading from '@salesforce/label/c.Eligibility_Heading';
import intro from '@salesforce/label/c.Eligibility_Intro';
import none from '@salesforce/label/c.Eligibility_None';
import noneText from '@salesforce/label/c.Eligibility_None_Text';
import pendingHeading from '@salesforce/label/c.Eligibility_Pending_Heading';
import pendingText from '@salesforce/label/c.Eligibility_Pending_Text';
import requestedAtLabel from '@salesforce/label/c.Eligibility_Requested_At';
import services from '@salesforce/label/c.Eligibility_Services';
import writeToUs from '@salesforce/label/c.Eligibility_Write_To_Us';
import goToShop from '@salesforce/label/c.Orders_Go_To_Shop';
import type { AddressToCheck } from 'c/eligibilityForm';
import { eligibilityStatus } from 'c/eligibilityWords';
import { problemOf } from 'c/errors';
import { filled, moment } from 'c/formats';
import { Freshness } from 'c/freshness';
import { pageNamed, type PageName } from 'c/pages';
import { Poller } from 'c/poller';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

interface EligibilityFormElement extends HTMLElement {
  showProblem(field: string | undefined, text: string): boolean;
}

interface AnswerWords {
  readonly heading: (state: Apex.EligibilityState) => string;
  readonly text: string;
}

/** What a page says about each state, but for the first, which has the form alone. */
const ANSWERS: Readonly<Record<Exclude<Apex.EligibilityStateWord, 'NotRequested'>, AnswerWords>> = {
  Pending: { heading: () => pendingHeading, text: pendingText },
  Available: { heading: ({ result }) => filled(available, result ?? ''), text: availableText },
  NotAvailable: { heading: () => none, text: noneText },
};

/** What internet the customer's address can have: asks for the address, follows the check, shows the result. */
export default class EligibilityCheck extends LightningElement {
  declare refs: {
    readonly answer?: HTMLElement;
    readonly form?: EligibilityFormElement;
    readonly formHeading?: HTMLElement;
    readonly problem?: HTMLElement;
  };
  label = { addressHeading, another, goBack, goToShop, heading, intro, loading, services, writeToUs };
  returnTo: PageName | undefined;
  isSending = false;
  isAskingAgain = false;
  problem: unknown;
  private sent: AddressToCheck | undefined;
  private focusNext: 'answer' | 'formHeading' | 'problem' | undefined;
  private readonly freshness = new Freshness('eligibility');
  private readonly poller = new Poller({
    refresh: () => refreshApex(this.check),
    isPending: () => this.check.data?.status === 'Pending',
  });

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    this.returnTo = pageNamed(page?.state?.returnTo);
  }

  @wire(getState)
  check: ApexResult<Apex.EligibilityState> = {};

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

  get status() {
    return this.check.data && eligibilityStatus(this.check.data.status);
  }

  get isFirst(): boolean {
    return this.check.data?.status === 'NotRequested';
  }

  get showsForm(): boolean {
    return this.isFirst || this.isAskingAgain;
  }

  get canAskAgain(): boolean {
    return !this.isAskingAgain && (this.answer?.isAvailable || this.answer?.isNotAvailable) === true;
  }

  get answer() {
    const { data } = this.check;
    const words = data && ANSWERS[data.status as keyof typeof ANSWERS];
    if (!data || !words) return undefined;
    return {
      heading: words.heading(data),
      text: words.text,
      isAvailable: data.status === 'Available',
      isNotAvailable: data.status === 'NotAvailable',
      services: data.services,
      facts: [
        { term: addressLabel, value: data.address },
        { term: requestedAtLabel, value: moment(data.requestedAt) },
        { term: checkedAtLabel, value: moment(data.checkedAt) },
        { term: caseNumberLabel, value: data.caseNumber },
      ],
    };
  }

  handleRetry(): void {
    void refreshApex(this.check).catch(() => undefined);
  }

  handleAnother(): void {
    this.isAskingAgain = true;
    this.focusNext = 'formHeading';
  }

  handleCheck({ detail }: CustomEvent<AddressToCheck>): Promise<void> {
    this.sent = detail;
    return this.send(detail);
  }

  handleSendAgain(): Promise<void> | undefined {
    return this.sent && this.send(this.sent);
  }

  private async send({ address, commodity }: AddressToCheck): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      await requestCheck({ address, commodity });
      this.isAskingAgain = false;
      this.focusNext = 'answer';
      // A failure is told by the wire itself.
      await refreshApex(this.check).catch(() => undefined);
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
    }
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (this.refs.form?.showProblem(field, text)) return;
    this.problem = error;
    this.focusNext = 'problem';
  }
}
