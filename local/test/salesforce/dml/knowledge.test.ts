// Knowledge articles and their versions. Source: Object Reference, "Knowledge__kav".
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { customObject, said, testOrg, type TestOrg } from './test-org.ts';

let org: TestOrg;
before(async () => {
  org = await testOrg(customObject('Box__c'));
});

const draft = (values: Record<string, unknown>) =>
  org.insert('Knowledge__kav', { Title: 'Restart', ...values })[0] as string;
const publish = (id: string, isMajor = true) =>
  org.transact(org.userByName(org.admin), (tx) =>
    org.publishArticle(tx, String(org.row(id)['KnowledgeArticleId']), isMajor),
  );

describe('a knowledge article', () => {
  it('begins as a draft in the default language, whatever status is sent', () => {
    const row = org.row(draft({ UrlName: 'restart' }));
    assert.deepEqual([row['PublishStatus'], row['Language'], row['VersionNumber']], ['Draft', 'en_US', 0]);
    assert.match(String(row['ArticleNumber']), /^\d{9}$/);
    assert.equal(org.row(String(row['KnowledgeArticleId']))['ArticleNumber'], row['ArticleNumber']);
  });

  it('goes online by publishing, with its dates, and then is not edited', () => {
    const id = draft({ UrlName: 'going-online' });
    assert.deepEqual(
      publish(id).map((result) => result.success),
      [true],
    );
    const row = org.row(id);
    assert.deepEqual([row['PublishStatus'], row['VersionNumber']], ['Online', 1]);
    assert.ok(row['FirstPublishedDate'] && row['LastPublishedDate']);
    const [refused] = org.run('update', [{ type: 'Knowledge__kav', id, Title: 'Changed' }]);
    assert.match(said(refused), /draft/);
    assert.deepEqual(publish(id), [], 'nothing is left to publish');
  });

  it('has versions that share the article; publishing one archives the one before', () => {
    const first = draft({ UrlName: 'versions' });
    publish(first);
    const second = draft({ UrlName: 'versions', KnowledgeArticleId: org.row(first)['KnowledgeArticleId'] });
    publish(second, false);
    assert.deepEqual(
      [first, second].map((id) => [org.row(id)['PublishStatus'], org.row(id)['VersionNumber']]),
      [
        ['Archived', 1],
        ['Online', 1],
      ],
    );
  });

  it('has a URL name of its own in each language, of letters, digits and hyphens', () => {
    draft({ UrlName: 'own' });
    draft({ UrlName: 'own', Language: 'ja' });
    for (const UrlName of ['own', 'two words', '-edge', 'a/b'])
      assert.equal(
        org.run('insert', [{ type: 'Knowledge__kav', Title: 'T', UrlName }])[0]!.success,
        false,
        `URL name ${UrlName}`,
      );
  });
});
