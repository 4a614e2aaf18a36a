// Apex of one org, ready to run: what the API, the test runner and the save pipeline call.
import type { AnonymousBlockMemberContext } from '@apexdevtools/apex-parser';
import { orgTransaction } from '../dml/transactions.ts';
import type { Transaction } from '../dml/transaction.ts';
import { NORMAL, RETURN, Scope, type Statement } from './compile/scope.ts';
import { atLine, compileDeclaration, compileStatement } from './compile/statements.ts';
import { makeUnit, Program } from './program.ts';
import { parseAnonymous, type Optional } from './syntax.ts';
import { VOID } from './types.ts';
import type { Method } from './user-class.ts';
import { Vm, type ApexOrg } from './vm.ts';

export class ApexRuntime {
  readonly program: Program;
  readonly #org: ApexOrg;
  readonly #machines = new WeakMap<Transaction, Vm>();

  constructor(org: ApexOrg) {
    this.#org = org;
    this.program = new Program(org.project, org.schema);
  }

  /** The machine of a transaction: triggers, flows and the code that began it share statics and limits. */
  machine(tx: Transaction): Vm {
    let vm = this.#machines.get(tx);
    if (!vm)
      this.#machines.set(
        tx,
        (vm = new Vm(this.program, this.#org, orgTransaction(tx), (other) => this.machine(other))),
      );
    return vm;
  }

  /**
   * Runs a block of anonymous Apex inside a transaction.
   * @param apiVersion by whose rules; the project's when left out
   * @throws ApexThrow an exception that nothing caught; ApexCompileError the code does not compile
   * @returns the machine, with its debug log
   */
  runAnonymous(tx: Transaction, source: string, apiVersion = Number(this.program.project.apiVersion)): Vm {
    const vm = this.machine(tx);
    const unit = makeUnit('AnonymousBlock', 'anonymous', source, apiVersion);
    const members = parseAnonymous(unit.name, source).anonymousBlock().anonymousBlockMember_list();
    const cls = this.program.declarer.declareAnonymous(unit, members);
    const method: Method = {
      ...this.program.declarer.makeMethod(cls, 'anonymous', members[0] ?? NOWHERE, cls.modifiers, {
        parameters: [],
        returns: VOID,
        block: undefined,
        isConstructor: false,
      }),
      isStatic: true,
      traceName: 'AnonymousBlock',
      body: (frame) => {
        for (const run of statements) if (run(frame) === RETURN) return;
      },
    };
    const scope = new Scope(this.program, method);
    const statements = members.flatMap((member) => compileAnonymousMember(member, scope));
    vm.call(method, null, []);
    return vm;
  }
}

/** Variables of an anonymous block are its locals, although the grammar reads them as fields. */
function compileAnonymousMember(member: AnonymousBlockMemberContext, scope: Scope): Statement[] {
  const statement = member.statement() as Optional<ReturnType<typeof member.statement>>;
  if (statement) return [compileStatement(statement, scope)];
  const declaration = member.anonymousMemberDeclaration();
  const variable = declaration.fieldDeclaration() as Optional<ReturnType<typeof declaration.fieldDeclaration>>;
  if (!variable) return [];
  const declare = compileDeclaration(variable, scope);
  return [atLine((frame) => (declare(frame), NORMAL), variable, scope)];
}

const NOWHERE = { start: { line: 1, column: 0, start: 0 }, getText: () => '' };
