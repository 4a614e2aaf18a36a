import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import signInAgain from '@salesforce/label/c.Error_Sign_In_Again';
import tryAgain from '@salesforce/label/c.Error_Try_Again';
import warning from '@salesforce/label/c.Error_Warning';
import { problemOf, type Problem } from 'c/errors';
import { leaveTo } from 'c/leave';
import { pageReference } from 'c/pages';

/**
 * Says what went wrong. After a failure that may pass it offers to try again (event `retry`); after the session ended, to sign in.
 * The slot is for what else the visitor can do.
 */
export default class ErrorPanel extends NavigationMixin(LightningElement) {
  declare refs: { readonly panel?: HTMLElement };
  label = { signInAgain, tryAgain, warning };

  /** What a wire or a call failed with; nothing is shown while it is undefined. */
  @api error: unknown;

  /** For after something that the visitor did; does nothing while there is no problem. */
  @api
  focus(): void {
    this.refs.panel?.focus();
  }

  get problem(): Problem | undefined {
    return this.error === undefined || this.error === null ? undefined : problemOf(this.error);
  }

  get canRetry(): boolean {
    return this.problem?.kind === 'offline' || this.problem?.kind === 'fault';
  }

  get isExpired(): boolean {
    return this.problem?.kind === 'expired';
  }

  handleRetry(): void {
    this.dispatchEvent(new CustomEvent('retry'));
  }

  /** By loading anew: the page as it stands takes the visitor for a customer still. Signing in leads back here. */
  async handleSignIn(): Promise<void> {
    const { pathname, search } = window.location;
    leaveTo(await this[NavigationMixin.GenerateUrl](pageReference('login', { startURL: pathname + search })));
  }
}
