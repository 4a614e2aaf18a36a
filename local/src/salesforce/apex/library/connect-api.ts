// The little of ConnectApi that an org answers in which nobody follows anything. All else of the namespace is refused (refused.ts);
// in tests that do not see all data every call fails, as on the platform. Source: Apex Reference Guide, "ChatterUsers Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { Vm } from '../vm.ts';

/** @throws ApexThrow System.UnsupportedOperationException in a test that does not see all data */
export function refuseSiloed(vm: Vm): void {
  if (vm.test && !vm.test.seesAllData)
    vm.raise(
      'System.UnsupportedOperationException',
      'ConnectApi methods are not supported in data siloed tests. Please use @IsTest(SeeAllData=true).',
    );
}

class FollowingPage {}

export const CONNECT_API: readonly NativeClass[] = [
  nativeClass({
    name: 'ConnectApi.ChatterUsers',
    statics: {
      'ConnectApi.FollowingPage getFollowings(String communityId, String userId)': (vm: Vm) => {
        refuseSiloed(vm);
        return new FollowingPage();
      },
    },
  }),
  nativeClass({ name: 'ConnectApi.FollowingPage', js: FollowingPage, fields: { 'Integer total': () => 0 } }),
];
