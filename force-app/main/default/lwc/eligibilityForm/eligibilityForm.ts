import { LightningElement, api } from 'lwc';
import building from '@salesforce/label/c.Eligibility_Building';
import buildingHelp from '@salesforce/label/c.Eligibility_Building_Help';
import city from '@salesforce/label/c.Eligibility_City';
import forCompany from '@salesforce/label/c.Eligibility_For_Company';
import forHome from '@salesforce/label/c.Eligibility_For_Home';
import lineRefused from '@salesforce/label/c.Eligibility_Line_Refused';
import postalCode from '@salesforce/label/c.Eligibility_Postal_Code';
import postalCodeRefused from '@salesforce/label/c.Eligibility_Postal_Code_Refused';
import prefecture from '@salesforce/label/c.Eligibility_Prefecture';
import send from '@salesforce/label/c.Eligibility_Send';
import street from '@salesforce/label/c.Eligibility_Street';
import whom from '@salesforce/label/c.Eligibility_For';
import choose from '@salesforce/label/c.Form_Choose';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import sending from '@salesforce/label/c.Form_Sending';
import { INTERNET } from 'c/commodityWords';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  type FieldRule,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { filled } from 'c/formats';
import { isPlainLine, postalCodeOf } from 'c/japaneseText';
import { PREFECTURES } from 'c/prefectures';

export interface AddressToCheck {
  readonly address: ApexInput.ServiceAddress;
  readonly commodity: string;
}

/** What ServiceAddress in Apex takes, said while somebody types. */
const RULES: FieldRules = {
  commodity: textRule(whom, 80),
  postalCode: (value) => textRule(postalCode, 10)(value) || (postalCodeOf(value) ? '' : postalCodeRefused),
  prefecture: textRule(prefecture, 80),
  city: lineRule(city, 40),
  street: lineRule(street, 150),
  building: (value) => (value.trim() === '' ? '' : lineRule(building, 100)(value)),
};

function lineRule(label: string, maxLength: number): FieldRule {
  const text = textRule(label, maxLength);
  return (value) => text(value) || (isPlainLine(value) ? '' : filled(lineRefused, label));
}

/** Asks for an address in Japan: event `check` with AddressToCheck in `detail`, once it can be one. What is typed stays. */
export default class EligibilityForm extends LightningElement {
  label = { building, buildingHelp, choose, city, postalCode, prefecture, requiredNote, street, whom };
  kinds = [
    { label: forHome, value: INTERNET.personal },
    { label: forCompany, value: INTERNET.corporate },
  ];
  prefectures = PREFECTURES;
  commodity = '';

  @api isSending = false;

  /** Shows beside its field what the server said. @returns false when there is no such field */
  @api
  showProblem(field: string | undefined, text: string): boolean {
    return showFieldProblem(this.fields, field, text);
  }

  get sendLabel(): string {
    return this.isSending ? sending : send;
  }

  handleLeave(event: Event): void {
    const field = event.target as FormField;
    checkLeft(event, RULES);
    // As it will be written on the letter: the form shows what it understood.
    if (field.name === 'postalCode') {
      const tidy = postalCodeOf(field.value ?? '');
      if (tidy) Object.assign(field, { value: tidy });
    }
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
  }

  handleSubmit(event: Event): void {
    event.preventDefault();
    if (this.isSending || !checkFields(this.fields, RULES)) return;
    const { commodity = '', ...address } = Object.fromEntries(this.fields.map(({ name, value }) => [name, value]));
    this.dispatchEvent(new CustomEvent<AddressToCheck>('check', { detail: { address, commodity } }));
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
