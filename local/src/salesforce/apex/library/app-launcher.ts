// AppLauncher.AppMenu: the order of apps. Source: Apex Reference Guide, "AppMenu Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexList } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';

type Place = 'SortOrder' | 'UserSortOrder';

/** Apps that are named come first, in that order; the others keep theirs behind them. */
function order(vm: Vm, place: Place, ids: ApexList | null): void {
  const { store } = vm.org;
  const wanted = given(vm, ids).items as string[];
  const items = [...store.all('AppMenuItem')];
  const rank = (id: unknown): number => wanted.indexOf(String(id)) >>> 0; // not named: last
  items.sort((a, b) => rank(a['ApplicationId']) - rank(b['ApplicationId']) || 0);
  for (const [index, item] of items.entries()) store.update('AppMenuItem', { ...item, [place]: index });
}

export const APP_LAUNCHER: readonly NativeClass[] = [
  nativeClass({
    name: 'AppLauncher.AppMenu',
    statics: {
      'void setOrgSortOrder(List<Id> appIds)': (vm: Vm, ids: ApexList | null) => void order(vm, 'SortOrder', ids),
      'void setUserSortOrder(List<Id> appIds)': (vm: Vm, ids: ApexList | null) => void order(vm, 'UserSortOrder', ids),
    },
  }),
];
