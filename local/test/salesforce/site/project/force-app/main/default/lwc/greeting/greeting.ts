import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import basePath from '@salesforce/community/basePath';
import isGuest from '@salesforce/user/isGuest';
import lang from '@salesforce/i18n/lang';

export default class Greeting extends NavigationMixin(LightningElement) {
  @api greeting?: string;
  @api repeat?: number;
  @api isLoud = false;

  get facts(): string {
    return JSON.stringify({
      greeting: this.greeting,
      repeat: this.repeat,
      isLoud: this.isLoud,
      basePath,
      isGuest,
      lang,
    });
  }

  handleClick(): void {
    this[NavigationMixin.Navigate]({
      type: 'comm__namedPage',
      attributes: { name: 'Gadgets__c' },
      state: { from: 'home' },
    });
  }
}
