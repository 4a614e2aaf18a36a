// Step 2: the org that everything goes to: one that sf is signed in to, or a new scratch org.
import { resultOf } from './sf.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

export const SCRATCH_DEFINITION = 'config/project-scratch-def.json';

export const org: Step = {
  number: 2,
  name: 'org',
  title: 'The org',
  does: [
    'Says which org everything goes to. With --create-scratch it makes a scratch org of the shape that the project needs',
    `(${SCRATCH_DEFINITION}); one of that alias that exists is kept.`,
  ].join('\n'),
  changes: 'nothing in an existing org; a scratch org counts against the Dev Hub’s limits.',
  needs: 'the sign-in to an org (sf org login web --alias <alias>), or to a Dev Hub for a scratch org.',
  options: {
    'create-scratch': { type: 'string', value: '<alias>', help: 'make a scratch org and use it as the target' },
    'dev-hub': { type: 'string', value: '<alias>', help: 'which Dev Hub; left out, the CLI’s default one' },
    days: { type: 'string', value: '<1 to 30>', default: '7', help: 'how long a scratch org lives' },
  },
  run: async (context) => {
    const alias = context.options['create-scratch'];
    if (typeof alias === 'string' && !(await isKnown(context, alias))) {
      if (context.isDryRun) return context.say(`would make the scratch org ${alias}`);
      await createScratch(context, alias);
      context.say(`made the scratch org ${alias}`);
    }
    await describe(context);
  },
};

async function isKnown({ sf }: StepContext, alias: string): Promise<boolean> {
  const args = ['org', 'list', 'auth'];
  const known = resultOf(args, await sf<{ alias?: string; username: string }[]>(args), 'See what the CLI says.');
  return known.some((each) => each.username === alias || (each.alias ?? '').split(',').includes(alias));
}

async function createScratch({ sf, options }: StepContext, alias: string): Promise<void> {
  const hub = options['dev-hub'];
  const args = [
    ...['org', 'create', 'scratch', '--definition-file', SCRATCH_DEFINITION, '--alias', alias],
    ...['--duration-days', String(options.days ?? '7'), '--wait', '30'],
    ...(typeof hub === 'string' ? ['--target-dev-hub', hub] : []),
  ];
  const next =
    'A Dev Hub must be signed in (sf org login web --set-default-dev-hub), have Dev Hub enabled, and have scratch orgs left (sf org list limits).';
  resultOf(args, await sf(args), next);
}

async function describe(context: StepContext): Promise<void> {
  const target = context.org();
  const { username, instanceUrl, id } = await target.display();
  const [row] = await target.query('SELECT Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization');
  const kind = row?.IsSandbox !== true ? 'not a sandbox' : row.TrialExpirationDate ? 'scratch org' : 'sandbox';
  context.say(`${String(row?.Name)}, ${String(row?.OrganizationType)}, ${kind}`);
  context.say(`${id} at ${instanceUrl}, signed in as ${username}`);
}

await runAlone(import.meta.filename, org);
