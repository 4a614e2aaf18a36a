import { LightningElement, api } from 'lwc';
import filesLabel from '@salesforce/label/c.Case_Reply_Files';
import nothing from '@salesforce/label/c.Case_Reply_Nothing';
import sending from '@salesforce/label/c.Form_Sending';
import missing from '@salesforce/label/c.Portal_Text_Missing';
import tooLong from '@salesforce/label/c.Portal_Text_Too_Long';
import type { ChosenFile } from 'c/fileUpload';
import { filled } from 'c/formats';
import { checkFields, forgiveChanged, showFieldProblem, type FormField } from 'c/formFields';

export interface Reply {
  /** '' when there is a file alone. */
  readonly text: string;
  readonly files: readonly ChosenFile[];
}

interface FileUploadElement extends HTMLElement {
  clear(): void;
  showProblem(text: string): void;
}

/** What a comment of a case holds: 4,000 bytes, as CaseService in Apex has it. Said in characters of this text. */
const MAX_BYTES = 4000;

function maxLength(text: string): number {
  const { size: bytes } = new Blob([text]);
  return bytes <= MAX_BYTES ? MAX_BYTES : Math.floor((MAX_BYTES * text.length) / bytes);
}

/** Takes words for a case, and files where they are allowed: event `send` with Reply in `detail`. What is typed stays until `clear`. */
export default class CaseReply extends LightningElement {
  declare refs: { readonly text: FormField & { value: string | undefined }; readonly files?: FileUploadElement };
  texts = { filesLabel };

  /** What the words are. */
  @api label = '';
  /** Name of the words in the request, by which the server names what is wrong with them. */
  @api name = 'text';
  @api sendLabel = '';
  @api takesFiles = false;
  @api isSending = false;
  private files: readonly ChosenFile[] = [];

  /** Shows beside its field what the server said. @returns false when there is no such field */
  @api
  showProblem(field: string | undefined, text: string): boolean {
    if (field === 'fileName' && this.refs.files) {
      this.refs.files.showProblem(text);
      this.refs.files.focus();
      return true;
    }
    return showFieldProblem([this.refs.text], field, text);
  }

  /** Forgets the words, which were sent; the files are still to be. */
  @api
  clearText(): void {
    this.refs.text.value = '';
  }

  /** Forgets everything. */
  @api
  clear(): void {
    this.clearText();
    this.refs.files?.clear();
  }

  get buttonLabel(): string {
    return this.isSending ? sending : this.sendLabel;
  }

  get isRequired(): boolean {
    return !this.takesFiles;
  }

  handleFiles({ detail }: CustomEvent<readonly ChosenFile[]>): void {
    this.files = detail;
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
  }

  handleSubmit(event: Event): void {
    event.preventDefault();
    if (this.isSending || !checkFields([this.refs.text], { [this.name]: (text) => this.problemWith(text) })) return;
    const detail: Reply = { text: this.refs.text.value?.trim() ?? '', files: this.files };
    this.dispatchEvent(new CustomEvent('send', { detail }));
  }

  private problemWith(text: string): string {
    if (text.trim() === '') {
      if (!this.takesFiles) return filled(missing, this.label);
      return this.files.length ? '' : nothing;
    }
    const most = maxLength(text);
    return text.length > most ? filled(tooLong, this.label, most) : '';
  }
}
