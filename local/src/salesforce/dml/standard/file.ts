// Files: a version makes its document and the links to owner and first record.
// Source: Object Reference, "ContentVersion", "ContentDocumentLink"; reference/platform-behaviour.md §6.
import { createHash } from 'node:crypto';
import type { Value } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SavingRecord } from '../save.ts';
import type { RuleContext, StandardRules } from '../services.ts';
import { saveDerived } from './derived-saves.ts';

export const CONTENT_VERSION_RULES: StandardRules = {
  derive({ values, prior, sent }, _, { tx }) {
    const path = String(values['PathOnClient'] ?? '');
    const name = path.split(/[\\/]/).at(-1)!;
    const dot = name.lastIndexOf('.');
    values['Title'] ??= (dot > 0 ? name.slice(0, dot) : name) || null;
    if (prior && !sent.has('VersionData')) return;
    const content = Buffer.from(String(values['VersionData'] ?? ''), 'base64');
    const extension = dot > 0 ? name.slice(dot + 1) : null;
    Object.assign(values, {
      ContentSize: content.length,
      Checksum: createHash('md5').update(content).digest('hex'),
      FileExtension: extension,
      FileType: extension === null ? 'UNKNOWN' : fileType(extension),
      ContentModifiedById: tx.user.userId,
      ContentModifiedDate: tx.now,
      PublishStatus: 'P',
    });
  },
  check({ values, prior, errors }) {
    const missing = ['PathOnClient', 'VersionData'].filter((field) => values[field] === null);
    if (!prior && values['ContentUrl'] === null && missing.length) errors.push(ERRORS.requiredFieldsMissing(missing));
  },
  beforeWrite(record, context) {
    if (!record.prior) placeInDocument(record, context);
  },
  afterWrite(records, context) {
    for (const record of records) if (!record.prior) finishDocument(record, context);
  },
};

/** What the platform calls files of programs whose extension says another word. Source: Object Reference, "ContentVersion", FileType. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  doc: 'WORD',
  docx: 'WORD_X',
  dot: 'WORD',
  dotx: 'WORD_X',
  htm: 'HTML',
  jpeg: 'JPG',
  mpg: 'MPEG',
  ppt: 'POWER_POINT',
  pptx: 'POWER_POINT_X',
  txt: 'TEXT',
  xls: 'EXCEL',
  xlsx: 'EXCEL_X',
};

const fileType = (extension: string): string => FILE_TYPES[extension.toLowerCase()] ?? extension.toUpperCase();

function placeInDocument(record: SavingRecord, context: RuleContext): void {
  const { store } = context.services;
  const { values } = record;
  if (typeof values['ContentDocumentId'] !== 'string') {
    const input = { type: 'ContentDocument', values: { Title: values['Title'], OwnerId: values['OwnerId'] } };
    const [documentId = null] = saveDerived('insert', [{ input, because: [record] }], context);
    values['ContentDocumentId'] = documentId;
    if (documentId === null) return;
  }
  const versions = store.find('ContentVersion', 'ContentDocumentId', String(values['ContentDocumentId']));
  for (const version of versions)
    if (version['IsLatest'] === true) store.update('ContentVersion', { ...version, IsLatest: false });
  values['IsLatest'] = true;
  values['VersionNumber'] = String(versions.length + 1);
}

/** The document carries its newest version's facts; the first version also links owner and record. */
function finishDocument(record: SavingRecord, context: RuleContext): void {
  const { values, id } = record;
  const { store } = context.services;
  const documentId = String(values['ContentDocumentId']);
  const facts: Record<string, Value> = { LatestPublishedVersionId: id };
  for (const name of DOCUMENT_FACTS) facts[name] = values[name] ?? null;
  store.update('ContentDocument', { ...store.get('ContentDocument', documentId)!, ...facts });
  if (values['VersionNumber'] !== '1') return;
  const links = ['OwnerId', 'FirstPublishLocationId'].flatMap((field) => {
    const linked = values[field];
    if (typeof linked !== 'string') return [];
    const link = { ContentDocumentId: documentId, LinkedEntityId: linked, ShareType: 'I', Visibility: 'AllUsers' };
    return [{ input: { type: 'ContentDocumentLink', values: link }, because: [record] }];
  });
  saveDerived('insert', links, context);
}

const DOCUMENT_FACTS = [
  'Title',
  'Description',
  'FileExtension',
  'FileType',
  'ContentSize',
  'ContentModifiedDate',
  'PublishStatus',
];

export const CONTENT_DOCUMENT_LINK_RULES: StandardRules = {
  derive({ values }) {
    values['ShareType'] ??= 'V';
    values['Visibility'] ??= 'AllUsers';
  },
  check({ values, id, errors }, { services }) {
    const twins = services.store.find('ContentDocumentLink', 'ContentDocumentId', String(values['ContentDocumentId']));
    const twin = twins.find(
      (row) => row['Id'] !== id && row['LinkedEntityId'] === values['LinkedEntityId'] && row['IsDeleted'] !== true,
    );
    if (twin)
      errors.push(
        ERRORS.other(
          'DUPLICATE_VALUE',
          `Document with ID: ${String(values['ContentDocumentId'])} is already linked with the entity with ID: ${String(values['LinkedEntityId'])}`,
        ),
      );
  },
};
