// Database.DMLOptions with its headers. Source: Apex Reference Guide, "DMLOptions Class".
import type { AssignmentChoice } from '../../dml/assignment-rules.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';

/** A bag of settings that only remembers what it is told. */
class Header {
  readonly values = new Map<string, ApexValue>();
}
export class AssignmentRuleHeader extends Header {}
export class DuplicateRuleHeader extends Header {}
export class EmailHeader extends Header {}

export class DmlOptions {
  optAllOrNone: boolean | null = null;
  allowFieldTruncation: boolean | null = null;
  readonly assignment = new AssignmentRuleHeader();
  readonly duplicates = new DuplicateRuleHeader();
  readonly email = new EmailHeader();
}

/** The assignment rule that a record's options ask for. @param options what setOptions gave, or DMLOptions of the statement */
export function assignmentRuleIn(options: ApexValue): AssignmentChoice | undefined {
  if (!(options instanceof DmlOptions)) return undefined;
  const { values } = options.assignment;
  const id = values.get('assignmentRuleId');
  if (typeof id === 'string') return id;
  return values.get('useDefaultRule') === true ? 'active' : undefined;
}

function header(name: string, js: abstract new () => Header, fields: readonly string[]): NativeClass {
  const access = fields.map((field) => {
    const key = field.split(' ')[1]!;
    return [
      field,
      {
        get: (_vm: unknown, self: Header) => self.values.get(key) ?? null,
        set: (_vm: unknown, self: Header, value: ApexValue) => void self.values.set(key, value),
      },
    ] as const;
  });
  return nativeClass({ name, js, fields: Object.fromEntries(access) });
}

export const EMAIL_HEADER: readonly NativeClass[] = [
  header('Database.AssignmentRuleHeader', AssignmentRuleHeader, ['Id assignmentRuleId', 'Boolean useDefaultRule']),
  header('Database.DuplicateRuleHeader', DuplicateRuleHeader, [
    'Boolean allowSave',
    'Boolean includeRecordDetails',
    'Boolean runAsCurrentUser',
  ]),
  header('Database.EmailHeader', EmailHeader, [
    'Boolean triggerAutoResponseEmail',
    'Boolean triggerOtherEmail',
    'Boolean triggerUserEmail',
  ]),
];
