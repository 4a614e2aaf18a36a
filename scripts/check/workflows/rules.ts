// What must not stand in a workflow: whatever hands secrets or rights to code that nobody has reviewed, or runs what may change behind our
// backs. https://docs.github.com/en/actions/reference/security/secure-use
import type { Workflow } from './workflow.ts';

export interface Breach {
  readonly line: number;
  readonly what: string;
}

/** What the repository offers to steps. */
export interface Offers {
  readonly scripts: ReadonlySet<string>;
  readonly hasFile: (path: string) => boolean;
}

export type WorkflowRule = (workflow: Workflow, offers: Offers) => readonly Breach[];

/** Starts with the rights of the base branch while a stranger says what runs. */
const noForeignTrigger: WorkflowRule = ({ triggers, lineOf }) =>
  triggers.has('pull_request_target')
    ? [
        {
          line: lineOf('on'),
          what: 'pull_request_target gives secrets and write access to what strangers propose: use pull_request',
        },
      ]
    : [];

/** Runs after another workflow, with secrets, whoever started that one. */
const noSecretsAfterPullRequests: WorkflowRule = ({ triggers, texts, lineOf }) => {
  if (!triggers.has('workflow_run')) return [];
  const secret = texts.find(({ value }) => namesSecret(value));
  const head = texts.find(({ value, path }) => path.at(-1) === 'ref' && /head/.test(value));
  if (secret === undefined && head === undefined) return [];
  return [
    {
      line: head?.line ?? secret?.line ?? lineOf('on'),
      what: 'workflow_run with secrets or with the head of a pull request runs what strangers propose',
    },
  ];
};

const noSecretsForPullRequests: WorkflowRule = ({ triggers, texts }) =>
  triggers.has('pull_request')
    ? texts
        .filter(({ value, path }) => namesSecret(value) || (path.at(-1) === 'secrets' && value === 'inherit'))
        .map(({ line }) => ({
          line,
          what: 'a secret in a workflow that runs on pull_request: move the job to a workflow of its own',
        }))
    : [];

const leastPermissions: WorkflowRule = ({ jobs, has, texts, lineOf }) => {
  const everything = texts.filter(({ path, value }) => path.at(-1) === 'permissions' && value === 'write-all');
  const without = has('permissions') ? [] : jobs.filter(({ name }) => !has('jobs', name, 'permissions'));
  return [
    ...everything.map(({ line }) => ({
      line,
      what: 'permissions: write-all: name what is needed, usually contents: read',
    })),
    ...without.map(({ name }) => ({
      line: lineOf('jobs', name),
      what: `job ${name} has no permissions: it gets the repository’s default, which may be write access`,
    })),
  ];
};

/** What whoever opens an issue or pushes a branch can put any text into. */
const FOREIGN_TEXT = /\$\{\{[^}]*\b(github\.(event\b|head_ref|ref_name)|inputs\.)[^}]*\}\}/;

const noScriptInjection: WorkflowRule = ({ runs, texts }) => {
  const scripts = texts
    .filter(({ path }) => path.at(-1) === 'script')
    .map(({ value, line }) => ({ text: value, line }));
  return [...runs, ...scripts].flatMap(({ text, line }) => {
    const [expression] = FOREIGN_TEXT.exec(text) ?? [];
    if (expression === undefined) return [];
    return [{ line, what: `${expression} inside a script is run as part of it: hand it over in env and use "$NAME"` }];
  });
};

const pinnedActions: WorkflowRule = ({ uses }) =>
  uses
    .filter(({ text }) => !text.startsWith('./') && !/@([0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(text))
    .map(({ text, line }) => ({
      line,
      what: `${text} may become another program at any time: name its full commit, and the version in a comment`,
    }));

const noTokenLeftBehind: WorkflowRule = ({ uses, textAt, texts }) =>
  uses
    .filter(({ text }) => text.startsWith('actions/checkout@'))
    .flatMap(({ line }) => {
      const [, job, , step] = texts.find((text) => text.line === line && text.path.at(-1) === 'uses')!.path;
      const setting = textAt('jobs', job!, 'steps', step!, 'with', 'persist-credentials');
      return setting === 'false'
        ? []
        : [{ line, what: 'checkout leaves the token where every later step can read it: persist-credentials: false' }];
    });

/** `npm test` and `npm start` are scripts too. */
const NPM_SCRIPT = /\bnpm (?:run(?:-script)? ([\w:.-]+)|(test|start)\b)/g;
const NODE_FILE = /\bnode (?:--\S+ )*([\w./-]+\.[cm]?[jt]s)\b/g;

const nothingUnknown: WorkflowRule = ({ runs }, { scripts, hasFile }) =>
  runs.flatMap(({ text, line }) => [
    ...[...text.matchAll(NPM_SCRIPT)]
      .map(([, named, short]) => named ?? short!)
      .filter((name) => !scripts.has(name))
      .map((name) => ({ line, what: `package.json has no script ${name}` })),
    ...[...text.matchAll(NODE_FILE)]
      .map(([, file]) => file!)
      .filter((file) => !hasFile(file))
      .map((file) => ({ line, what: `there is no ${file}` })),
  ]);

function namesSecret(text: string): boolean {
  return /\$\{\{[^}]*\bsecrets\b/.test(text);
}

export const WORKFLOW_RULES: readonly WorkflowRule[] = [
  noForeignTrigger,
  noSecretsAfterPullRequests,
  noSecretsForPullRequests,
  leastPermissions,
  noScriptInjection,
  pinnedActions,
  noTokenLeftBehind,
  nothingUnknown,
];
