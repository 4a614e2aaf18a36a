// Messaging.CustomNotification: notifications in the bell, recorded. Source: Apex Reference Guide, "CustomNotification Class".
import type { LocalOrg } from '../../org.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexSet } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { given } from './given.ts';

class CustomNotification extends Bean {}

export interface SentNotification {
  readonly sentAt: number;
  readonly title: string;
  readonly body: string;
  readonly recipients: readonly string[];
  readonly targetId: string | null;
}

const boxes = new WeakMap<object, SentNotification[]>();

/** All notifications of an org since it was built, oldest first. */
export const sentNotifications = ({ life }: Pick<LocalOrg, 'life'>): readonly SentNotification[] =>
  boxes.get(life) ?? [];

const MAX_RECIPIENTS = 500;

function send(vm: Vm, self: CustomNotification, users: ApexSet | null): null {
  const recipients = [...given(vm, users).entries.values()].map(String);
  const missing = ['notificationTypeId', 'title', 'body'].find((name) => self.get(name) === null);
  if (missing) vm.raise('System.IllegalArgumentException', `Missing or invalid field: ${missing}`); // (unconfirmed)
  if (recipients.length > MAX_RECIPIENTS)
    vm.raise('System.IllegalArgumentException', `More than ${MAX_RECIPIENTS} recipients`); // (unconfirmed)
  if (vm.test) return null;
  vm.tx.afterCommit(() => {
    const box = boxes.get(vm.org.life) ?? [];
    boxes.set(vm.org.life, box);
    box.push({
      sentAt: vm.org.clock(),
      title: String(self.get('title')),
      body: String(self.get('body')),
      recipients,
      targetId: (self.get('targetId') as string | null) ?? null,
    });
  });
  return null;
}

const VALUES = [
  'String notificationTypeId',
  'String senderId',
  'String title',
  'String body',
  'String targetId',
  'String targetPageRef',
];

export const NOTIFICATIONS: readonly NativeClass[] = [
  beanClass('Messaging.CustomNotification', CustomNotification, VALUES, {
    hasMethods: true,
    constructors: {
      'CustomNotification(String typeId, String sender, String title, String body, String targetId, String targetPageRef)':
        (_vm: Vm, _type, ...values: (string | null)[]) => {
          const names = VALUES.map((line) => line.split(' ')[1]!);
          const made = new CustomNotification();
          for (const [index, name] of names.entries()) made.values[name] = values[index] ?? null;
          return made;
        },
    },
    methods: { 'void send(Set<String> users)': send },
  }),
  nativeClass({ name: 'Messaging.PushNotification', unsupported: 'there are no mobile devices' }),
];
