// Who may import whom: the table of ARCHITECTURE.md as rules. Every rule is proved on each `npm run check` by
// scripts/planted-imports.ts, which plants violations in a tree of its own and compares what was found. The sentence in
// `comment` is printed to whoever breaks the rule.

/** Pure modules: they import nothing of ours but their own folder, and everyone may use them, values included. */
const PURE = ['core', 'x509', 'protocols']

/** Module → the other modules whose *types* it may import. */
const TABLE = {
  config: [],
  storage: [],
  validation: [],
  secrets: [],
  policy: ['storage'],
  accounts: ['storage'],
  contacts: ['storage'],
  billing: ['storage'],
  events: ['storage'],
  ca: ['storage', 'policy', 'secrets'],
  issuers: ['ca'],
  registration: ['storage', 'policy', 'validation', 'issuers', 'billing', 'contacts', 'events', 'config'],
  cli: ['registration', 'accounts', 'contacts', 'billing', 'policy', 'storage', 'config'],
  jobs: ['registration', 'storage', 'events', 'config'],
  frontends: ['registration', 'accounts', 'contacts', 'billing', 'events', 'policy', 'storage', 'config'],
}

const MODULES = Object.keys(TABLE)
const TEST = '\\.test\\.ts$'
/** The two files that start a process. They get everything from app.ts, and read the settings with config. */
const MAINS = '^src/(cli/)?main\\.ts$'
/** Where a module may be entered. http.ts is the listener that app.ts starts; protocols has one door per protocol. */
const DOORS = [
  '^src/(app|main)\\.ts$',
  '^src/(?!protocols/)[^/]+/index\\.ts$',
  '^src/protocols/[^/]+/index\\.ts$',
  '^src/frontends/http\\.ts$',
]
/** One front end or one issuer: known to the composition root only (and to what is outside src, such as tests). */
const INNER_DOORS = '^src/(frontends|issuers)/[^/]+/index\\.ts$'

const under = (names) => `^src/(${names.join('|')})/`
/** A package by name: as installed, or by its bare name where it is not. */
const packages = (names) => `(^|/)node_modules/(@types/)?(${names.join('|')})(/|$)|^(${names.join('|')})(/|$)`
const builtins = (names) => `^(node:)?(${names.join('|')})(/|$)`
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

module.exports = {
  forbidden: [
    rule(
      'pure-stays-pure',
      'core, x509 and protocols are usable by everyone because they know no one: move what they need into them, or pass it as an argument.',
      { path: under(PURE) },
      { path: '^src/', pathNot: '^src/$1/' },
    ),
    ...MODULES.map((module) =>
      rule(
        `${module}-imports`,
        `ARCHITECTURE.md lets ${module} import the types of: ${TABLE[module].join(', ') || 'no module'} (and core, x509, protocols).`,
        { path: `^src/${module}/`, pathNot: [TEST, MAINS] },
        { path: '^src/', pathNot: under([module, ...PURE, ...TABLE[module]]) },
      ),
    ),
    rule(
      'main-imports',
      'A main file reads the settings with config and gets everything else from app.ts.',
      { path: MAINS },
      { path: '^src/', pathNot: ['^src/app\\.ts$', '^src/(config|core)/', '^src/cli/'] },
    ),
    rule(
      'app-imports',
      'The composition root builds services; what starts the process builds on it, not the other way round.',
      { path: '^src/app\\.ts$' },
      { path: '^src/(main\\.ts$|cli/)' },
    ),
    rule(
      'every-module-in-the-table',
      'This folder or file of src is not in the table of ARCHITECTURE.md: add it there and in .dependency-cruiser.cjs, or move the code.',
      { path: '^src/', pathNot: [under([...PURE, ...MODULES]), '^src/(app|main)(\\.test)?\\.ts$'] },
      {},
    ),
    rule(
      'only-app-constructs',
      'Across modules `import type` only: take the value as an argument, and let app.ts pass it.',
      { path: under(MODULES), pathNot: [TEST, MAINS] },
      { path: under(MODULES), pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'front-door-only',
      'From outside, a module is its index.ts: export the thing there, or do without it.',
      { path: '^src/([^/]+)(/|\\.ts$)' },
      { path: '^src/', pathNot: ['^src/$1/', ...DOORS, INNER_DOORS] },
    ),
    rule(
      'front-door-only-outside-src',
      'From outside, a module is its index.ts, for tests and benchmarks too.',
      { pathNot: '^src/' },
      { path: '^src/', pathNot: [...DOORS, INNER_DOORS] },
    ),
    rule(
      'one-of-many-by-app-only',
      'A single front end or issuer is known to app.ts only; everyone else sees the port.',
      { path: '^src/([^/]+)/', pathNot: [TEST, MAINS] },
      { path: INNER_DOORS, pathNot: '^src/$1/' },
    ),
    rule(
      'no-siblings',
      'One front end, issuer or protocol never knows another: what they share belongs above them or in core.',
      { path: '^src/(frontends|issuers|protocols)/([^/]+)/' },
      { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
    ),
    rule(
      'no-cycles',
      'Files that import each other, types included, cannot be read one at a time.',
      {},
      { circular: true },
    ),
    rule(
      'sql-only-in-storage',
      'SQL, its drivers and the queue on PostgreSQL live in storage: ask its Reader, or write through a Transaction.',
      { path: '^src/', pathNot: '^src/storage/' },
      { path: `${packages(['kysely', 'pg', 'pg-boss'])}|^(node:)?sqlite$` },
    ),
    rule(
      'crypto-only-in-its-homes',
      'node:crypto is for x509, ca, accounts, secrets and core/digest.ts: hashes, random bytes and ids come from core/digest.ts.',
      { path: '^src/', pathNot: [TEST, '^src/(x509|ca|accounts|secrets)/', '^src/core/digest\\.ts$'] },
      { path: builtins(['crypto']) },
    ),
    rule(
      'network-only-at-the-edges',
      'Only frontends, validation, issuers and events open sockets.',
      { path: '^src/', pathNot: [TEST, '^src/(frontends|validation|issuers|events)/'] },
      {
        path: `${builtins(['http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram'])}|${packages(['undici', 'nodemailer'])}`,
      },
    ),
    rule(
      'hono-only-in-frontends',
      'The HTTP framework is a detail of the front ends; app.ts gets a listener from frontends/http.ts.',
      { path: '^src/', pathNot: '^src/frontends/' },
      { path: packages(['hono', '@hono/[^/]+']) },
    ),
    rule(
      'no-tests-in-production',
      'Production code imports no test, no fake and no laboratory server.',
      { path: '^src/', pathNot: TEST },
      { path: `^(test|lab)/|${TEST}` },
    ),
    rule(
      'src-stands-alone',
      'src (its tests too) knows nothing of the demo, the benchmarks and the scripts around it.',
      { path: '^src/' },
      { path: '^(demo|bench|scripts)/' },
    ),
    rule(
      'no-dev-dependencies-in-production',
      'This package is installed for developers only: move it to "dependencies" or keep it out of src.',
      { path: '^src/', pathNot: TEST },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: '/node_modules/@types/',
      },
    ),
    rule(
      'lab-stands-alone',
      'The laboratory servers are independent witnesses: they share no code with what they test.',
      { path: '^lab/' },
      { path: '^(src|test|demo|bench)/' },
    ),
    rule(
      'demo-uses-public-interfaces',
      'The demo is a customer: it talks to the platform over the wire and imports only itself and the laboratory.',
      { path: '^demo/' },
      { path: '^(src|test|bench|scripts)/' },
    ),
    rule(
      'interop-judges-from-outside',
      "Interoperability tests are judged by other implementations: no code of ours on the judge's side.",
      { path: '^test/interop/' },
      { path: '^src/' },
    ),
    rule(
      'no-unresolvable',
      'An import that resolves to nothing escapes every other rule.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'no-orphans',
      'Nothing imports this file and it imports nothing: dead, or not wired yet.',
      { orphan: true, path: '^src/', pathNot: [TEST, MAINS, '\\.d\\.ts$'] },
      {},
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
