// The deployments of a running org: one at a time, each looked through in a thread of its own and then put in the org's place.
// Whatever happens in the thread, the org stays as it was until all is well.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SalesforceError } from '../dml/save.ts';
import { makeId } from '../store/ids.ts';
import type { DeployOptions } from './deploy-options.ts';
import { Deployment, type Person } from './deployment.ts';
import { DeployThread } from './deploy-thread.ts';
import type { LiveOrg } from './live-org.ts';
import type { DeployNews, DeployOutcome, DeployRequest } from './outcome.ts';
import type { Problem } from './problem.ts';
import { replaceOrg } from './replace-org.ts';

/** Source: Metadata API Developer Guide, "deployRecentValidation()". */
const VALIDATION_LIFE_MS = 10 * 24 * 60 * 60 * 1000;
const DEPLOYMENT_PREFIX = '0Af';

export class Deployments {
  readonly #live: LiveOrg;
  readonly #byId = new Map<string, Deployment>();
  readonly #thread = new DeployThread();
  /** What the thread is at. */
  #inThread: Deployment | undefined;
  #queue: Promise<void> = Promise.resolve();
  #folder: Promise<string> | undefined;
  #generation = 0;
  /** Validations that were deployed: each can be once. */
  readonly #used = new WeakSet<Deployment>();
  /** Metadata of the org before the last deployment, where a deployment had brought it. */
  #replaced: string | undefined;

  constructor(live: LiveOrg) {
    this.#live = live;
  }

  /** Begins a deployment, or lets it wait for the one before. */
  start(zip: Uint8Array, options: DeployOptions, by: Person): Deployment {
    return this.#enqueue(options, by, (deployment) => this.#work(deployment, zip));
  }

  /**
   * Deploys what has been validated, without running its tests again.
   * @throws SalesforceError INVALID_ID_FIELD the validation cannot be used (any more): says why
   */
  startValidated(validationId: string, by: Person): Deployment {
    const validated = this.find(validationId);
    const why = validated ? this.#whyNotUsable(validated) : 'there is no deployment of that id';
    if (!validated || why)
      throw new SalesforceError('INVALID_ID_FIELD', `Cannot quick deploy the validation ${validationId}: ${why}`);
    const options: DeployOptions = { ...validated.options, checkOnly: false };
    return this.#enqueue(options, by, async (deployment) => {
      deployment.components = validated.components;
      deployment.tests = validated.tests;
      const refused = this.#whyNotUsable(validated);
      if (refused) return this.#fail(deployment, `Cannot quick deploy the validation ${validationId}: ${refused}`);
      await this.#finish(deployment, validated.outcome!);
      if (deployment.status === 'Succeeded') this.#used.add(validated);
    });
  }

  find(id: string): Deployment | undefined {
    return this.#byId.get(id.slice(0, 15));
  }

  /** Newest first. */
  get all(): readonly Deployment[] {
    return [...this.#byId.values()].reverse();
  }

  /** @throws SalesforceError INVALID_ID_FIELD it is over */
  cancel(deployment: Deployment, by: Person): void {
    if (deployment.isDone)
      throw new SalesforceError('INVALID_ID_FIELD', `Deployment ${deployment.id} already completed`);
    const isInThread = deployment === this.#inThread;
    if (deployment.status === 'InProgress' && !isInThread)
      throw new SalesforceError(
        'INVALID_ID_FIELD',
        `Deployment ${deployment.id} is being finalized and cannot be canceled`,
      );
    deployment.canceledBy = by;
    deployment.status = 'Canceling';
    if (isInThread) void this.#thread.stop();
  }

  async close(): Promise<void> {
    for (const deployment of this.#byId.values()) if (!deployment.isDone) deployment.status = 'Canceling';
    await this.#thread.stop();
    await this.#queue;
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  #enqueue(options: DeployOptions, by: Person, work: (deployment: Deployment) => Promise<void> | void): Deployment {
    const id = makeId(DEPLOYMENT_PREFIX, this.#byId.size + 1);
    const deployment = new Deployment(id, options, by, this.#now());
    this.#byId.set(id.slice(0, 15), deployment);
    this.#queue = this.#queue.then(async () => {
      if (deployment.status === 'Canceling') return deployment.end('Canceled', this.#now());
      deployment.status = 'InProgress';
      deployment.startedAt = deployment.changedAt = this.#now();
      try {
        await work(deployment);
      } catch (error) {
        console.error(error);
        this.#fail(deployment, `The deployment broke off: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
    return deployment;
  }

  async #work(deployment: Deployment, zip: Uint8Array): Promise<void> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'portway-org-'));
    const work = join(await this.#folder, deployment.id);
    await mkdir(work, { recursive: true });
    const { project, store } = this.#live.current;
    const usernames = [...store.all('User')].map((row) => String(row['Username']));
    const { apiVersion, root: currentRoot } = project;
    const request: DeployRequest = { zip, options: deployment.options, currentRoot, work, apiVersion, usernames };
    deployment.generation = this.#generation;
    this.#inThread = deployment;
    const news = await this.#thread
      .run(request, (told) => this.#note(deployment, told))
      .finally(() => (this.#inThread = undefined));
    if (news === undefined) return deployment.end('Canceled', this.#now());
    if (news.kind === 'failed') return this.#fail(deployment, `The deployment broke off: ${news.message}`);
    await rm(join(work, 'zip'), { recursive: true, force: true });
    await this.#finish(deployment, news.outcome);
    // A validation may be deployed later; of all others only what became the org stays.
    if (
      this.#live.current.project.root !== news.outcome.root &&
      !(deployment.isSuccess && deployment.options.checkOnly)
    )
      await rm(work, { recursive: true, force: true });
  }

  #note(deployment: Deployment, news: Extract<DeployNews, { kind: 'state' | 'components' | 'tests' }>): void {
    deployment.changedAt = this.#now();
    if (news.kind === 'state') deployment.stateDetail = news.text;
    else deployment[news.kind] = news;
  }

  async #finish(deployment: Deployment, outcome: DeployOutcome): Promise<void> {
    deployment.outcome = outcome;
    const { options } = deployment;
    const errors = outcome.problems.filter((problem) => isError(problem, options));
    const isPartial =
      errors.length > 0 && !options.rollbackOnError && outcome.components.length > 0 && outcome.isLoadable;
    const testsFailed = outcome.tests?.methods.some(({ verdict }) => verdict !== 'Pass') ?? false;
    deployment.components = countsOf(outcome, errors);
    if (testsFailed || (errors.length > 0 && !isPartial)) return deployment.end('Failed', this.#now());
    if (!options.checkOnly) {
      const refusal = await this.#replace(deployment, outcome);
      if (refusal) {
        deployment.outcome = { ...outcome, problems: [...outcome.problems, inPackage(refusal, outcome)] };
        deployment.components = countsOf(deployment.outcome, [...errors, refusal]);
        return deployment.end('Failed', this.#now());
      }
    }
    deployment.end(isPartial ? 'SucceededPartial' : 'Succeeded', this.#now());
  }

  async #replace(deployment: Deployment, { root, components }: DeployOutcome): Promise<Problem | undefined> {
    deployment.stateDetail = 'Putting the new metadata in place';
    if (components.every(({ change }) => change === 'unchanged')) return undefined;
    const oldRoot = this.#live.current.project.root;
    const refusal = await replaceOrg(this.#live, root!, (text) => void (deployment.stateDetail = text));
    if (refusal) return refusal;
    this.#generation += 1;
    // Pages may still be in the making from what has just been replaced, not from what was before that.
    if (this.#replaced) await rm(dirname(this.#replaced), { recursive: true, force: true });
    this.#replaced = oldRoot.startsWith(await this.#folder!) ? oldRoot : undefined;
    return undefined;
  }

  #whyNotUsable(validated: Deployment): string | undefined {
    if (!validated.options.checkOnly) return 'it was no validation';
    if (validated.status !== 'Succeeded') return 'it has not succeeded';
    if (validated.options.testLevel === 'NoTestRun') return 'no tests were run in it';
    if (this.#now() - validated.completedAt! > VALIDATION_LIFE_MS) return 'it is older than ten days';
    if (this.#used.has(validated)) return 'it has been deployed already';
    if (validated.generation !== this.#generation) return 'the org has been deployed to since';
    return undefined;
  }

  #fail(deployment: Deployment, message: string): void {
    deployment.errorMessage = message;
    deployment.end('Failed', this.#now());
  }

  #now(): number {
    return this.#live.org.clock();
  }
}

const isError = ({ severity }: Problem, { ignoreWarnings }: DeployOptions): boolean =>
  severity === undefined || (severity === 'warning' && !ignoreWarnings);

function countsOf({ components }: DeployOutcome, errors: readonly Problem[]) {
  const failed = new Set(errors.map(({ type, fullName }) => `${type} ${fullName}`)).size;
  return { total: components.length + failed, done: components.length, failed };
}

/** With the file of the zip that brought the component, where one did. */
function inPackage(problem: Problem, { components }: DeployOutcome): Problem {
  const part = components.find(({ type, fullName }) => type === problem.type && fullName === problem.fullName);
  return { ...problem, fileName: part?.fileName ?? problem.fileName };
}
