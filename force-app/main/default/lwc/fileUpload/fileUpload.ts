import { LightningElement, api } from 'lwc';
import chosen from '@salesforce/label/c.File_Chosen';
import hintText from '@salesforce/label/c.File_Hint';
import notRead from '@salesforce/label/c.File_Not_Read';
import remove from '@salesforce/label/c.File_Remove';
import tooLarge from '@salesforce/label/c.File_Too_Large';
import tooMany from '@salesforce/label/c.File_Too_Many';
import wrongType from '@salesforce/label/c.File_Wrong_Type';
import { filled } from 'c/formats';

/** A file as Apex takes it. */
export interface ChosenFile {
  readonly fileName: string;
  /** The content, without a `data:` head. */
  readonly base64: string;
  readonly bytes: number;
}

/** What UploadedFile in Apex takes, by the end of the name. */
const TYPES: readonly string[] = ['.pdf', '.jpg', '.jpeg', '.png'];
const MEGABYTE = 1024 * 1024;

/**
 * Lets a person choose files, says at once what is wrong with them, and reads them. Event `files` with all chosen files in
 * `detail`. What was chosen stays until it is removed or `clear` is called, also over a failed submit.
 */
export default class FileUpload extends LightningElement {
  texts = { chosen };

  @api label = '';
  @api help = '';
  @api required = false;
  @api disabled = false;
  @api maxFiles = 1;
  /** All files together. */
  @api maxBytes = 2 * MEGABYTE;

  problem = '';
  accept = TYPES.join(',');
  private chosenFiles: readonly ChosenFile[] = [];

  /** Forgets what was chosen. */
  @api
  clear(): void {
    this.choose([]);
  }

  /** Shows what the server said about the files. */
  @api
  showProblem(text: string): void {
    this.problem = text;
  }

  get multiple(): boolean {
    return this.maxFiles > 1;
  }

  get hint(): string {
    return filled(hintText, this.maxFiles, sizeOf(this.maxBytes));
  }

  get files() {
    return this.chosenFiles.map(({ fileName, bytes }) => ({
      fileName,
      size: sizeOf(bytes),
      remove: filled(remove, fileName),
    }));
  }

  async handleChoice(event: CustomEvent<{ files: FileList }>): Promise<void> {
    const given = [...event.detail.files];
    const kept = this.multiple
      ? this.chosenFiles.filter(({ fileName }) => given.every(({ name }) => name !== fileName))
      : [];
    this.problem = this.problemWith(kept, given);
    if (this.problem) return;
    try {
      this.choose([...kept, ...(await Promise.all(given.map(read)))]);
    } catch {
      this.problem = notRead;
    }
  }

  handleRemove(event: Event): void {
    const { name } = (event.currentTarget as HTMLElement).dataset;
    this.choose(this.chosenFiles.filter(({ fileName }) => fileName !== name));
  }

  private problemWith(kept: readonly ChosenFile[], given: readonly File[]): string {
    const wrong = given.find(({ name }) => !TYPES.some((ending) => name.toLowerCase().endsWith(ending)));
    if (wrong) return filled(wrongType, wrong.name);
    if (kept.length + given.length > this.maxFiles) return filled(tooMany, this.maxFiles);
    const bytes = kept.reduce((sum, file) => sum + file.bytes, 0) + given.reduce((sum, { size }) => sum + size, 0);
    return bytes > this.maxBytes ? filled(tooLarge, sizeOf(this.maxBytes)) : '';
  }

  private choose(files: readonly ChosenFile[]): void {
    this.problem = '';
    this.chosenFiles = files;
    this.dispatchEvent(new CustomEvent('files', { detail: files }));
  }
}

function sizeOf(bytes: number): string {
  return bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

function read(file: File): Promise<ChosenFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const text = reader.result as string;
      resolve({ fileName: file.name, base64: text.slice(text.indexOf(',') + 1), bytes: file.size });
    };
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
