import { LightningElement, api } from 'lwc';
import saveProfile from '@salesforce/apex/ProfileController.saveProfile';
import choose from '@salesforce/label/c.Form_Choose';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import sending from '@salesforce/label/c.Form_Sending';
import address from '@salesforce/label/c.Profile_Address';
import city from '@salesforce/label/c.Profile_City';
import heading from '@salesforce/label/c.Profile_Contact';
import mobile from '@salesforce/label/c.Profile_Mobile';
import name from '@salesforce/label/c.Profile_Name';
import nameFixed from '@salesforce/label/c.Profile_Name_Fixed';
import none from '@salesforce/label/c.Profile_None';
import postalCode from '@salesforce/label/c.Profile_Postal_Code';
import postalCodeRefused from '@salesforce/label/c.Profile_Postal_Code_Refused';
import prefecture from '@salesforce/label/c.Profile_Prefecture';
import save from '@salesforce/label/c.Profile_Save';
import saved from '@salesforce/label/c.Profile_Saved';
import street from '@salesforce/label/c.Profile_Street';
import writeToUs from '@salesforce/label/c.Profile_Write_To_Us';
import firstName from '@salesforce/label/c.Registration_First_Name';
import lastName from '@salesforce/label/c.Registration_Last_Name';
import phone from '@salesforce/label/c.Registration_Phone';
import { problemOf } from 'c/errors';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  valueOf,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { personName } from 'c/formats';
import { postalCodeOf } from 'c/japaneseText';
import { firstNameRule, lastNameRule, optional, phoneRule } from 'c/personRules';
import { PREFECTURES } from 'c/prefectures';

/** What ProfileService in Apex takes, said while somebody types. */
const RULES: FieldRules = {
  lastName: lastNameRule,
  firstName: firstNameRule,
  phone: optional(phoneRule),
  mobilePhone: optional(phoneRule),
  postalCode: optional((value) => (postalCodeOf(value) ? '' : postalCodeRefused)),
  prefecture: optional(textRule(prefecture, 80)),
  city: optional(textRule(city, 40)),
  street: optional(textRule(street, 255)),
};

/** Names, telephone numbers and address: what the customer may change at once. Event `saved` once it is; what is typed stays. */
export default class ProfileContact extends LightningElement {
  declare refs: { readonly outcome?: HTMLElement; readonly problem?: HTMLElement };
  label = {
    address,
    choose,
    city,
    firstName,
    heading,
    lastName,
    mobile,
    name,
    nameFixed,
    phone,
    postalCode,
    prefecture,
    requiredNote,
    street,
    writeToUs,
  };
  isSending = false;
  problem: unknown;
  outcome = '';
  private focusesOutcome = false;

  @api profile!: Apex.CustomerProfile;

  renderedCallback(): void {
    if (!this.focusesOutcome || !this.refs.outcome) return;
    this.focusesOutcome = false;
    this.refs.outcome.focus();
  }

  /** One that customer service wrote in its own way stays as it is until another is chosen. */
  get prefectures() {
    const { prefecture: present } = this.profile;
    const isListed = !present || PREFECTURES.some(({ value }) => value === present);
    return [{ label: none, value: '' }, ...(isListed ? [] : [{ label: present, value: present }]), ...PREFECTURES];
  }

  get fullName(): string {
    return personName(this.profile.firstName, this.profile.lastName);
  }

  get saveLabel(): string {
    return this.isSending ? sending : save;
  }

  handleLeave(event: Event): void {
    checkLeft(event, RULES);
    const field = event.target as FormField;
    // As it will be written on the letter: the form shows what it understood.
    const tidy = field.name === 'postalCode' ? postalCodeOf(valueOf(field)) : undefined;
    if (tidy) Object.assign(field, { value: tidy });
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
    this.outcome = '';
  }

  handleSubmit(event: Event): Promise<void> | undefined {
    event.preventDefault();
    return this.send();
  }

  handleRetry(): Promise<void> | undefined {
    return this.send();
  }

  private async send(): Promise<void> {
    if (this.isSending || !checkFields(this.fields, RULES)) return;
    this.isSending = true;
    this.problem = undefined;
    this.outcome = '';
    try {
      // Names are not among the fields while they may not change, and so stay as they are.
      await saveProfile({ changes: Object.fromEntries(this.fields.map((field) => [field.name, valueOf(field)])) });
      this.outcome = saved;
      this.focusesOutcome = true;
      this.dispatchEvent(new CustomEvent('saved'));
    } catch (error) {
      const { field, text } = problemOf(error);
      if (!showFieldProblem(this.fields, field, text)) this.problem = error;
    } finally {
      this.isSending = false;
    }
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
