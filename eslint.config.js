import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What a workflow may import: the SDK's workflow package, its neighbours, and types. Everything else is an activity's. */
const workflowImports = {
  patterns: [
    {
      regex: '^(?!@temporalio/workflow$|\\./)',
      allowTypeImports: true,
      message: 'Workflows import only @temporalio/workflow, each other, and types. What needs more is an activity.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', '.cache/', '.data/', 'node_modules/', 'ingress/console/page/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Express 5 takes handlers that return promises.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/require-await': 'off',
      // Objects here are made of closures, not of classes: their methods do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A failure that came from a promise is thrown on as it is, whatever it is.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Export by name: a barrel can lose an export unnoticed.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', workflowImports],
      'no-restricted-globals': [
        'error',
        ...['process', 'fetch', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
          name,
          message: 'Workflows are replayed: what the outside says comes through activities.',
        })),
      ],
    },
  },
  {
    // Whoever may say who causes a write is who writes its audit row.
    files: ['**/*.ts'],
    ignores: ['activities/outbound-step.ts', 'connectors/write-trace.ts', 'workflows/**', 'test/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/write-trace\\.js$',
              importNames: ['auditedTrace'],
              message: 'A write is traced by activities/outbound-step.ts, which audits it.',
            },
          ],
        },
      ],
    },
  },
  {
    // Simulators turn whatever they are sent into text, as the vendors do.
    files: ['connectors/*/simulator/**/*.ts'],
    rules: {
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false },
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
