import { LightningElement, wire } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import Toast from 'lightning/toast';
import LightningConfirm from 'lightning/confirm';
import { refreshApex } from '@salesforce/apex';
import getGadgets from '@salesforce/apex/GadgetController.getGadgets';
import addGadget from '@salesforce/apex/GadgetController.addGadget';
import heading from '@salesforce/label/c.Gadgets_Heading';

interface Gadget {
  readonly Id: string;
  readonly Name: string;
}

export default class GadgetList extends LightningElement {
  heading = heading;
  name = '';
  problem = '';
  nameLike = '%';

  @wire(getGadgets, { nameLike: '$nameLike' }) gadgets?: { data?: readonly Gadget[]; error?: unknown };
  @wire(CurrentPageReference) page?: { state: Record<string, string> };

  get from(): string {
    return this.page?.state['from'] ?? '';
  }

  handleName(event: CustomEvent<{ value: string }>): void {
    this.name = event.detail.value;
  }

  async handleAdd(): Promise<void> {
    this.problem = '';
    try {
      await addGadget({ name: this.name });
      await refreshApex(this.gadgets);
      Toast.show({ label: `${this.name} was added`, variant: 'success', mode: 'sticky' }, this);
    } catch (error) {
      const { status, body } = error as { status: number; body: { message: string; exceptionType?: string } };
      this.problem = `${status} ${body.message}`;
    }
  }

  async handleAsk(): Promise<void> {
    this.problem = (await LightningConfirm.open({ message: 'Really?', label: 'A question' })) ? 'yes' : 'no';
  }
}
