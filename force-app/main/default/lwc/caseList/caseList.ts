import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getCases from '@salesforce/apex/CaseController.getCases';
import numberText from '@salesforce/label/c.Case_Number_Text';
import ofColleague from '@salesforce/label/c.Case_Of_Colleague';
import openedOn from '@salesforce/label/c.Case_Opened_On';
import empty from '@salesforce/label/c.Cases_Empty';
import emptyText from '@salesforce/label/c.Cases_Empty_Text';
import filterLabel from '@salesforce/label/c.Cases_Filter';
import all from '@salesforce/label/c.Cases_Filter_All';
import open from '@salesforce/label/c.Cases_Filter_Open';
import foundOne from '@salesforce/label/c.Cases_Found_One';
import foundSome from '@salesforce/label/c.Cases_Found_Some';
import heading from '@salesforce/label/c.Cases_Heading';
import newCase from '@salesforce/label/c.Cases_New';
import noneFound from '@salesforce/label/c.Cases_None_Found';
import noneFoundText from '@salesforce/label/c.Cases_None_Found_Text';
import search from '@salesforce/label/c.Cases_Search';
import loading from '@salesforce/label/c.Common_Loading';
import { CASE_STATUSES, caseStatus, caseTitle } from 'c/caseWords';
import { dayOf, filled } from 'c/formats';
import { Freshness } from 'c/freshness';
import { TypingPause } from 'c/typingPause';

type Filter = Apex.CaseServiceWord | Apex.CaseWordsWord;
const ALL: Filter = 'All';

/** The cases of the customer and their colleagues, the newest first, by status and by what is typed. */
export default class CaseList extends LightningElement {
  label = { filterLabel, heading, loading, newCase, ofColleague, search };
  filters: readonly { readonly value: Filter; readonly label: string }[] = [
    { value: ALL, label: all },
    { value: 'Open', label: open },
    ...CASE_STATUSES.map((value) => ({ value, label: caseStatus(value).label })),
  ];
  filter: string = ALL;
  searchText = '';
  pageNumber = 1;
  cases: ApexResult<Apex.CasePage> = {};
  private shown: Apex.CasePage | undefined;
  private readonly pause = new TypingPause();
  private readonly freshness = new Freshness('cases');

  @wire(getCases, { filter: '$filter', searchText: '$searchText', pageNumber: '$pageNumber' } as const)
  readCases(result: ApexResult<Apex.CasePage>): void {
    this.cases = result;
    // What was found before stays until there is something else to show.
    if (result.data) this.shown = result.data;
  }

  renderedCallback(): void {
    this.freshness.check(this.cases);
  }

  disconnectedCallback(): void {
    this.pause.stop();
  }

  get isLoading(): boolean {
    return !this.shown && !this.cases.error;
  }

  get isNarrowed(): boolean {
    return this.filter !== ALL || this.searchText !== '';
  }

  /** Nothing to search in yet: no fields that could only find nothing. */
  get hasFields(): boolean {
    return this.isNarrowed || this.rows.length > 0;
  }

  get rows() {
    return (this.shown?.rows ?? []).map(({ caseId, caseNumber, subject, createdAt, isMine, status }) => ({
      caseId,
      title: caseTitle(subject),
      number: filled(numberText, caseNumber),
      opened: filled(openedOn, dayOf(createdAt)),
      isColleagues: !isMine,
      status: caseStatus(status),
    }));
  }

  /** Words for an empty list; nothing while there is one. */
  get empty() {
    if (this.shown?.rows.length !== 0) return undefined;
    return this.isNarrowed
      ? { heading: noneFound, text: noneFoundText }
      : { heading: empty, text: emptyText, isFirst: true };
  }

  /** Read out after a search; the list itself is not. */
  get found(): string {
    if (!this.shown || !this.isNarrowed) return '';
    const { length } = this.shown.rows;
    if (length === 0) return noneFound;
    return length === 1 ? foundOne : filled(foundSome, length);
  }

  get currentPage(): number {
    return this.shown?.pageNumber ?? 1;
  }

  get hasNext(): boolean {
    return this.shown?.hasNext ?? false;
  }

  handleFilter({ detail }: CustomEvent<{ value: string }>): void {
    this.filter = detail.value;
    this.pageNumber = 1;
  }

  handleSearch({ detail }: CustomEvent<{ value: string }>): void {
    this.pause.wait(() => {
      this.searchText = detail.value.trim();
      this.pageNumber = 1;
    });
  }

  handlePage({ detail }: CustomEvent<number>): void {
    this.pageNumber = detail;
  }

  handleRetry(): void {
    void refreshApex(this.cases).catch(() => undefined);
  }
}
