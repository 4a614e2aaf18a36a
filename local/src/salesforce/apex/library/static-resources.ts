// Static resources of the project, by name, for test code.
import { contentOf } from '../../metadata/static-resource.ts';
import type { Vm } from '../vm.ts';

/** @returns undefined the project has no static resource of that name, or it is a folder */
export function staticResource(vm: Vm, name: string): Uint8Array | undefined {
  const { project } = vm.org;
  const found = project.ofType('StaticResource').find(({ fullName }) => fullName.toLowerCase() === name.toLowerCase());
  return found && contentOf(project, found);
}
