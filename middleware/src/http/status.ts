// What health checks and the operator page say of the running service.

export interface SystemStatus {
  readonly name: string;
  readonly isUsable: boolean;
  /** Why it is not, in words that say what to do. */
  readonly trouble: string | null;
  readonly breaker: 'closed' | 'half-open' | 'open';
}

export interface Status {
  readonly systems: readonly SystemStatus[];
  readonly subscriber: {
    readonly state: string;
    readonly detail: string;
    /** Events reach this process or, while it stands by, another one. */
    readonly isListening: boolean;
  };
  /** What an operator should see to although orders go on: single products, or a part beside provisioning. */
  readonly warnings: readonly string[];
  readonly whmcsVersion: string | null;
  readonly apiUsage: { readonly used: number; readonly limit: number } | null;
  /** How the Salesforce API budget is being used: free, slow, brake. */
  readonly pace: string;
  readonly ordersInHand: number;
  readonly isStopping: boolean;
}
