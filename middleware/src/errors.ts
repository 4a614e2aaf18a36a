// Every error the product names, and what each makes the system do. The code decides; nobody reads messages to decide.
// Classes: spec/provisioning.md, "Errors".

/**
 * fail-order: the order's data is wrong; it is written to Salesforce as Failed, at once.
 * pause: the set-up is wrong; work stops, readiness goes red, no order is blamed, probes resume it.
 * retry: known to have had no effect, or safe to repeat; again later, with back-off.
 * look-up: may or may not have happened; look in WHMCS by marker before anything is sent again.
 * ask-human: cannot be decided; shown to the operator, never guessed.
 */
export type Handling = 'fail-order' | 'pause' | 'retry' | 'look-up' | 'ask-human';

export const ERRORS = {
  // The order's data.
  PRODUCT_NOT_MAPPED: {
    handling: 'fail-order',
    todo: 'Correct WHMCS Product ID on the product, then retry the order.',
  },
  MARKER_FIELD_MISSING: {
    handling: 'fail-order',
    todo: 'Ask an administrator to add the custom field to the WHMCS product, then retry the order.',
  },
  BILLING_CYCLE_INVALID: { handling: 'fail-order', todo: 'Set Billing Cycle on the product, then retry the order.' },
  QUANTITY_INVALID: {
    handling: 'fail-order',
    todo: 'Set a whole quantity of 1 or more on the line, then retry the order.',
  },
  PRICE_INVALID: { handling: 'fail-order', todo: 'Set a unit price of 0 or more on the line, then retry the order.' },
  CONFIG_OPTIONS_INVALID: {
    handling: 'fail-order',
    todo: 'Correct Config Options JSON on the product, e.g. {"7": 3}, then retry the order.',
  },
  ORDER_EMPTY: { handling: 'fail-order', todo: 'Add at least one product, then retry the order.' },
  ORDER_TOO_LARGE: { handling: 'fail-order', todo: 'Split it into smaller orders.' },
  ORDER_WITHOUT_ACCOUNT: { handling: 'fail-order', todo: 'Set the account, then retry the order.' },
  CLIENT_EMAIL_MISSING: {
    handling: 'fail-order',
    todo: 'Set a Bill To Contact with an e-mail address on the order, then retry it.',
  },
  CLIENT_AMBIGUOUS: {
    handling: 'fail-order',
    todo: 'Find out which one it is, set WHMCS Account ID on the account or a Bill To Contact, then retry the order.',
  },
  CLIENT_NOT_FOUND: { handling: 'fail-order', todo: 'Correct WHMCS Account ID on the account, then retry the order.' },
  CLIENT_REJECTED: { handling: 'fail-order', todo: 'Correct the contact or account, then retry the order.' },
  WHMCS_REJECTED: { handling: 'fail-order', todo: 'Correct what WHMCS names, then retry the order.' },
  SERVICE_NOT_ACTIVE: {
    handling: 'fail-order',
    todo: 'Put it right in WHMCS (Utilities > Module Queue), then retry the order.',
  },

  // The set-up.
  WHMCS_AUTH: { handling: 'pause', todo: 'Check WHMCS_API_IDENTIFIER and WHMCS_API_SECRET.' },
  WHMCS_IP_NOT_ALLOWED: {
    handling: 'pause',
    todo: 'Add this server’s address, IPv4 and IPv6, to API IP Access Restriction in WHMCS.',
  },
  WHMCS_ROLE_DENIED: { handling: 'pause', todo: 'Tick the action in the API role of these credentials in WHMCS.' },
  WHMCS_FORBIDDEN: {
    handling: 'pause',
    todo: 'Ask whoever runs the firewall in front of WHMCS to let the API calls pass.',
  },
  WHMCS_URL_WRONG: { handling: 'pause', todo: 'WHMCS_API_URL must lead to …/includes/api.php without a redirect.' },
  WHMCS_PAYMENT_METHOD: {
    handling: 'pause',
    todo: 'Set WHMCS_PAYMENT_METHOD to a gateway that WHMCS offers, by its system name.',
  },
  SALESFORCE_AUTH: {
    handling: 'pause',
    todo: 'Check SF_CLIENT_ID, SF_USERNAME, the private key and the app’s pre-authorised users.',
  },
  SALESFORCE_ACCESS_DENIED: {
    handling: 'pause',
    todo: 'Assign the permission set Customer_Portal_Integration to the integration user.',
  },
  LEDGER_UNREACHABLE: { handling: 'pause', todo: 'Check DATABASE_URL or DATABASE_FILE and the database behind it.' },
  LEDGER_IN_USE: {
    handling: 'pause',
    todo: 'Stop the other process, or set DATABASE_URL to PostgreSQL to run several.',
  },
  LEDGER_TOO_NEW: { handling: 'pause', todo: 'Start the newer release that wrote this ledger.' },
  SALESFORCE_LIMIT: { handling: 'pause', todo: 'Wait for the daily API limit to free up, or raise it.' },

  // Passing faults.
  WHMCS_UNREACHABLE: { handling: 'retry', todo: 'It is tried again by itself.' },
  WHMCS_BUSY: { handling: 'retry', todo: 'It is tried again by itself.' },
  WHMCS_SERVICE_PENDING: { handling: 'retry', todo: 'It is checked again by itself.' },
  SALESFORCE_UNREACHABLE: { handling: 'retry', todo: 'It is tried again by itself.' },
  SALESFORCE_ROW_LOCKED: { handling: 'retry', todo: 'It is tried again by itself.' },

  // May have happened.
  WHMCS_UNKNOWN_OUTCOME: {
    handling: 'look-up',
    todo: 'It is looked up in WHMCS by marker before anything is sent again.',
  },

  // Not ours to decide.
  MARKER_AMBIGUOUS: {
    handling: 'ask-human',
    todo: 'Cancel the surplus order in WHMCS, then re-drive the order on the operator page.',
  },
  WHMCS_ORDER_GONE: {
    handling: 'ask-human',
    todo: 'Find out why in WHMCS; set that order back to Pending there, then re-drive the order on the operator page.',
  },
  ORDER_NOT_FOUND: {
    handling: 'ask-human',
    todo: 'Check that the order exists and that the integration user may read it, then re-drive it.',
  },
  ORDER_ID_INVALID: { handling: 'ask-human', todo: 'Find out who published that event: no order has such an id.' },
  ORDER_WITHDRAWN: {
    handling: 'ask-human',
    todo: 'Cancel the order in WHMCS, or set Activation Status back to Activating in Salesforce.',
  },
  MARKER_NOT_KEPT: {
    handling: 'ask-human',
    todo: 'Check the marker field’s id (WHMCS_MARKER_FIELD_IDS), fill it in on the services, then re-drive the order.',
  },
  ALREADY_PROVISIONED: {
    handling: 'ask-human',
    todo: 'Find the order in WHMCS; if it is really gone, set Activation Status to Activating in Salesforce.',
  },
  SALESFORCE_REFUSED: {
    handling: 'ask-human',
    todo: 'Correct what Salesforce names, then re-drive the order on the operator page.',
  },
  INTERNAL: { handling: 'retry', todo: 'Report it with the log lines of this order; it is tried again by itself.' },
} as const satisfies Record<string, { handling: Handling; todo: string }>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * Faults that concern everything we do with a system. Other `pause` codes, a right that is missing say, may be the affair of one
 * part of the service, which must not hold up the others.
 */
export const CONCERNS_WHOLE_SYSTEM: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SALESFORCE_AUTH',
  'SALESFORCE_LIMIT',
  'WHMCS_AUTH',
  'WHMCS_IP_NOT_ALLOWED',
  'WHMCS_FORBIDDEN',
]);

/** `message` is `CODE: what (todo)`. `what` names the thing at fault, and holds no secret and no whole reply. */
export class PortwayError extends Error {
  readonly code: ErrorCode;
  /** What happened, without the code and the advice. */
  readonly what: string;

  constructor(code: ErrorCode, what: string, options?: ErrorOptions) {
    super(`${code}: ${what} (${ERRORS[code].todo})`, options);
    this.name = 'PortwayError';
    this.code = code;
    this.what = what;
  }

  get handling(): Handling {
    return ERRORS[this.code].handling;
  }
}

export function isPortwayError(error: unknown, ...codes: ErrorCode[]): error is PortwayError {
  return error instanceof PortwayError && (codes.length === 0 || codes.includes(error.code));
}

/** Length of Order.Activation_Error__c, in characters. */
export const AGENT_TEXT_MAX_CHARS = 255;

/** The error as an agent reads it on the order: the code and the advice stay whole, the middle is cut to fit 255 characters. */
export function agentText(error: PortwayError): string {
  const head = `${error.code}: `;
  const tail = ` (${ERRORS[error.code].todo})`;
  const room = AGENT_TEXT_MAX_CHARS - head.length - tail.length;
  const what = error.what.length <= room ? error.what : `${error.what.slice(0, room - 1)}…`;
  return head + what + tail;
}

/** Any thrown thing as one line for logs and history. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
