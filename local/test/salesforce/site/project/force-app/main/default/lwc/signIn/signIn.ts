import { LightningElement } from 'lwc';
import signIn from '@salesforce/apex/GadgetController.signIn';

export default class SignIn extends LightningElement {
  async handleSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const value = (name: string): string => this.template!.querySelector<HTMLInputElement>(`[name="${name}"]`)!.value;
    const startUrl = new URLSearchParams(window.location.search).get('startURL');
    window.location.assign(await signIn({ username: value('username'), password: value('password'), startUrl }));
  }
}
