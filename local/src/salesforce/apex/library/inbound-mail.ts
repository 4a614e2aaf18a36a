// Mail that comes in, as code that handles it sees it. Source: Apex Reference Guide, "InboundEmail Class" and its neighbours.
import { nativeClass, type NativeClass } from '../native.ts';
import { Bean, beanClass } from './bean.ts';

class InboundEmail extends Bean {}
class InboundEnvelope extends Bean {}
class InboundEmailResult extends Bean {}
class InboundHeader extends Bean {}
class BinaryAttachment extends Bean {}
class TextAttachment extends Bean {}

export const INBOUND: readonly NativeClass[] = [
  nativeClass({
    name: 'Messaging.InboundEmailHandler',
    kind: 'interface',
    abstract: [
      'Messaging.InboundEmailResult handleInboundEmail(Messaging.InboundEmail email, Messaging.InboundEnvelope envelope)',
    ],
  }),
  beanClass('Messaging.InboundEmail', InboundEmail, [
    'List<Messaging.InboundEmail.BinaryAttachment> binaryAttachments',
    'List<Messaging.InboundEmail.TextAttachment> textAttachments',
    'List<Messaging.InboundEmail.Header> headers',
    'List<String> ccAddresses',
    'List<String> toAddresses',
    'List<String> references',
    'String fromAddress',
    'String fromName',
    'String htmlBody',
    'Boolean htmlBodyIsTruncated',
    'String inReplyTo',
    'String messageId',
    'String plainTextBody',
    'Boolean plainTextBodyIsTruncated',
    'String replyTo',
    'String subject',
  ]),
  beanClass('Messaging.InboundEnvelope', InboundEnvelope, ['String fromAddress', 'String toAddress']),
  beanClass('Messaging.InboundEmailResult', InboundEmailResult, ['Boolean success', 'String message'], {
    initial: () => ({ success: true }),
  }),
  beanClass('Messaging.InboundEmail.Header', InboundHeader, ['String name', 'String value']),
  beanClass('Messaging.InboundEmail.BinaryAttachment', BinaryAttachment, [
    'Blob body',
    'String fileName',
    'String mimeTypeSubType',
    'List<Messaging.InboundEmail.Header> headers',
  ]),
  beanClass('Messaging.InboundEmail.TextAttachment', TextAttachment, [
    'String body',
    'Boolean bodyIsTruncated',
    'String charset',
    'String fileName',
    'String mimeTypeSubType',
    'List<Messaging.InboundEmail.Header> headers',
  ]),
];
