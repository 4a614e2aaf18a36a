// Every action there is, by its lower-case name. Anything else is `Command Not Found`.
import type { ActionTable } from './action.ts';
import { CATALOGUE_ACTIONS } from './catalogue.ts';
import { CLIENT_ACTIONS } from './clients.ts';
import { CREDIT_ACTIONS } from './credit.ts';
import { INVOICE_EDIT_ACTIONS } from './edit-invoices.ts';
import { MODULE_ACTIONS } from './modules.ts';
import { MONEY_ACTIONS } from './money.ts';
import { ORDER_ACTIONS } from './orders.ts';
import { SERVICE_ACTIONS } from './services.ts';
import { SSO_ACTIONS } from './sso.ts';
import { SYSTEM_ACTIONS } from './system.ts';

export const ACTIONS: ActionTable = {
  ...CLIENT_ACTIONS,
  ...ORDER_ACTIONS,
  ...CATALOGUE_ACTIONS,
  ...SERVICE_ACTIONS,
  ...MODULE_ACTIONS,
  ...MONEY_ACTIONS,
  ...INVOICE_EDIT_ACTIONS,
  ...CREDIT_ACTIONS,
  ...SYSTEM_ACTIONS,
  ...SSO_ACTIONS,
};
