// Whose rights count when Apex queries or saves. Sources: Apex Developer Guide, "Using the with sharing, without sharing, and
// inherited sharing Keywords", "Enforcing User Mode for Database Operations" and "Versioned Behavior Changes".
import type { AccessMode } from '../../org.ts';
import type { UserClass } from '../user-class.ts';
import type { Vm } from '../vm.ts';

type Sharing = 'with' | 'without' | 'inherited' | undefined;

/** From this version of its class on, Apex works in user mode and with sharing unless it says otherwise. */
const USER_MODE_VERSION = 67;

const declared = new WeakMap<UserClass, { readonly sharing: Sharing }>();

/** A class without a keyword has the one of the class it extends. Inner classes do not take that of the class around them. */
function sharingOf(cls: UserClass): Sharing {
  let known = declared.get(cls);
  if (!known) {
    let sharing: Sharing;
    for (const above of cls.lineage()) sharing ??= above.modifiers.sharing;
    sharing ??= isUserModeByDefault(cls) ? 'with' : undefined;
    declared.set(cls, (known = { sharing }));
  }
  return known.sharing;
}

const isUserModeByDefault = ({ unit }: UserClass): boolean => unit.apiVersion >= USER_MODE_VERSION && !unit.isTrigger;

/** What Apex that runs now gets when it asks for system mode: sharing stays with the keyword of the class, found up the stack. */
export function systemAccess(vm: Vm): AccessMode {
  let inherits = false;
  for (let frame = vm.frame; frame; frame = frame.caller) {
    const sharing = sharingOf(frame.method.owner);
    if (sharing === 'with') return 'sharing';
    if (sharing === 'without') return 'system';
    if (sharing === 'inherited') inherits = true;
  }
  return inherits || vm.entrySharing === 'with' ? 'sharing' : 'system';
}

/** What Apex that runs now gets without asking for a mode. */
export function currentAccess(vm: Vm): AccessMode {
  return vm.frame && isUserModeByDefault(vm.frame.method.owner) ? 'user' : systemAccess(vm);
}
