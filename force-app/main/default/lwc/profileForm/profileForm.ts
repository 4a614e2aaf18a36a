import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getProfile from '@salesforce/apex/ProfileController.getProfile';
import loading from '@salesforce/label/c.Common_Loading';
import customerNumber from '@salesforce/label/c.Home_Customer_Number';
import heading from '@salesforce/label/c.Menu_Profile';
import { filled } from 'c/formats';
import { Freshness } from 'c/freshness';

/** The customer's own data: contact details, e-mail address, language. Each part is saved for itself. */
export default class ProfileForm extends LightningElement {
  label = { heading, loading };
  private readonly freshness = new Freshness('profile');

  @wire(getProfile)
  profile: ApexResult<Apex.CustomerProfile> = {};

  renderedCallback(): void {
    this.freshness.check(this.profile);
  }

  get isLoading(): boolean {
    return !this.profile.data && !this.profile.error;
  }

  get subtitle(): string {
    const number = this.profile.data?.customerNumber;
    return number ? filled(customerNumber, number) : '';
  }

  handleSaved(): void {
    this.refresh();
  }

  handleRetry(): void {
    this.refresh();
  }

  private refresh(): void {
    // A failure is told by the wire itself.
    void refreshApex(this.profile).catch(() => undefined);
  }
}
