// Messaging: outgoing mail, checked and recorded. Source: Apex Reference Guide, Messaging namespace.
import { spendCounter } from '../async/execution.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { given, refuse } from './given.ts';
import { mail } from './mailbox.ts';
import { MAILS_A_DAY } from './small-classes.ts';
import { INBOUND } from './inbound-mail.ts';
import { NOTIFICATIONS } from './custom-notification.ts';

class SingleEmail extends Bean {}
class MassEmail extends Bean {}
class FileAttachment extends Bean {}

interface Refusal {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  readonly targetObjectId: string | null;
}

class SendEmailError {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

class SendEmailResult {
  readonly refusal: Refusal | undefined;
  constructor(refusal: Refusal | undefined) {
    this.refusal = refusal;
  }
}

const COMMON = [
  'String subject',
  'String replyTo',
  'String senderDisplayName',
  'Boolean saveAsActivity',
  'Boolean useSignature',
  'Boolean bccSender',
  'String emailPriority',
];

const SINGLE = beanClass(
  'Messaging.SingleEmailMessage',
  SingleEmail,
  [
    ...COMMON,
    'List<String> toAddresses',
    'List<String> ccAddresses',
    'List<String> bccAddresses',
    'String plainTextBody',
    'String htmlBody',
    'String charset',
    'Id targetObjectId',
    'Id whatId',
    'Id templateId',
    'Id orgWideEmailAddressId',
    'String inReplyTo',
    'String references',
    'String optOutPolicy',
    'String templateName',
    'Boolean treatBodiesAsTemplate',
    'Boolean treatTargetObjectAsRecipient',
    'List<Id> documentAttachments',
    'List<Id> entityAttachments',
    'List<Messaging.EmailFileAttachment> fileAttachments',
  ],
  {
    extends: 'Messaging.Email',
    hasMethods: true,
    initial: () => ({ saveAsActivity: true, useSignature: true, bccSender: false }),
    methods: {
      /** As old code calls it. */
      'Boolean isTreatBodiesAsTemplate()': (_vm: Vm, self: SingleEmail) => self.get('treatBodiesAsTemplate') === true,
      'Boolean isTreatTargetObjectAsRecipient()': (_vm: Vm, self: SingleEmail) =>
        self.get('treatTargetObjectAsRecipient') !== false,
    },
  },
);

const MASS = beanClass(
  'Messaging.MassEmailMessage',
  MassEmail,
  [...COMMON, 'String description', 'List<Id> targetObjectIds', 'List<Id> whatIds', 'Id templateId'],
  { extends: 'Messaging.Email', hasMethods: true },
);

const texts = (value: ApexValue): string[] =>
  value instanceof ApexList ? value.items.map((item) => (typeof item === 'string' ? item : '')) : [];

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** E-mail address of a user, contact or lead. */
function addressOf(vm: Vm, id: ApexValue): string | undefined {
  if (typeof id !== 'string') return undefined;
  for (const type of ['User', 'Contact', 'Lead']) {
    const row = vm.org.store.get(type, id);
    if (row) return typeof row['Email'] === 'string' ? row['Email'] : undefined;
  }
  return undefined;
}

interface Recipients {
  readonly to: string[];
  readonly cc: string[];
  readonly bcc: string[];
}

/** Addresses may be given as text or as ids of people. */
function recipientsOf(vm: Vm, email: Bean): Recipients {
  const of = (name: string) => texts(email.get(name)).map((one) => addressOf(vm, one) ?? one);
  const target =
    email.get('treatTargetObjectAsRecipient') === false ? undefined : addressOf(vm, email.get('targetObjectId'));
  const masses = texts(email.get('targetObjectIds')).map((id) => addressOf(vm, id) ?? id);
  return {
    to: [...(target ? [target] : []), ...of('toAddresses'), ...masses],
    cc: of('ccAddresses'),
    bcc: of('bccAddresses'),
  };
}

function check(vm: Vm, email: Bean, { to, cc, bcc }: Recipients): Refusal | undefined {
  const targetObjectId = (email.get('targetObjectId') as string | null) ?? null;
  const refusal = (statusCode: string, message: string, fields: readonly string[] = []): Refusal => ({
    statusCode,
    message,
    fields,
    targetObjectId,
  });
  if (!to.length && !cc.length && !bcc.length)
    return refusal('REQUIRED_FIELD_MISSING', 'Add a recipient to send an email.');
  for (const [name, all] of Object.entries({ toAddresses: to, ccAddresses: cc, bccAddresses: bcc }))
    for (const address of all)
      if (!ADDRESS.test(address))
        return refusal('INVALID_EMAIL_ADDRESS', `Email address is invalid: ${address}`, [name, address]);
  if (email.get('templateId') !== null) {
    const id = String(email.get('templateId'));
    return vm.org.store.get('EmailTemplate', id)
      ? undefined
      : refusal('INVALID_ID_FIELD', `Invalid template id: ${id}`);
  }
  if (email instanceof SingleEmail && email.get('plainTextBody') === null && email.get('htmlBody') === null)
    return refusal('REQUIRED_FIELD_MISSING', 'Missing body, need at least one of html or plainText', []);
  return undefined;
}

/** Templates are recorded as they stand: their merge fields are not filled in. */
function record(vm: Vm, email: Bean, recipients: Recipients): void {
  const templateId = email.get('templateId');
  const template = typeof templateId === 'string' ? vm.org.store.get('EmailTemplate', templateId) : undefined;
  const text = (name: string, field: string) => (email.get(name) ?? template?.[field] ?? null) as string | null;
  mail(vm, {
    sentAt: vm.org.clock(),
    from: vm.user.email,
    ...recipients,
    subject: text('subject', 'Subject') ?? '',
    text: text('plainTextBody', 'Body'),
    html: text('htmlBody', 'HtmlValue'),
    attachments: fileNames(email),
    whatId: (email.get('whatId') as string | null) ?? null,
  });
}

function fileNames(email: Bean): string[] {
  const files = email.get('fileAttachments');
  return files instanceof ApexList ? files.items.map((file) => (file as FileAttachment).text('fileName')) : [];
}

function sendEmail(vm: Vm, messages: ApexList | null, allOrNothing: boolean | null = true): ApexList {
  const all = given(vm, messages).items as Bean[];
  const checked = all.map((email) => {
    const recipients = recipientsOf(vm, given(vm, email));
    return { email, recipients, refusal: check(vm, email, recipients) };
  });
  const failures = checked.flatMap(({ refusal }, row) =>
    refusal ? [{ row, id: refusal.targetObjectId, ...refusal }] : [],
  );
  const [first] = failures;
  if (first && allOrNothing !== false)
    vm.raise(
      'System.EmailException',
      `SendEmail failed. First exception on row ${first.row}; first error: ${first.statusCode}, ${first.message}: [${first.fields.join(', ')}]`,
      failures,
    );
  if (all.length) spendCounter(vm, 'emailInvocations');
  for (const { email, recipients, refusal } of checked) if (!refusal) record(vm, email, recipients);
  return new ApexList(
    vm.types.list(vm.types.native('Messaging.SendEmailResult')),
    checked.map(({ refusal }) => new SendEmailResult(refusal)),
  );
}

const reserved = () => ({ mails: 0 });

/** @throws ApexThrow the org may not send so many a day */
function reserve(vm: Vm, count: number | null): null {
  const state = vm.keep(reserved, reserved);
  state.mails += given(vm, count);
  if (state.mails >= MAILS_A_DAY)
    vm.raise('System.HandledException', 'The daily limit for the org would be exceeded by this request'); // (unconfirmed)
  return null;
}

const MESSAGING = nativeClass({
  name: 'Messaging',
  statics: {
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails)': sendEmail,
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails, Boolean allOrNothing)': sendEmail,
    'List<Messaging.SendEmailResult> sendEmailMessage(List<Id> ids)': (vm) => refuse(vm, 'Messaging.sendEmailMessage'),
    'List<Messaging.SendEmailResult> sendEmailMessage(List<Id> ids, Boolean allOrNothing)': (vm) =>
      refuse(vm, 'Messaging.sendEmailMessage'),
    'void reserveSingleEmailCapacity(Integer count)': reserve,
    'void reserveMassEmailCapacity(Integer count)': reserve,
    'Messaging.SingleEmailMessage renderStoredEmailTemplate(String templateId, String whoId, String whatId)': (vm) =>
      refuse(vm, 'Messaging.renderStoredEmailTemplate'),
    'List<Messaging.RenderEmailTemplateBodyResult> renderEmailTemplate(String whoId, String whatId, List<String> bodies)':
      (vm) => refuse(vm, 'Messaging.renderEmailTemplate'),
    'Messaging.InboundEmail extractInboundEmail(Object source, Boolean includeForwardedAttachments)': (vm) =>
      refuse(vm, 'Messaging.extractInboundEmail'),
  },
});

function errorsOf(vm: Vm, { refusal }: SendEmailResult): ApexList {
  const errors = refusal ? [new SendEmailError(refusal)] : [];
  return new ApexList(vm.types.list(vm.types.native('Messaging.SendEmailError')), errors);
}

const OTHERS: readonly NativeClass[] = [
  nativeClass({ name: 'Messaging.Email', kind: 'abstract' }),
  beanClass(
    'Messaging.EmailFileAttachment',
    FileAttachment,
    ['Blob body', 'String contentType', 'String fileName', 'Boolean inline', 'Id id'],
    { hasMethods: true },
  ),
  nativeClass({ name: 'Messaging.RenderEmailTemplateBodyResult', unsupported: 'templates are not merged' }),
  nativeClass({
    name: 'Messaging.SendEmailResult',
    js: SendEmailResult,
    fields: {
      'Boolean success': (_vm, self: SendEmailResult) => !self.refusal,
      'List<Messaging.SendEmailError> errors': errorsOf,
    },
    methods: {
      'Boolean isSuccess()': (_vm, self: SendEmailResult) => !self.refusal,
      'List<Messaging.SendEmailError> getErrors()': errorsOf,
    },
  }),
  nativeClass({
    name: 'Messaging.SendEmailError',
    js: SendEmailError,
    fields: {
      'String message': (_vm, { refusal }: SendEmailError) => refusal.message,
      'String statusCode': (_vm, { refusal }: SendEmailError) => refusal.statusCode,
      'List<String> fields': (vm, { refusal }: SendEmailError) =>
        new ApexList(vm.types.list(vm.types.string), [...refusal.fields]),
    },
    methods: {
      'List<String> getFields()': (vm, { refusal }: SendEmailError) =>
        new ApexList(vm.types.list(vm.types.string), [...refusal.fields]),
      'String getMessage()': (_vm, { refusal }: SendEmailError) => refusal.message,
      'System.StatusCode getStatusCode()': (vm, { refusal }: SendEmailError) =>
        vm.types.enumValue(vm.types.native('System.StatusCode'), refusal.statusCode) ?? null,
      'String getTargetObjectId()': (_vm, { refusal }: SendEmailError) => refusal.targetObjectId,
    },
  }),
];

export const MESSAGING_CLASSES: readonly NativeClass[] = [
  MESSAGING,
  SINGLE,
  MASS,
  ...OTHERS,
  ...INBOUND,
  ...NOTIFICATIONS,
];
