import { LightningElement, api } from 'lwc';
import saveLanguage from '@salesforce/apex/ProfileController.saveLanguage';
import sending from '@salesforce/label/c.Form_Sending';
import heading from '@salesforce/label/c.Profile_Language';
import text from '@salesforce/label/c.Profile_Language_Text';
import use from '@salesforce/label/c.Profile_Language_Use';
import { leaveTo } from 'c/leave';
import { addressIn, rememberLanguage, siteLanguages } from 'c/siteLanguages';

/** The language of portal and messages. Once it is saved the page is loaded anew, in that language. */
export default class ProfileLanguage extends LightningElement {
  label = { heading, text };
  isSending = false;
  problem: unknown;
  private chosen: string | undefined;

  /** `en` or `ja`. */
  @api language = '';

  get options() {
    return siteLanguages().map(({ code, label }) => ({ label, value: code }));
  }

  /** The code of the site's language that Apex means. */
  get value(): string {
    return this.chosen ?? this.options.find(({ value }) => languageOf(value) === this.language)?.value ?? '';
  }

  get useLabel(): string {
    return this.isSending ? sending : use;
  }

  handleChoose({ detail }: CustomEvent<{ value: string }>): void {
    this.chosen = detail.value;
  }

  async handleSave(): Promise<void> {
    const code = this.value;
    if (this.isSending || !code) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      await saveLanguage({ language: languageOf(code) });
      rememberLanguage(code);
      leaveTo(addressIn(code));
    } catch (error) {
      this.problem = error;
      this.isSending = false;
    }
  }
}

/** `en` of `en-US`: Apex knows languages, the site knows where they are spoken. */
function languageOf(code: string): string {
  return code.split('-')[0]!;
}
