// The ledger's own refusals: answers to a worker that is no longer entitled to write. None of them is a fault.

/** Another worker has the order, or it moved on: drop the work, do not retry. */
export class LeaseLost extends Error {
  readonly orderId: string;
  constructor(orderId: string) {
    super(`ledger: the lease on order ${orderId} is gone`);
    this.name = 'LeaseLost';
    this.orderId = orderId;
  }
}

/** Another order of the same group is being submitted: release this one, it comes back when the group is free. */
export class GroupBusy extends Error {
  readonly orderId: string;
  readonly groupKey: string;
  constructor(orderId: string, groupKey: string) {
    super(`ledger: order ${orderId} waits, another order of ${groupKey} is being submitted`);
    this.name = 'GroupBusy';
    this.orderId = orderId;
    this.groupKey = groupKey;
  }
}

/** Somebody else subscribes to the topic now: stop reading the stream, nothing of the batch was stored. */
export class TermLost extends Error {
  readonly topic: string;
  constructor(topic: string) {
    super(`ledger: another subscriber has taken over ${topic}`);
    this.name = 'TermLost';
    this.topic = topic;
  }
}
