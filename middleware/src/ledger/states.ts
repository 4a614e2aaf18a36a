// Where an order can be, and where it may go from there. States: spec/provisioning.md.

export const STATES = [
  'received',
  'submitting',
  'created',
  'accepting',
  'active',
  'written_back',
  'retrying',
  'failed',
  'needs_human',
] as const;
export type State = (typeof STATES)[number];

/**
 * The moves. A worker may also "move" a row to the state it is in, to record facts.
 * `submitting` is committed before the outside world is asked to create anything; an unknown outcome stays in it.
 * `retrying` is for known-clean failures; the facts tell which step to resume from, so it may go to any of them.
 */
export const NEXT: Record<State, readonly State[]> = {
  received: ['submitting', 'created', 'retrying', 'failed', 'needs_human'],
  submitting: ['created', 'retrying', 'failed', 'needs_human'],
  created: ['accepting', 'active', 'retrying', 'failed', 'needs_human'],
  accepting: ['active', 'retrying', 'failed', 'needs_human'],
  active: ['written_back', 'needs_human'],
  written_back: ['retrying'],
  retrying: ['submitting', 'created', 'accepting', 'active', 'failed', 'needs_human'],
  failed: ['retrying'],
  needs_human: ['retrying', 'failed'],
};

/** States in which a worker has something to do. */
export const WORKABLE: ReadonlySet<State> = new Set(['received', 'submitting', 'created', 'accepting', 'retrying']);

/** States that a new request (from Salesforce, the sweep or an operator) starts again. */
export const RESTARTABLE: ReadonlySet<State> = new Set(['failed', 'needs_human', 'written_back']);
