import { LightningElement, api } from 'lwc';
import back from '@salesforce/label/c.Cancellation_Back';
import doneBefore from '@salesforce/label/c.Cancellation_Done_Before';
import doneCase from '@salesforce/label/c.Cancellation_Done_Case';
import doneHeading from '@salesforce/label/c.Cancellation_Done_Heading';
import doneNoDay from '@salesforce/label/c.Cancellation_Done_No_Day';
import doneUntil from '@salesforce/label/c.Cancellation_Done_Until';
import goesBack from '@salesforce/label/c.Cancellation_Equipment';
import caseNumber from '@salesforce/label/c.Eligibility_Case_Number';
import equipment from '@salesforce/label/c.Service_Equipment';
import type { Fact } from 'c/factList';
import { day, filled } from 'c/formats';
import { equipmentStatus } from 'c/serviceWords';

/** What became of a request to cancel, and what happens next. */
export default class CancellationOutcome extends LightningElement {
  declare refs: { readonly heading: HTMLElement };
  label = { back, doneCase, doneHeading };

  @api outcome: Apex.CancellationOutcome | undefined;
  /** What has to be sent back. */
  @api equipment: readonly string[] = [];

  @api
  focus(): void {
    this.refs.heading.focus();
  }

  get shown() {
    const { outcome } = this;
    if (!outcome) return undefined;
    return {
      before: outcome.wasAskedBefore ? doneBefore : '',
      until: outcome.lastDay ? filled(doneUntil, day(outcome.lastDay)) : doneNoDay,
      serviceId: outcome.serviceId,
      hasCase: outcome.caseId !== undefined,
      facts: this.factsOf(outcome),
    };
  }

  private factsOf(outcome: Apex.CancellationOutcome): readonly Fact[] {
    return [
      { term: caseNumber, value: outcome.caseNumber, page: 'case', recordId: outcome.caseId },
      { term: goesBack, value: this.equipment.join(', ') },
      { term: equipment, value: equipmentStatus(outcome.equipmentStatus) },
    ];
  }
}
