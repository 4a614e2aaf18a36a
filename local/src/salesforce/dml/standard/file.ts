// Files: a version makes its document and the links to owner and first record.
// Source: Object Reference, "ContentVersion", "ContentDocumentLink"; reference/platform-behaviour.md §6.
import { createHash } from 'node:crypto';
import type { Value } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SavingRecord } from '../save.ts';
import type { RuleContext, StandardRules } from '../services.ts';

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
      FileType: extension?.toUpperCase() ?? 'UNKNOWN',
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

function placeInDocument({ values }: SavingRecord, { services, tx }: RuleContext): void {
  const { store } = services;
  if (typeof values['ContentDocumentId'] !== 'string') {
    const [document] = services.saveDerived(tx, {
      operation: 'insert',
      records: [{ type: 'ContentDocument', values: { Title: values['Title'], OwnerId: values['OwnerId'] } }],
      allOrNone: true,
      access: 'system',
    });
    if (!document?.id)
      throw new Error(`files: no document for ${String(values['Title'])}: ${JSON.stringify(document?.errors)}`);
    values['ContentDocumentId'] = document.id;
  }
  const versions = store.find('ContentVersion', 'ContentDocumentId', String(values['ContentDocumentId']));
  for (const version of versions)
    if (version['IsLatest'] === true) store.update('ContentVersion', { ...version, IsLatest: false });
  values['IsLatest'] = true;
  values['VersionNumber'] = String(versions.length + 1);
}

/** The document carries its newest version's facts; the first version also links owner and record. */
function finishDocument({ values, id }: SavingRecord, { services, tx }: RuleContext): void {
  const documentId = String(values['ContentDocumentId']);
  const document = services.store.get('ContentDocument', documentId)!;
  const facts: Record<string, Value> = { LatestPublishedVersionId: id };
  for (const name of [
    'Title',
    'Description',
    'FileExtension',
    'FileType',
    'ContentSize',
    'ContentModifiedDate',
    'PublishStatus',
  ])
    facts[name] = values[name] ?? null;
  services.store.update('ContentDocument', { ...document, ...facts });
  if (values['VersionNumber'] !== '1') return;
  const links = [{ LinkedEntityId: values['OwnerId'], ShareType: 'I' }];
  if (values['FirstPublishLocationId'])
    links.push({ LinkedEntityId: values['FirstPublishLocationId'], ShareType: 'I' });
  services.saveDerived(tx, {
    operation: 'insert',
    records: links.map((link) => ({
      type: 'ContentDocumentLink',
      values: { ...link, ContentDocumentId: documentId, Visibility: 'AllUsers' },
    })),
    allOrNone: true,
    access: 'system',
  });
}

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
