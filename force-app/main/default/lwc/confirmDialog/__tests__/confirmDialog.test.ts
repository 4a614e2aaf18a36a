import ConfirmDialog from 'c/confirmDialog';
import { find, findAll, show } from '../../../../../../test/lwc/elements';

interface Dialog {
  open(): void;
}

/** jsdom knows the element but not how it opens. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new CustomEvent('close'));
  };
});

function opened() {
  const element = show<Dialog>('c-confirm-dialog', ConfirmDialog, {
    heading: 'Close the case?',
    confirmLabel: 'Close it',
  });
  const agreed = jest.fn();
  element.addEventListener('confirm', agreed);
  element.open();
  const [cancel, confirm] = findAll(element, 'lightning-button') as HTMLElement[];
  return { element, agreed, cancel: cancel!, confirm: confirm!, dialog: find<HTMLDialogElement>(element, 'dialog') };
}

describe('c-confirm-dialog', () => {
  it('tells once, after it is closed, that the person agreed', () => {
    const { agreed, confirm, dialog } = opened();
    confirm.click();
    expect(dialog.open).toBe(false);
    expect(agreed).toHaveBeenCalledTimes(1);
  });

  it('tells nothing when the person does not want it, also by Escape', () => {
    const { agreed, cancel } = opened();
    cancel.click();
    const { agreed: other, dialog } = opened();
    dialog.close();
    expect(agreed).not.toHaveBeenCalled();
    expect(other).not.toHaveBeenCalled();
  });

  it('forgets an earlier yes when it is opened again', () => {
    const { element, agreed, confirm, cancel } = opened();
    confirm.click();
    element.open();
    cancel.click();
    expect(agreed).toHaveBeenCalledTimes(1);
  });

  it('is accessible', async () => {
    await expect(opened().element).toBeAccessible();
  });
});
