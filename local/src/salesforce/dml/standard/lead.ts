// Leads. Conversion is no part of a save and is refused until it is built.
// Source: reference/platform-behaviour.md §3 (CANNOT_UPDATE_CONVERTED_LEAD), §6.
import { ERRORS } from '../errors.ts';
import type { StandardRules } from '../services.ts';
import { deriveFullName } from './names.ts';

const REFUSALS = {
  converted: ERRORS.other('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead'),
  convert: ERRORS.other('FUNCTIONALITY_NOT_ENABLED', 'The local org does not convert leads.', ['IsConverted']),
} as const;

export const LEAD_RULES: StandardRules = {
  derive: deriveFullName,
  check({ values, prior, errors }) {
    if (prior?.['IsConverted'] === true) errors.push(REFUSALS.converted);
    else if (values['IsConverted'] === true) errors.push(REFUSALS.convert);
  },
};
