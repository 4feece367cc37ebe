/**
 * Lint rules, and the dependency rule of docs/ARCHITECTURE.md as a table.
 * A domain may call the domains before it, and reaches later ones by announcing an event.
 */
const DOMAINS = [
  ['channels', 'access', 'operations', 'hours'],
  ['friends', 'tags', 'activity', 'membership', 'notices', 'points', 'referrals'],
  ['messages', 'media', 'segments'],
  ['lifecycle', 'links', 'sales', 'tiers'],
  ['deliveries'],
  ['richmenus', 'surveys', 'feedback', 'autoresponses', 'inbox'],
  ['assignment', 'campaigns', 'live', 'service'],
  ['reports'],
];
const ALL = DOMAINS.flat();
const up = '^(\\.\\./)+';

const SDK = {
  name: '@line/bot-sdk',
  message: 'Only src/line talks to LINE; call its gateway instead.',
};
const MONGOOSE = {
  name: 'mongoose',
  message: 'Only *.model.ts files and src/infra know mongoose; put the query behind a verb over the model.',
};
const nobody = (folder, message) => ({ regex: `${up}${folder}(/|\\.js$)`, message });
const COMPOSITION = nobody('app', 'app.ts composes everything; take what you need from the context instead.');
const SANDBOX = nobody('sandbox', 'The product never knows its sandbox.');
const CONSOLE = nobody('console', 'The server never imports the console.');

/** Files of other domains that are not theirs to use: all but index.ts, schemas.ts and core/. */
const insides = (domains) => ({
  group: domains.flatMap((domain) => [
    `**/${domain}/*`,
    `!**/${domain}/index.js`,
    `!**/${domain}/schemas.js`,
    `!**/${domain}/core`,
  ]),
  message: 'Use what the domain offers in its index.ts, schemas.ts or core/.',
});

const restrict = (files, { paths = [], patterns = [] }) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
});

/** What the files of one domain may not import. */
function domainRules(domain, rank) {
  const later = ALL.filter((other) => other !== domain && DOMAINS.findIndex((row) => row.includes(other)) > rank);
  const others = ALL.filter((other) => other !== domain);
  const upward = later.length
    ? [
        {
          regex: `${up}(${later.join('|')})/`,
          message: `${domain} comes before this domain; announce an event and let it listen.`,
        },
      ]
    : [];
  const inside = insides(others);
  const patterns = [...upward, inside, COMPOSITION, SANDBOX, CONSOLE];
  return [
    restrict([`src/${domain}/*.ts`], { paths: [SDK, MONGOOSE], patterns }),
    restrict([`src/${domain}/*.model.ts`], { paths: [SDK], patterns }),
    restrict([`src/${domain}/core/*.ts`, `src/${domain}/schemas.ts`], {
      paths: [SDK, MONGOOSE],
      patterns: [
        ...upward,
        {
          regex: `${up}[a-z-]+/index\\.js$`,
          message: 'core is pure; import the core of another domain, not its index.',
        },
        {
          regex: `${up}(infra|line|webhook|context)(/|\\.js$)`,
          message: 'core decides without I/O; let the verb pass in what it needs.',
        },
        { regex: '^node:', message: 'core decides without I/O; let the verb pass in what it needs.' },
        { regex: '\\.model\\.js$', message: 'core is pure; the verb reads and passes data in.' },
        COMPOSITION,
        SANDBOX,
        CONSOLE,
      ],
    }),
  ];
}

const OURS = {
  regex: `^(\\.\\./){2,}(${[...ALL, 'webhook', 'infra', 'line'].join('|')}|app|context|config|errors|edges|domains)(/|\\.js$)`,
};

const NO_DOMAINS = {
  regex: `${up}(${ALL.join('|')}|webhook)/`,
  message: 'This folder knows no domain; put the code into the domain that needs it.',
};

export default {
  plugins: ['typescript', 'import', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', 'data', 'node_modules'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'import/no-cycle': 'error',
    'import/no-unassigned-import': 'off',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-console': 'error',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': ['error', { allow: ['_id', '_zod'] }],
    'promise/always-return': 'off',
    // Our interfaces are records of functions, none of which uses `this`.
    'typescript/unbound-method': 'off',
    // Data read from stores and wires is asserted to the shape that its writer guarantees.
    'typescript/no-unsafe-type-assertion': 'off',
    eqeqeq: 'error',
  },
  overrides: [
    ...DOMAINS.flatMap((row, rank) => row.flatMap((domain) => domainRules(domain, rank))),
    restrict(['src/shared/**'], {
      paths: [SDK, MONGOOSE],
      patterns: [{ regex: `${up}`, message: 'shared is pure and imports nothing of ours.' }],
    }),
    restrict(['src/line/**'], { paths: [MONGOOSE], patterns: [NO_DOMAINS, COMPOSITION, SANDBOX, CONSOLE] }),
    restrict(['src/infra/**'], { paths: [SDK], patterns: [NO_DOMAINS, COMPOSITION, SANDBOX, CONSOLE] }),
    restrict(['src/webhook/**'], {
      paths: [SDK],
      patterns: [insides(ALL), COMPOSITION, SANDBOX, CONSOLE],
    }),
    restrict(['src/sandbox/store/**'], {
      paths: [SDK, MONGOOSE],
      patterns: [{ ...OURS, message: 'The embedded store is a database: it knows nothing of ours.' }],
    }),
    restrict(['src/sandbox/line-simulator/**'], {
      paths: [SDK, MONGOOSE],
      patterns: [{ ...OURS, message: 'The simulator is LINE: it knows nothing of ours.' }],
    }),
    restrict(['src/console/**'], {
      paths: [SDK, MONGOOSE],
      patterns: [
        {
          // Folders of the console may be called as domains are: what is meant is told by how far up it is.
          group: ALL.flatMap((domain) =>
            ['../..', '../../..'].flatMap((src) => [
              `${src}/${domain}/**`,
              `!${src}/${domain}/schemas.js`,
              `!${src}/${domain}/core/**`,
            ]),
          ),
          message: 'The console knows the server by its API: schemas.ts, and what core/ decides.',
        },
        {
          regex: `${up}(webhook|infra|line|pages|sandbox)/|${up}(app|context|config|edges|domains)\\.js$`,
          message: 'The console runs in a browser and knows the server by its API.',
        },
      ],
    }),
    restrict(['src/sandbox/phone/**'], {
      paths: [SDK, MONGOOSE],
      patterns: [
        {
          group: [
            '../**',
            '!../../shared/**',
            '!../../../shared/**',
            '!../../console/line-messages/**',
            '!../line-simulator/index.js',
            '!../line-simulator/control/client.js',
          ],
          message: 'The phone knows how messages are drawn, and the simulator by its control API.',
        },
      ],
    }),
    { files: ['src/console/**', 'src/sandbox/phone/**'], plugins: ['typescript', 'import', 'promise', 'react'] },
    { files: ['.ci/**', 'bench/**', 'prove/**', 'src/sandbox/**'], rules: { 'no-console': 'off' } },
  ],
};
