// Files go to a case one by one: each is a request of its own, because together they would be more than one can carry.
import attachFile from '@salesforce/apex/CaseController.attachFile';
import type { ChosenFile } from 'c/fileUpload';

/** Sends files that a form holds. What was sent is not sent again when the form is, after another file failed. */
export class Attachments {
  private readonly sent = new WeakSet<ChosenFile>();

  /** @throws what Apex answers to the first file that it does not take; those before it are attached */
  async send(caseId: string, files: readonly ChosenFile[]): Promise<void> {
    for (const file of files) {
      if (this.sent.has(file)) continue;
      // eslint-disable-next-line no-await-in-loop -- two at once would wait for each other: both hold the case
      await attachFile({ caseId, fileName: file.fileName, base64: file.base64 });
      this.sent.add(file);
    }
  }
}
