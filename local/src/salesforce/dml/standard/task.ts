// Tasks. Source: Object Reference, "Task"; reference/platform-behaviour.md §6.
import { ERRORS } from '../errors.ts';
import type { StandardRules } from '../services.ts';
import { parentOf } from './price-lines.ts';
import { factsOf } from './value-set-facts.ts';

const LEAD_WITH_WHAT = ERRORS.fieldIntegrity(
  'field integrity exception: WhatId (a task of a lead cannot be related to another record)',
  ['WhatId'],
);

export const TASK_RULES: StandardRules = {
  derive({ values, prior }, _, { services, tx }) {
    values['Status'] ??= 'Not Started';
    values['Priority'] ??= 'Normal';
    const facts = factsOf(services.schema, 'TaskStatus', values['Status']);
    const closed = facts ? facts['closed'] === 'true' : values['Status'] === 'Completed';
    values['IsClosed'] = closed;
    values['CompletedDateTime'] = closed ? (prior?.['CompletedDateTime'] ?? tx.now) : null;
    values['IsHighPriority'] =
      factsOf(services.schema, 'TaskPriority', values['Priority'])?.['highPriority'] === 'true' ||
      values['Priority'] === 'High';
    values['AccountId'] = accountOf(values['WhatId']) ?? accountOf(values['WhoId']) ?? null;

    function accountOf(id: unknown): string | null {
      if (typeof id !== 'string') return null;
      if (id.startsWith('001')) return id;
      const type = services.schema.typeOfId(id);
      return (type && (parentOf(services, type.name, id)?.['AccountId'] as string | null | undefined)) ?? null;
    }
  },
  check({ values, errors }) {
    if (String(values['WhoId'] ?? '').startsWith('00Q') && values['WhatId'] !== null) errors.push(LEAD_WITH_WHAT);
  },
};
