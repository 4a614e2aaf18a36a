// What names, addresses and numbers of people may look like: the rules of Applicant and RegistrationService in Apex, said while
// somebody types.
import company from '@salesforce/label/c.Registration_Company';
import customerNumber from '@salesforce/label/c.Registration_Customer_Number';
import customerNumberRefused from '@salesforce/label/c.Registration_Customer_Number_Refused';
import email from '@salesforce/label/c.Registration_Email';
import emailRefused from '@salesforce/label/c.Registration_Email_Refused';
import firstName from '@salesforce/label/c.Registration_First_Name';
import lastName from '@salesforce/label/c.Registration_Last_Name';
import nameRefused from '@salesforce/label/c.Registration_Name_Refused';
import phone from '@salesforce/label/c.Registration_Phone';
import phoneRefused from '@salesforce/label/c.Registration_Phone_Refused';
import { textRule, type FieldRule } from 'c/formFields';
import { filled } from 'c/formats';
import { halfWidth, oneLine } from 'c/japaneseText';

/** A dot between letters makes a link of a name, in the mail that we greet its owner with. */
const NAME = /^(?!.*\.\S)[\p{L}\p{M}][\p{L}\p{M} .'’・-]*$/u;
const COMPANY = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .,&'’・()（）-]*$/u;
const EMAIL = /^[a-z0-9._%+'-]+@([a-z0-9-]+\.)+[a-z]{2,}$/;
const PHONE = /^\+?[0-9(][0-9 ()-]*$/;
const CUSTOMER_NUMBER = /^C-[0-9]{7,10}$/;

export const firstNameRule = nameRule(firstName, 40, NAME);
export const lastNameRule = nameRule(lastName, 80, NAME);
export const companyRule = nameRule(company, 120, COMPANY);
export const emailRule = shapeRule(email, 80, (value) => EMAIL.test(halfWidth(value).toLowerCase()), emailRefused);
export const phoneRule = shapeRule(phone, 30, isPhone, phoneRefused);
export const customerNumberRule = shapeRule(
  customerNumber,
  20,
  (value) => CUSTOMER_NUMBER.test(halfWidth(value).toUpperCase()),
  customerNumberRefused,
);

/** The same for a field that may stay empty. */
export function optional(rule: FieldRule): FieldRule {
  return (value) => (value.trim() === '' ? '' : rule(value));
}

function nameRule(label: string, maxLength: number, shape: RegExp): FieldRule {
  return shapeRule(label, maxLength, (value) => shape.test(oneLine(value)), filled(nameRefused, label));
}

function shapeRule(label: string, maxLength: number, isRight: (value: string) => boolean, refusal: string): FieldRule {
  const text = textRule(label, maxLength);
  return (value) => text(value) || (isRight(value) ? '' : refusal);
}

function isPhone(typed: string): boolean {
  const tidy = halfWidth(typed);
  const digits = tidy.replace(/[^0-9]/g, '').length;
  return PHONE.test(tidy) && digits >= 10 && digits <= 15;
}
