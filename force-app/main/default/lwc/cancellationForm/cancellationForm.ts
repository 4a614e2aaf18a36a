import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getTerms from '@salesforce/apex/CancellationController.getTerms';
import requestCancellation from '@salesforce/apex/CancellationController.requestCancellation';
import requestInitialCancellation from '@salesforce/apex/CancellationController.requestInitialCancellation';
import back from '@salesforce/label/c.Cancellation_Back';
import byDay from '@salesforce/label/c.Cancellation_By_Day';
import confirmFee from '@salesforce/label/c.Cancellation_Confirm_Fee';
import confirmFree from '@salesforce/label/c.Cancellation_Confirm_Free';
import confirmHeading from '@salesforce/label/c.Cancellation_Confirm_Heading';
import confirmInitial from '@salesforce/label/c.Cancellation_Confirm_Initial';
import dayNotPossible from '@salesforce/label/c.Cancellation_Day_Not_Possible';
import ended from '@salesforce/label/c.Cancellation_Ended';
import initialHeading from '@salesforce/label/c.Cancellation_Initial_Heading';
import initialSend from '@salesforce/label/c.Cancellation_Initial_Send';
import initialText from '@salesforce/label/c.Cancellation_Initial_Text';
import keep from '@salesforce/label/c.Cancellation_Keep';
import lastDayHelp from '@salesforce/label/c.Cancellation_Last_Day_Help';
import reason from '@salesforce/label/c.Cancellation_Reason';
import send from '@salesforce/label/c.Cancellation_Send';
import title from '@salesforce/label/c.Cancellation_Title';
import underWay from '@salesforce/label/c.Cancellation_Under_Way';
import loading from '@salesforce/label/c.Common_Loading';
import sending from '@salesforce/label/c.Form_Sending';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import lastDay from '@salesforce/label/c.Service_Last_Day';
import cancel from '@salesforce/label/c.Service_Cancel';
import allServices from '@salesforce/label/c.Service_Back';
import type { CostsState } from 'c/cancellationCosts';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { day, filled, money } from 'c/formats';
import { Freshness } from 'c/freshness';
import { serviceName } from 'c/serviceWords';
import { CurrentPageReference, type PageReference } from 'lightning/navigation';

type Way = 'by day' | 'initial right';

/** As CancellationService in Apex. */
const LONGEST_REASON = 2000;

interface Dialog extends HTMLElement {
  open(): void;
}

/** Ends a service: on a day of the customer's choice, or today by the initial cancellation right where it applies. */
export default class CancellationForm extends LightningElement {
  declare refs: {
    readonly confirm: Dialog;
    readonly confirmInitial: Dialog;
    readonly outcome?: HTMLElement;
    readonly problem?: HTMLElement;
  };
  label = {
    ...{ allServices, back, byDay, initialHeading, initialSend, initialText, keep, lastDay, loading, reason },
    ...{ cancel, requiredNote, send },
  };
  longestReason = LONGEST_REASON;
  recordId: string | undefined;
  /** The day that costs are asked for; null = the default. */
  askedDay: string | null = null;
  /** Costs of the day that was asked for last, or of the one before while they are on their way. */
  terms: Apex.CancellationTerms | undefined;
  termsError: unknown;
  /** What the field says: no possible day costs anything yet. */
  hasDay = true;
  way: Way | undefined;
  problem: unknown;
  outcome: Apex.CancellationOutcome | undefined;
  private wired: ApexResult<Apex.CancellationTerms> = {};
  private waitsToConfirm = false;
  private focusNext: 'outcome' | 'problem' | undefined;
  private readonly freshness = new Freshness('cancellation');

  @wire(CurrentPageReference)
  readPage(page: PageReference | undefined): void {
    if (page) this.recordId = page.state?.recordId ?? '';
  }

  @wire(getTerms, { serviceId: '$recordId', lastDay: '$askedDay' } as const)
  readTerms(wired: ApexResult<Apex.CancellationTerms>): void {
    this.wired = wired;
    this.termsError = wired.error;
    if (wired.data) this.terms = wired.data;
    if (wired.error) this.readRefusedDay(wired.error);
  }

  renderedCallback(): void {
    this.freshness.check(this.wired);
    if (this.waitsToConfirm && this.costsState === 'current') {
      this.waitsToConfirm = false;
      this.refs.confirm.open();
    }
    if (!this.focusNext) return;
    this.refs[this.focusNext]?.focus();
    this.focusNext = undefined;
  }

  get isLoading(): boolean {
    return !this.terms && !this.termsError;
  }

  /** The first answer failed, so there is no form to say it in. */
  get pageError(): unknown {
    return this.terms ? undefined : this.termsError;
  }

  get costsError(): unknown {
    return this.terms && this.hasDay ? this.termsError : undefined;
  }

  get chosenDay(): string {
    return this.askedDay ?? this.terms?.defaultDay ?? '';
  }

  get costsState(): CostsState {
    if (!this.hasDay || this.termsError) return 'none';
    return this.terms?.lastDay === this.chosenDay ? 'current' : 'waiting';
  }

  get isSending(): boolean {
    return this.way !== undefined;
  }

  get sendLabel(): string {
    return this.way === 'by day' ? sending : send;
  }

  get initialSendLabel(): string {
    return this.way === 'initial right' ? sending : initialSend;
  }

  get heading(): string {
    return this.terms ? filled(title, serviceName(this.terms)) : '';
  }

  /** The outcome leads back itself. */
  get isOpen(): boolean {
    return !this.outcome;
  }

  get hasForm(): boolean {
    return !this.outcome && this.terms?.status === 'Active';
  }

  /** Why there is no form. */
  get closedText(): string {
    if (this.outcome || !this.terms || this.hasForm) return '';
    return this.terms.status === 'Cancelling' ? underWay : ended;
  }

  get texts() {
    const { terms } = this;
    if (!terms) return undefined;
    const end = day(this.chosenDay);
    return {
      help: filled(lastDayHelp, day(terms.earliestDay), day(terms.latestDay)),
      initial: terms.initialRightUntil && filled(initialText, day(terms.initialRightUntil)),
      confirmHeading: filled(confirmHeading, serviceName(terms)),
      confirm:
        terms.totalFee > 0
          ? filled(confirmFee, end, money(terms.totalFee, terms.currencyCode))
          : filled(confirmFree, end),
      confirmInitial: filled(confirmInitial, day(terms.earliestDay)),
    };
  }

  /** Seen only beside the other way; alone it would say what the page is called. */
  get byDayClass(): string {
    return this.texts?.initial ? 'slds-text-heading_medium slds-m-bottom_x-small' : 'slds-assistive-text';
  }

  handleRetry(): void {
    void refreshApex(this.wired).catch(() => undefined);
  }

  handleDay(event: CustomEvent<{ value: string | null }>): void {
    forgiveChanged(event);
    const { value } = event.detail;
    this.hasDay = this.dayProblem(value ?? '') === '';
    if (this.hasDay && value) this.askedDay = value === this.terms?.defaultDay ? null : value;
  }

  handleReason(event: Event): void {
    forgiveChanged(event);
  }

  handleLeave(event: Event): void {
    checkLeft(event, this.rules);
  }

  handleSubmit(event: Event): void {
    event.preventDefault();
    if (this.isSending || !checkFields(this.fields, this.rules)) return;
    if (this.costsState === 'current') this.refs.confirm.open();
    // Whoever agrees has seen what it costs.
    else this.waitsToConfirm = this.costsState === 'waiting';
  }

  handleInitial(): void {
    if (!this.isSending) this.refs.confirmInitial.open();
  }

  handleConfirmed(): Promise<void> {
    const reasonField = this.fields.find(({ name }) => name === 'reason');
    return this.send('by day', () =>
      requestCancellation({ serviceId: this.recordId, lastDay: this.chosenDay, reason: reasonField?.value }),
    );
  }

  handleInitialConfirmed(): Promise<void> {
    return this.send('initial right', () => requestInitialCancellation({ serviceId: this.recordId }));
  }

  private async send(way: Way, request: () => Promise<Apex.CancellationOutcome>): Promise<void> {
    if (this.isSending) return;
    this.way = way;
    this.problem = undefined;
    try {
      this.outcome = await request();
      this.focusNext = 'outcome';
    } catch (error) {
      this.show(error);
    } finally {
      this.way = undefined;
    }
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (showFieldProblem(this.fields, field, text)) return;
    this.problem = error;
    this.focusNext = 'problem';
  }

  /** The page was open over midnight, say, and a day that could be chosen no longer can. */
  private readRefusedDay(error: unknown): void {
    const { field, text } = problemOf(error);
    if (field === 'lastDay' && showFieldProblem(this.fields, field, text)) this.hasDay = false;
  }

  private get rules(): FieldRules {
    return {
      lastDay: (value) => this.dayProblem(value),
      reason: textRule(reason, LONGEST_REASON),
    };
  }

  /** @param value '' also for what is no day */
  private dayProblem(value: string): string {
    const { terms } = this;
    // Days as ISO texts are in the order of the calendar.
    return terms && (value < terms.earliestDay || value > terms.latestDay) ? notPossible(terms) : '';
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}

function notPossible({ earliestDay, latestDay }: Apex.CancellationTerms): string {
  return filled(dayNotPossible, day(earliestDay), day(latestDay));
}
