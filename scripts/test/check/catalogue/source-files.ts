// Files that deploy as something else than they look like, or not at all.
import type { Topic } from './mistake.ts';

const QUEUE = 'queues/Customer_Service.queue-meta.xml';
const FORMAT = 'Salesforce DX Developer Guide, Salesforce DX Project Structure and Source Format';

export const SOURCE_FILES: Topic = {
  title: 'Source files',
  mistakes: [
    {
      title: 'a class without its metadata file',
      source: 'observed by conversion: the library drops the class without a word',
      caughtBy: 'conversion',
      file: 'classes/orders/Lost.cls',
      add: 'public class Lost {}',
      says: /belongs to no component/,
      also: /Lost.cls-meta.xml is missing/,
    },
    {
      title: 'a file whose root is of another type than its place',
      source: FORMAT,
      caughtBy: 'conversion',
      file: QUEUE,
      from: /(?<=<\/?)Queue\b/g,
      to: 'Group',
      at: '<Group',
      says: /is a Queue by folder and suffix, and a <Group> inside/,
      also: /<Group> has no element/,
    },
    {
      title: 'a suffix that no type has',
      source: FORMAT,
      caughtBy: 'conversion',
      file: 'queues/Other.kueue-meta.xml',
      add: '<Queue xmlns="http://soap.sforce.com/2006/04/metadata"><name>Other</name></Queue>',
      says: /kueue/,
      also: /kueue/,
    },
  ],
};
