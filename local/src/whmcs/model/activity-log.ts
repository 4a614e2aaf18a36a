// Writes the activity log from what the books announce, in the words WHMCS's own log uses for the same things.
import type { Books, DomainEvent } from './books.ts';
import { formatCents } from './money.ts';
import type { ServerClock } from './server-clock.ts';

interface Line {
  readonly clientId: number;
  readonly text: string;
}

export function keepActivityLog(books: Books, clock: ServerClock): void {
  books.changes.on('change', (event) => {
    const line = lineFor(event);
    if (!line) return;
    books.log({
      clientId: line.clientId,
      date: clock.dateTime(),
      description: line.text,
      username: 'API',
      ipAddress: '',
    });
  });
}

function lineFor(event: DomainEvent): Line | undefined {
  if (event.type === 'module') {
    const { id, clientId } = event.service;
    const outcome = event.error === undefined ? 'Successful' : `Failed: ${event.error}`;
    return { clientId, text: `Module ${event.action} ${outcome} - Service ID: ${id} - User ID: ${clientId}` };
  }
  if (event.type === 'edit') {
    const { id, clientId } = event.service;
    return { clientId, text: `Modified Product/Service - Service ID: ${id} - User ID: ${clientId}` };
  }
  if (event.type === 'added') return lineForAdded(event);
  switch (event.entity) {
    case 'client':
      return { clientId: event.row.id, text: `Modified Client - User ID: ${event.row.id}` };
    case 'order':
      if (event.before.status === event.row.status) return undefined;
      return {
        clientId: event.row.clientId,
        text: `Order Status set to ${event.row.status} - Order ID: ${event.row.id} - User ID: ${event.row.clientId}`,
      };
    case 'service':
      if (event.before.status === event.row.status) return undefined;
      return {
        clientId: event.row.clientId,
        text: `Service Status changed from ${event.before.status} to ${event.row.status} - Service ID: ${event.row.id} - User ID: ${event.row.clientId}`,
      };
    case 'invoice':
      if (event.before.status === event.row.status) return undefined;
      return {
        clientId: event.row.clientId,
        text: `Invoice Marked ${event.row.status} - Invoice ID: ${event.row.id} - User ID: ${event.row.clientId}`,
      };
    default:
      return undefined;
  }
}

function lineForAdded(event: DomainEvent & { type: 'added' }): Line | undefined {
  switch (event.entity) {
    case 'client': {
      const { id, firstName, lastName } = event.row;
      return { clientId: id, text: `Created Client ${firstName} ${lastName} - User ID: ${id}` };
    }
    case 'order': {
      const { id, clientId } = event.row;
      return { clientId, text: `New Order Placed - Order ID: ${id} - User ID: ${clientId}` };
    }
    case 'invoice': {
      const { id, clientId } = event.row;
      return { clientId, text: `Created Invoice - Invoice ID: ${id} - User ID: ${clientId}` };
    }
    case 'transaction': {
      const { id, clientId, invoiceId } = event.row;
      return {
        clientId,
        text: `Added Transaction - Transaction ID: ${id} - Invoice ID: ${invoiceId} - User ID: ${clientId}`,
      };
    }
    case 'credit': {
      const { clientId, description, amount } = event.row;
      return { clientId, text: `${description}: ${formatCents(amount)} - User ID: ${clientId}` };
    }
    case 'cancelRequest':
      return { clientId: 0, text: `Cancellation Requested (${event.row.type}) - Service ID: ${event.row.serviceId}` };
    default:
      return undefined;
  }
}
