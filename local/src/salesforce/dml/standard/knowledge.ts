// Knowledge articles: an article (Knowledge__ka) is what its versions (Knowledge__kav) share. A version begins as a draft and is
// published by KbManagement.PublishingService, never by a save.
// Source: Object Reference, "Knowledge__kav"; Apex Reference Guide, "PublishingService Class". Wording of refusals is unconfirmed.
import type { Row } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { SaveResult, SavingRecord } from '../save.ts';
import type { RuleContext, StandardRules } from '../services.ts';
import { saveDerived } from './derived-saves.ts';

const DEFAULT_LANGUAGE = 'en_US';
const URL_NAME = /^[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u;

const REFUSALS = {
  urlName: ERRORS.fieldIntegrity('URL Name: letters, digits and single hyphens only, and no hyphen at either end', [
    'UrlName',
  ]),
  urlNameTaken: ERRORS.other('DUPLICATE_VALUE', 'URL Name: another article has this URL name', ['UrlName']),
  published: ERRORS.other('FIELD_INTEGRITY_EXCEPTION', 'Only a draft of an article can be edited.'),
} as const;

export const KNOWLEDGE_RULES: StandardRules = {
  derive({ values, prior }) {
    if (prior) return;
    values['Language'] ??= DEFAULT_LANGUAGE;
    Object.assign(values, {
      PublishStatus: 'Draft',
      VersionNumber: 0,
      IsLatestVersion: true,
      ArticleMasterLanguage: values['Language'],
      ArticleType: 'Knowledge__kav',
    });
  },
  check(record, context) {
    const { values, prior, errors } = record;
    if (prior && prior['PublishStatus'] !== 'Draft' && !context.derived) errors.push(REFUSALS.published);
    if (!URL_NAME.test(String(values['UrlName']))) errors.push(REFUSALS.urlName);
    else if (isUrlNameTaken(record, context)) errors.push(REFUSALS.urlNameTaken);
  },
  beforeWrite(record, context) {
    if (record.prior || typeof record.values['KnowledgeArticleId'] === 'string') return;
    const { store } = context.services;
    const number = String(store.nextNumber('Knowledge__ka', 'ArticleNumber')).padStart(9, '0');
    const shared = { ArticleNumber: number, MasterLanguage: record.values['Language'] };
    const [articleId = null] = saveDerived(
      'insert',
      [{ input: { type: 'Knowledge__ka', values: shared }, because: [record] }],
      context,
    );
    Object.assign(record.values, { KnowledgeArticleId: articleId, ArticleNumber: number });
  },
};

function isUrlNameTaken({ values, id }: SavingRecord, { services: { store } }: RuleContext): boolean {
  return store
    .find('Knowledge__kav', 'UrlName', String(values['UrlName']))
    .some(
      (row) =>
        row['Id'] !== id &&
        row['IsDeleted'] !== true &&
        row['Language'] === values['Language'] &&
        row['KnowledgeArticleId'] !== values['KnowledgeArticleId'],
    );
}

/**
 * Puts the drafts of an article online, in all its languages; what was online is archived.
 * @param isMajor counts the version up, as `flagAsNew` does
 * @returns the results of the saves; empty when the article has no draft
 */
export function publishArticle(articleId: string, isMajor: boolean, context: RuleContext): SaveResult[] {
  const { services, tx } = context;
  const versions = services.store.find('Knowledge__kav', 'KnowledgeArticleId', articleId);
  const drafts = versions.filter((row) => row['PublishStatus'] === 'Draft' && row['IsDeleted'] !== true);
  const records = drafts.flatMap((draft) => {
    const online = versions.find((row) => row['PublishStatus'] === 'Online' && row['Language'] === draft['Language']);
    return [...(online ? [archived(online)] : []), published(draft, online, isMajor, tx.now)];
  });
  return services.saveDerived(tx, { operation: 'update', records, allOrNone: true, access: 'system' });
}

function archived({ Id: id }: Row) {
  return { type: 'Knowledge__kav', id: String(id), values: { PublishStatus: 'Archived', IsLatestVersion: false } };
}

function published(draft: Row, online: Row | undefined, isMajor: boolean, now: string) {
  const values = {
    PublishStatus: 'Online',
    VersionNumber: Number(online?.['VersionNumber'] ?? 0) + (isMajor || !online ? 1 : 0),
    FirstPublishedDate: online?.['FirstPublishedDate'] ?? now,
    LastPublishedDate: now,
  };
  return { type: 'Knowledge__kav', id: String(draft['Id']), values };
}
