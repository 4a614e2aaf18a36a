// Test.createStub: an instance of a class or interface of the project whose methods all go to a StubProvider.
// Source: Apex Developer Guide, "Build a Mocking Framework with the Stub API".
import { castValue } from '../compile/casts.ts';
import { invoke } from '../invoke.ts';
import type { ApexType } from '../types.ts';
import { VOID } from '../types.ts';
import { UserClass, type Declaring, type Method } from '../user-class.ts';
import { ApexList } from '../values/collections.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Frame, Vm } from '../vm.ts';
import { TypeToken } from './type-token.ts';

/**
 * @param token a class or interface of the project
 * @throws ApexThrow System.TypeException the type cannot be stubbed
 */
export function createStub(vm: Vm, token: TypeToken | null, provider: ApexValue): ApexValue {
  const { of } = vm.notNull(token);
  vm.notNull(provider);
  const stubbed = of.user;
  if (!stubbed || stubbed.kind === 'enum')
    return vm.raise('System.TypeException', `Cannot create stub for type: ${of.name}`); // wording unconfirmed
  refuseUnstubbable(vm, stubbed);
  const cls = new StubClass(stubbed);
  const slots = stubbed.kind === 'class' ? stubbed.members.instanceSlots : 0;
  const stub = new ApexObject(cls.type, new Array<ApexValue>(slots).fill(null));
  cls.provide(stub, provider);
  return stub;
}

/** Source: Apex Developer Guide, "Build a Mocking Framework with the Stub API", limitations; wording unconfirmed. */
function refuseUnstubbable(vm: Vm, { name, kind, outer, members }: UserClass): void {
  if (kind !== 'class') return;
  const { constructors } = members;
  const isSealed = constructors.length > 0 && constructors.every(({ modifiers }) => isPrivate(modifiers.words));
  if (outer || isSealed) vm.raise('System.TypeException', `Cannot create stub for type: ${name}`);
}

const isPrivate = (words: ReadonlySet<string>): boolean =>
  words.has('private') || !['public', 'protected', 'global'].some((word) => words.has(word));

/** The class of one stub: below the class it stands for, with every instance method its own. */
class StubClass extends UserClass {
  readonly #stubbed: UserClass;
  readonly #methods = new Map<Method, Method>();
  #provider: ApexValue = null;
  #stub: ApexObject | undefined;

  constructor(stubbed: UserClass) {
    const declaring: Declaring = {
      superclassOf: () => (stubbed.kind === 'class' ? stubbed.type : undefined),
      interfacesOf: () => (stubbed.kind === 'interface' ? [stubbed.type] : []),
      membersOf: () => NO_MEMBERS,
    };
    // The platform names the class so; inner classes by their own name alone are unconfirmed.
    super(
      `${stubbed.name}__sfdc_ApexStub`,
      stubbed.unit,
      undefined,
      'class',
      stubbed.modifiers,
      undefined,
      [],
      declaring,
    );
    this.#stubbed = stubbed;
  }

  provide(stub: ApexObject, provider: ApexValue): void {
    this.#stub = stub;
    this.#provider = provider;
  }

  override override(method: Method): Method {
    let own = this.#methods.get(method);
    if (!own) this.#methods.set(method, (own = this.#intercepted(method)));
    return own;
  }

  override implementations(name: string, parameterCount: number): readonly Method[] {
    return this.#stubbed
      .findMethods(name)
      .filter((method) => !method.isStatic && method.parameters.length === parameterCount)
      .slice(0, 1)
      .map((method) => this.override(method));
  }

  #intercepted(method: Method): Method {
    const types = method.parameters.map(({ type }) => new TypeToken(type));
    const names = method.parameters.map(({ name }) => name);
    return {
      ...method,
      owner: this,
      body: (frame: Frame) => {
        const { vm } = frame;
        const list = (of: ApexType, items: ApexValue[]) => new ApexList(vm.types.list(of), items);
        const answer = invoke(vm, this.#provider, 'handleMethodCall', [
          this.#stub,
          method.name,
          new TypeToken(method.returns),
          list(vm.types.native('Type'), types),
          list(vm.types.string, names),
          list(vm.types.object, frame.locals.slice(0, names.length)),
        ]);
        frame.result = method.returns === VOID ? null : castValue(vm, answer, method.returns);
      },
    };
  }
}

const NO_MEMBERS = {
  fields: new Map(),
  methods: new Map(),
  constructors: [],
  staticInitialisers: [],
  instanceInitialisers: [],
  staticSlots: 0,
  instanceSlots: 0,
};
