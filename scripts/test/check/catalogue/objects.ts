// Objects and who sees their records.
import type { Topic } from './mistake.ts';

export const OBJECTS: Topic = {
  title: 'Objects and sharing',
  mistakes: [
    {
      title: 'orders open to customers',
      source: 'Portway',
      caughtBy: 'rules',
      file: 'objects/Order/Order.object-meta.xml',
      from: '<externalSharingModel>Private',
      to: '<externalSharingModel>Read',
      says: /Private outside/,
    },
  ],
};
