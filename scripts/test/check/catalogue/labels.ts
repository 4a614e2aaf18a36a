// Custom labels and their translations.
import type { Topic } from './mistake.ts';

export const LABELS: Topic = {
  title: 'Labels and translations',
  mistakes: [
    {
      title: 'a label that nothing uses',
      source: 'Portway',
      caughtBy: 'refs',
      file: 'labels/CustomLabels.labels-meta.xml',
      from: '<fullName>Order_Not_Sent',
      to: '<fullName>Order_Not_Used',
      at: '<labels>\n        <fullName>Order_Not_Used',
      says: /nothing uses the custom label Order_Not_Used/,
      also: /no custom label Order_Not_Sent/,
    },
  ],
};
