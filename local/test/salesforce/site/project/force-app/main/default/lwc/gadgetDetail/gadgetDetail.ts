import { LightningElement, api, wire } from 'lwc';
import getGadget from '@salesforce/apex/GadgetController.getGadget';

export default class GadgetDetail extends LightningElement {
  @api recordId?: string;
  @wire(getGadget, { recordId: '$recordId' }) gadget?: {
    data?: { Name: string };
    error?: { body: { message: string } };
  };

  get text(): string {
    return this.gadget?.data?.Name ?? this.gadget?.error?.body.message ?? '';
  }
}
