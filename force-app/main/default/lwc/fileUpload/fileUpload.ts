import { LightningElement, api } from 'lwc';
import chosen from '@salesforce/label/c.File_Chosen';
import hintText from '@salesforce/label/c.File_Hint';
import madeSmaller from '@salesforce/label/c.File_Made_Smaller';
import notRead from '@salesforce/label/c.File_Not_Read';
import preparing from '@salesforce/label/c.File_Preparing';
import remove from '@salesforce/label/c.File_Remove';
import tooLarge from '@salesforce/label/c.File_Too_Large';
import tooMany from '@salesforce/label/c.File_Too_Many';
import wrongType from '@salesforce/label/c.File_Wrong_Type';
import { fileSize, filled } from 'c/formats';
import { shrunk } from 'c/photographs';

/** A file as Apex takes it. */
export interface ChosenFile {
  readonly fileName: string;
  /** The content, without a `data:` head. */
  readonly base64: string;
  readonly bytes: number;
  /** What it had before it was made smaller. */
  readonly bytesBefore: number;
}

/** What UploadedFile in Apex takes, by the end of the name. */
const TYPES: readonly string[] = ['.pdf', '.jpg', '.jpeg', '.png'];
const MEGABYTE = 1024 * 1024;

/**
 * Lets a person choose files, says at once what is wrong with them, and reads them; photographs that are larger than their share
 * of what is allowed are made smaller, and it says so. Event `files` with all chosen files in `detail`. What was chosen stays until it is removed or `clear` is called, also over a failed submit.
 */
export default class FileUpload extends LightningElement {
  declare refs: { readonly input: HTMLElement };
  texts = { chosen };

  @api label = '';
  @api help = '';
  @api required = false;
  @api disabled = false;
  @api maxFiles = 1;
  /** All files together. */
  @api maxBytes = 2 * MEGABYTE;

  problem = '';
  isPreparing = false;
  accept = TYPES.join(',');
  private chosenFiles: readonly ChosenFile[] = [];
  private reading: Promise<void> = Promise.resolve();

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

  /** Settles once what was chosen last is read, or was refused. */
  @api
  ready(): Promise<void> {
    return this.reading;
  }

  @api
  focus(): void {
    this.refs.input.focus();
  }

  get multiple(): boolean {
    return this.maxFiles > 1;
  }

  get status(): string {
    return this.isPreparing ? preparing : '';
  }

  get hint(): string {
    return filled(hintText, this.maxFiles, fileSize(this.maxBytes));
  }

  get files() {
    return this.chosenFiles.map(({ fileName, bytes, bytesBefore }) => ({
      fileName,
      size: bytes < bytesBefore ? filled(madeSmaller, fileSize(bytes), fileSize(bytesBefore)) : fileSize(bytes),
      remove: filled(remove, fileName),
    }));
  }

  handleChoice(event: CustomEvent<{ files: FileList }>): void {
    const given = [...event.detail.files];
    this.problem = this.problemWithChoice(given);
    if (!this.problem) this.reading = this.take(given);
  }

  handleRemove(event: Event): void {
    const { name } = (event.currentTarget as HTMLElement).dataset;
    this.choose(this.chosenFiles.filter(({ fileName }) => fileName !== name));
  }

  private async take(given: readonly File[]): Promise<void> {
    this.isPreparing = true;
    try {
      this.add(await Promise.all(given.map((file) => this.prepared(file))));
    } catch {
      this.problem = notRead;
    } finally {
      this.isPreparing = false;
    }
  }

  private problemWithChoice(given: readonly File[]): string {
    const wrong = given.find(({ name }) => !TYPES.some((ending) => name.toLowerCase().endsWith(ending)));
    if (wrong) return filled(wrongType, wrong.name);
    return given.length > this.maxFiles ? filled(tooMany, this.maxFiles) : '';
  }

  private async prepared(file: File): Promise<ChosenFile> {
    const small = await shrunk(file, Math.floor(this.maxBytes / this.maxFiles));
    return { ...(await read(small)), bytesBefore: file.size };
  }

  private add(given: readonly ChosenFile[]): void {
    const names = new Set(given.map(({ fileName }) => fileName));
    const kept = this.multiple ? this.chosenFiles.filter(({ fileName }) => !names.has(fileName)) : [];
    const all = [...kept, ...given];
    this.problem = this.problemWith(all);
    if (!this.problem) this.choose(all);
  }

  private problemWith(all: readonly ChosenFile[]): string {
    if (all.length > this.maxFiles) return filled(tooMany, this.maxFiles);
    const bytes = all.reduce((sum, file) => sum + file.bytes, 0);
    return bytes > this.maxBytes ? filled(tooLarge, fileSize(this.maxBytes)) : '';
  }

  private choose(files: readonly ChosenFile[]): void {
    this.problem = '';
    this.chosenFiles = files;
    this.dispatchEvent(new CustomEvent('files', { detail: files }));
  }
}

function read(file: File): Promise<Omit<ChosenFile, 'bytesBefore'>> {
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
