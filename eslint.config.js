// One flat config: type-checked TypeScript rules for middleware, local and scripts; Salesforce's own rules for the LWCs.
import js from '@eslint/js';
import lwcTs from '@salesforce/eslint-config-lwc/recommended-ts.js';
import tseslint from 'typescript-eslint';

const LWC = ['force-app/**/*.ts', 'test/lwc/**/*.ts'];
const LWC_TESTS = ['force-app/**/__tests__/**/*.ts', 'test/lwc/**/*.ts'];
const NODE = ['middleware/**/*.ts', 'local/**/*.ts', 'scripts/**/*.ts'];

export default [
  {
    ignores: [
      'node_modules/',
      'var/',
      'coverage/',
      'build/',
      'force-app/**/lwc/**/*.js',
      'local/test/salesforce/site/project/',
    ],
  },
  { ...js.configs.recommended, files: NODE },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: NODE })),
  {
    files: NODE,
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['./tsconfig.json', './tsconfig.site.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-undef': 'off', // the compiler's job
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['test', 'describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  {
    // Tests reach into replies whose shape is what they are testing.
    files: ['local/test/whmcs/**/*.ts'],
    rules: Object.fromEntries(
      ['member-access', 'assignment', 'argument', 'return', 'call'].map((what) => [
        `@typescript-eslint/no-unsafe-${what}`,
        'off',
      ]),
    ),
  },
  ...lwcTs.map((config) => ({ ...config, files: LWC })),
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: LWC })),
  {
    files: LWC,
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: './tsconfig.lwc-tests.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // It does not see through `as const`, by which the types of wires are told; tsc checks them.
      '@lwc/lwc/valid-wire': 'off',
      // Says that nobody waits for a promise; otherwise no-floating-promises would complain.
      'no-void': 'off',
      'no-undef': 'off', // the compiler's job
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: LWC_TESTS,
    // Tests reach into the shadow of what they test, and wait.
    rules: { '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off', '@lwc/lwc/no-async-operation': 'off' },
  },
];
