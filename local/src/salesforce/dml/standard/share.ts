// Share records: what may be granted by hand. Source: Object Reference, "AccountShare" and its like;
// reference/platform-behaviour.md §7 (wording of the trivial share).
import type { Schema, SharingModel } from '../../schema/schema.ts';
import { ERRORS } from '../errors.ts';
import type { StandardRules } from '../services.ts';

const RANK: Readonly<Record<string, number>> = { None: 0, Read: 1, Edit: 2, All: 3 };
const DEFAULT_LEVEL: Readonly<Record<SharingModel, string>> = {
  Private: 'None',
  Read: 'Read',
  ReadWrite: 'Edit',
  ReadWriteTransfer: 'Edit',
  FullAccess: 'All',
  ControlledByParent: 'None',
};

/** @param parent object whose records are shared, `Account` for AccountShare */
export function shareRules(parent: string): StandardRules {
  return {
    derive({ values, prior }) {
      if (!prior) values['RowCause'] ??= 'Manual';
    },
    check({ values, prior, errors }, { services: { schema } }) {
      if (values['RowCause'] !== 'Manual')
        errors.push(
          ERRORS.fieldIntegrity('field integrity exception: RowCause (only manual shares can be created)', [
            'RowCause',
          ]),
        );
      const level = String(values[`${parent}AccessLevel`]);
      const base = DEFAULT_LEVEL[modelOf(schema, parent)];
      // An account share may exist for the sake of its contacts, cases or opportunities alone.
      const others = parent === 'Account' ? ['Contact', 'Case', 'Opportunity'] : [];
      const raises = [parent, ...others].some(
        (name) => rankOf(values[`${name}AccessLevel`]) > rankOf(DEFAULT_LEVEL[modelOf(schema, name)]),
      );
      if (!raises || level === 'All')
        errors.push(
          ERRORS.fieldIntegrity(
            `field integrity exception: unknown (trivial share level ${level}, for organization with default level ${base})`,
          ),
        );
      if (prior && prior['RowCause'] !== 'Manual') errors.push(ERRORS.noAccess());
    },
  };
}

/** Shares of a custom object: by hand, or for a reason that Apex names. */
export function customShareRules(parent: string): StandardRules {
  return {
    derive({ values, prior }) {
      if (!prior) values['RowCause'] ??= 'Manual';
    },
    check({ values, prior, errors }, { services: { schema } }) {
      const cause = String(values['RowCause']);
      if (cause !== 'Manual' && !cause.endsWith('__c'))
        errors.push(
          ERRORS.fieldIntegrity('field integrity exception: RowCause (only manual shares can be created)', [
            'RowCause',
          ]),
        );
      const level = String(values['AccessLevel']);
      const base = DEFAULT_LEVEL[modelOf(schema, parent)];
      if (rankOf(level) <= rankOf(base) || level === 'All')
        errors.push(
          ERRORS.fieldIntegrity(
            `field integrity exception: unknown (trivial share level ${level}, for organization with default level ${base})`,
          ),
        );
      if (prior && prior['RowCause'] !== values['RowCause']) errors.push(ERRORS.noAccess());
    },
  };
}

function rankOf(level: unknown): number {
  return typeof level === 'string' ? (RANK[level] ?? 0) : 0;
}

function modelOf(schema: Schema, name: string): SharingModel {
  return schema.type(name)?.sharingModel ?? 'Private';
}
