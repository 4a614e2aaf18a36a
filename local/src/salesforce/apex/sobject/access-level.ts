// AccessLevel.USER_MODE and SYSTEM_MODE. Source: Apex Reference Guide, "AccessLevel Class".
import type { AccessMode } from '../../org.ts';
import type { Vm } from '../vm.ts';
import { systemAccess } from './access.ts';

export class AccessLevel {
  static readonly USER = new AccessLevel('user');
  static readonly SYSTEM = new AccessLevel('system');
  readonly mode: 'user' | 'system';
  constructor(mode: 'user' | 'system') {
    this.mode = mode;
  }
}

export const accessOf = (vm: Vm, { mode }: AccessLevel): AccessMode => (mode === 'user' ? 'user' : systemAccess(vm));
