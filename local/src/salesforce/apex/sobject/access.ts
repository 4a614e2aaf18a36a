// Whose rights count: the sharing keyword of the class that runs, found up the call stack.
// Source: Apex Developer Guide, "Using the with sharing, without sharing, and inherited sharing Keywords".
import type { AccessMode } from '../../org.ts';
import type { UserClass } from '../user-class.ts';
import type { Vm } from '../vm.ts';

type Sharing = 'with' | 'without' | 'inherited' | undefined;

const declared = new WeakMap<UserClass, { readonly sharing: Sharing }>();

/** A class without a keyword has the one of the class it extends. Inner classes do not take that of the class around them. */
function declaredSharing(cls: UserClass): Sharing {
  let known = declared.get(cls);
  if (!known) {
    let sharing: Sharing;
    for (const above of cls.lineage()) {
      sharing ??= above.modifiers.sharing;
    }
    declared.set(cls, (known = { sharing }));
  }
  return known.sharing;
}

/** What Apex that runs now gets without asking for a mode: 'sharing' under `with sharing`, else 'system'. */
export function currentAccess(vm: Vm): AccessMode {
  let inherits = false;
  for (let frame = vm.frame; frame; frame = frame.caller) {
    const sharing = declaredSharing(frame.method.owner);
    if (sharing === 'with') return 'sharing';
    if (sharing === 'without') return 'system';
    if (sharing === 'inherited') inherits = true;
  }
  return inherits || vm.entrySharing === 'with' ? 'sharing' : 'system';
}
