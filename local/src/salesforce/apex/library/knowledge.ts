// KbManagement: how knowledge articles go online, which no DML can do. Source: Apex Reference Guide, "PublishingService Class".
// The texts of refusals are unconfirmed.
import { spend } from '../../dml/transactions.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import type { Vm } from '../vm.ts';

/** @throws ApexThrow System.HandledException the article has no draft, or its draft cannot be saved */
function publishArticle(vm: Vm, articleId: string | null, flagAsNew: boolean | null): void {
  spend(vm.tx, 'dmlStatements', 1);
  const results = vm.org.publishArticle(vm.tx, vm.notNull(articleId), flagAsNew === true);
  if (!results.length) vm.raise('System.HandledException', `There is no draft of article ${articleId}`);
  const refused = results.find(({ success }) => !success);
  if (refused) vm.raise('System.HandledException', refused.errors.map(({ message }) => message).join('; '));
}

const PUBLISHING_SERVICE = nativeClass({
  name: 'KbManagement.PublishingService',
  statics: {
    'void publishArticle(String articleId, Boolean flagAsNew)': (
      vm,
      articleId: string | null,
      flagAsNew: boolean | null,
    ) => void publishArticle(vm, articleId, flagAsNew),
  },
});

export const KNOWLEDGE: readonly NativeClass[] = [PUBLISHING_SERVICE];
