// Step 1: the middleware's key pair, and the piece of client-app metadata that holds its certificate.
import { relative } from 'node:path';
import { makeKeys } from '../make-keys.ts';
import { CLIENT_APP_OPTION, clientAppOf, renderClientApp } from './client-app.ts';
import { runAlone, type Step } from './step.ts';

/** Salesforce refuses the sign-in the day the certificate ends. */
const DAYS_OF_WARNING = 60;

export const keys: Step = {
  number: 1,
  name: 'keys',
  title: 'Key pair and certificate',
  does: [
    'Makes the key pair with which the middleware signs in (JWT bearer), and renders its certificate and a consumer key into the',
    'client app’s metadata. Keys and consumer key that exist are kept.',
  ].join('\n'),
  changes: 'var/sf/ and the rendered file below, all ignored by git.',
  needs: 'nothing.',
  options: {
    ...CLIENT_APP_OPTION,
    'renew-keys': {
      type: 'boolean',
      help: 'make a new pair: deploy its certificate before the middleware gets the new key',
    },
  },
  run: async ({ root, options, env, isDryRun, say }) => {
    const app = clientAppOf(options);
    if (isDryRun) {
      say(`would make or keep var/sf/server.key and .crt, and render ${app.renderedPath}`);
      return;
    }
    const { keyPath, certificatePath, validUntil, isNew } = await makeKeys(root, {
      renew: options['renew-keys'] === true,
    });
    const what = isNew ? 'made' : 'there already';
    say(`private key  ${relative(root, keyPath)} (${what}): the middleware’s SF_PRIVATE_KEY_PATH`);
    const daysLeft = Math.floor((validUntil.getTime() - Date.now()) / 86_400_000);
    say(
      `certificate  ${relative(root, certificatePath)} (${what}), valid until ${validUntil.toISOString().slice(0, 10)}`,
    );
    if (daysLeft < DAYS_OF_WARNING)
      say(`look at      the certificate ends in ${daysLeft} days: --renew-keys makes a new pair`);
    const { consumerKey, isKept } = await renderClientApp(root, app, env.SF_CLIENT_ID);
    say(`${isKept ? 'kept       ' : 'rendered   '}  ${app.renderedPath}`);
    say(`consumer key ${consumerKey}: the middleware’s SF_CLIENT_ID`);
  },
};

await runAlone(import.meta.filename, keys);
