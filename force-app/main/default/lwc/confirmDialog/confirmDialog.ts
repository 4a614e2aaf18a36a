import { LightningElement, api } from 'lwc';
import cancel from '@salesforce/label/c.Common_Cancel';

/** Asks once more. Call `open()`; event `confirm` when the person agrees. The slot says what will happen. */
export default class ConfirmDialog extends LightningElement {
  declare refs: { readonly dialog: HTMLDialogElement };

  @api heading = '';
  @api confirmLabel = '';
  @api cancelLabel = cancel;
  private isAgreed = false;

  @api
  open(): void {
    this.isAgreed = false;
    this.refs.dialog.showModal();
  }

  handleCancel(): void {
    this.refs.dialog.close();
  }

  handleConfirm(): void {
    this.isAgreed = true;
    this.refs.dialog.close();
  }

  /** Also after Escape. Told only now, when the focus is back where it was. */
  handleClose(): void {
    if (this.isAgreed) this.dispatchEvent(new CustomEvent('confirm'));
  }
}
