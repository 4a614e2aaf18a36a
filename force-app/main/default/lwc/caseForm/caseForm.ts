import { LightningElement, wire } from 'lwc';
import createCase from '@salesforce/apex/CaseController.createCase';
import suggestArticles from '@salesforce/apex/KnowledgeController.suggestArticles';
import articlesLabel from '@salesforce/label/c.Case_Articles';
import articlesFound from '@salesforce/label/c.Case_Articles_Found';
import back from '@salesforce/label/c.Case_Back';
import description from '@salesforce/label/c.Case_Description';
import descriptionHelp from '@salesforce/label/c.Case_Description_Help';
import goTo from '@salesforce/label/c.Case_Go_To';
import filesLeft from '@salesforce/label/c.Case_New_Files_Left';
import heading from '@salesforce/label/c.Case_New_Heading';
import intro from '@salesforce/label/c.Case_New_Intro';
import send from '@salesforce/label/c.Case_New_Send';
import filesLabel from '@salesforce/label/c.Case_Reply_Files';
import subject from '@salesforce/label/c.Case_Subject';
import requiredNote from '@salesforce/label/c.Form_Required_Note';
import sending from '@salesforce/label/c.Form_Sending';
import { Attachments } from 'c/attachments';
import { problemOf } from 'c/errors';
import type { ChosenFile } from 'c/fileUpload';
import { filled } from 'c/formats';
import {
  checkFields,
  checkLeft,
  forgiveChanged,
  showFieldProblem,
  textRule,
  type FieldRules,
  type FormField,
} from 'c/formFields';
import { pageReference } from 'c/pages';
import { TypingPause } from 'c/typingPause';
import { NavigationMixin } from 'lightning/navigation';

interface FileUploadElement extends HTMLElement {
  showProblem(text: string): void;
}

/** What CaseService in Apex takes. */
const RULES: FieldRules = { subject: textRule(subject, 255), description: textRule(description, 10_000) };
/** More says nothing more about which article may help; see ArticleWords in Apex. */
const MAX_TYPED = 500;

/**
 * Asks customer service something. Articles that may answer it come up while somebody types; what is sent leads to the case.
 * A case that was raised is not raised again when a file of it fails: sending again then sends the rest.
 */
export default class CaseForm extends NavigationMixin(LightningElement) {
  declare refs: { readonly files: FileUploadElement; readonly problem: HTMLElement };
  label = {
    articlesLabel,
    back,
    description,
    descriptionHelp,
    filesLabel,
    goTo,
    heading,
    intro,
    requiredNote,
    subject,
  };
  isSending = false;
  problem: unknown;
  /** Undefined until something is typed: nothing is asked before. */
  typed: string | undefined;
  /** The case, once there is one. */
  caseId: string | undefined;
  private articlesKnown: readonly Apex.ArticleRow[] = [];
  private files: readonly ChosenFile[] = [];
  private isFocusDue = false;
  private readonly attachments = new Attachments();
  private readonly pause = new TypingPause();

  /** A failure takes nothing away: they were only suggestions. */
  @wire(suggestArticles, { typed: '$typed' } as const)
  readArticles({ data }: ApexResult<readonly Apex.ArticleRow[]>): void {
    if (data) this.articlesKnown = data;
  }

  renderedCallback(): void {
    if (!this.isFocusDue) return;
    this.isFocusDue = false;
    this.refs.problem.focus();
  }

  disconnectedCallback(): void {
    this.pause.stop();
  }

  get articles(): readonly Apex.ArticleRow[] {
    return this.typed ? this.articlesKnown : [];
  }

  get articlesText(): string {
    return this.articles.length ? filled(articlesFound, this.articles.length) : '';
  }

  get sendLabel(): string {
    return this.isSending ? sending : send;
  }

  get isRaised(): boolean {
    return this.caseId !== undefined;
  }

  get filesLeft(): string {
    return this.isRaised && this.problem !== undefined ? filesLeft : '';
  }

  handleTyping(): void {
    this.pause.wait(() => {
      const typed = this.fields.map(({ value }) => value?.trim() ?? '').join(' ');
      this.typed = typed.trim().slice(0, MAX_TYPED) || (this.typed === undefined ? undefined : '');
    });
  }

  handleLeave(event: Event): void {
    checkLeft(event, RULES);
  }

  handleChange(event: Event): void {
    forgiveChanged(event);
  }

  handleFiles({ detail }: CustomEvent<readonly ChosenFile[]>): void {
    this.files = detail;
  }

  async handleSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isSending || !checkFields(this.fields, RULES)) return;
    this.isSending = true;
    this.problem = undefined;
    try {
      const values = Object.fromEntries(this.fields.map(({ name, value }) => [name, value]));
      this.caseId ??= await createCase({ subject: values.subject, description: values.description });
      await this.attachments.send(this.caseId, this.files);
      this[NavigationMixin.Navigate](pageReference('case', { recordId: this.caseId, raised: 'yes' }));
    } catch (error) {
      this.show(error);
    } finally {
      this.isSending = false;
    }
  }

  private show(error: unknown): void {
    const { field, text } = problemOf(error);
    if (field === 'fileName') this.refs.files.showProblem(text);
    else if (showFieldProblem(this.fields, field, text)) return;
    this.problem = error;
    this.isFocusDue = true;
  }

  private get fields(): FormField[] {
    return [...this.template!.querySelectorAll<FormField>('[data-field]')];
  }
}
