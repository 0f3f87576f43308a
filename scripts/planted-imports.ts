import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// The proof that .dependency-cruiser.cjs means what ARCHITECTURE.md says: a small tree with every import the table
// forbids, every import it allows, and a violation of each other rule. It is written from ARCHITECTURE.md and shares
// nothing with the rule file, so a mistake has to be made twice to pass.

/** `rule ← importing file`, for every violation the cruise of the planted tree must report; nothing else may be. */
export type PlantedTree = { files: Map<string, string>; expected: string[] }

const PURE = ['core', 'x509', 'protocols']

const MAY_IMPORT_TYPES_OF: Record<string, string> = {
  config: '',
  storage: '',
  validation: '',
  secrets: '',
  policy: 'storage',
  accounts: 'storage',
  contacts: 'storage',
  billing: 'storage',
  events: 'storage',
  ca: 'storage policy secrets',
  issuers: 'ca',
  registration: 'storage policy validation issuers billing contacts events config',
  cli: 'registration accounts contacts billing policy storage config',
  jobs: 'registration storage events config',
  frontends: 'registration accounts contacts billing events policy storage config',
}

const PACKAGES = ['kysely', 'pg', 'pg-boss', 'hono', '@hono/node-server', 'undici', 'nodemailer', 'zod']

export function plantedTree(): PlantedTree {
  const files = new Map<string, string>()
  const expected: string[] = []
  const allow = (file: string, text: string) => files.set(file, `${text}\n`)
  const plant = (rule: string, file: string, text: string) => {
    allow(file, text)
    expected.push(`${rule} ← ${file}`)
  }

  plantPackages(allow)
  plantTable(allow, plant)
  plantTop(allow, plant)
  plantDoors(allow, plant)
  plantHomes(allow, plant)
  plantOutside(allow, plant)
  plantOddities(allow, plant)
  return { files, expected: expected.toSorted() }
}

export function writePlantedTree(folder: string, tree: PlantedTree): void {
  for (const [file, text] of tree.files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

type Allow = (file: string, text: string) => void
type Plant = (rule: string, file: string, text: string) => void

const value = (path: string) => `import { a } from '${path}'\nexport const b = a`
const type = (path: string) => `import type { A } from '${path}'\nexport type B = A`
const nothing = 'export const a = 1\nexport type A = number'

function plantPackages(allow: Allow): void {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']))
  allow('package.json', JSON.stringify({ dependencies: versions(PACKAGES), devDependencies: versions(['fast-check']) }))
  for (const name of [...PACKAGES, 'fast-check']) {
    allow(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    allow(`node_modules/${name}/index.js`, 'exports.a = 1')
  }
}

/** Each module against each other: types as in the table, values only from the three pure modules. */
function plantTable(allow: Allow, plant: Plant): void {
  const modules = [...PURE, ...Object.keys(MAY_IMPORT_TYPES_OF)]
  const door = (module: string) => (module === 'protocols' ? 'protocols/wire/index.ts' : `${module}/index.ts`)
  for (const from of modules) {
    allow(`src/${door(from)}`, nothing)
    for (const to of modules.filter((other) => other !== from)) {
      const types = `src/${from}/types-of-${to}.ts`
      const values = `src/${from}/values-of-${to}.ts`
      const path = `../${door(to)}`
      if (PURE.includes(from)) {
        plant('pure-stays-pure', types, type(path))
        plant('pure-stays-pure', values, value(path))
      } else if (PURE.includes(to)) {
        allow(types, type(path))
        allow(values, value(path))
      } else if ((MAY_IMPORT_TYPES_OF[from] ?? '').split(' ').includes(to)) {
        allow(types, type(path))
        plant('only-app-constructs', values, value(path))
      } else {
        plant(`${from}-imports`, types, type(path))
      }
    }
  }
}

/** app.ts constructs, the two main files start, nothing else stands at the top. */
function plantTop(allow: Allow, plant: Plant): void {
  // These two do what they may and one thing that they may not.
  const compose = `${value('./storage/index.ts')}\nimport './frontends/http.ts'\nimport './issuers/embedded/index.ts'`
  const start = `${value('./app.ts')}\nimport './config/index.ts'`
  allow('src/cli/main.ts', `${value('../app.ts')}\nexport * from '../config/index.ts'\nexport * from './index.ts'`)
  plant('cli-imports', 'src/cli/starts-the-app.ts', value('../app.ts'))
  plant('jobs-imports', 'src/jobs/starts-the-app.ts', type('../app.ts'))
  plant('pure-stays-pure', 'src/core/starts-the-app.ts', type('../app.ts'))
  plant('main-imports', 'src/main.ts', `${start}\nimport './storage/index.ts'`)
  plant('app-imports', 'src/app.ts', `${compose}\nimport './cli/index.ts'`)
  plant('every-module-in-the-table', 'src/newcomer/index.ts', value('../core/index.ts'))
  plant('every-module-in-the-table', 'src/helper.ts', value('./core/index.ts'))
  plant('policy-imports', 'src/policy/uses-a-newcomer.ts', type('../newcomer/index.ts'))
}

function plantDoors(allow: Allow, plant: Plant): void {
  for (const module of ['core', 'x509', 'storage', 'ca']) allow(`src/${module}/inside.ts`, value('./index.ts'))
  allow('src/protocols/wire/inside.ts', value('./index.ts'))
  allow('src/protocols/index.ts', value('./wire/index.ts'))
  plant('front-door-only', 'src/ca/past-the-door-of-core.ts', value('../core/inside.ts'))
  plant('front-door-only', 'src/ca/past-the-door-of-x509.ts', type('../x509/inside.ts'))
  plant('front-door-only', 'src/ca/past-the-door-of-storage.ts', type('../storage/inside.ts'))
  plant('front-door-only', 'src/frontends/past-the-door-of-a-protocol.ts', value('../protocols/wire/inside.ts'))
  plant('front-door-only', 'src/frontends/through-all-protocols.ts', value('../protocols/index.ts'))
  plant('front-door-only', 'src/storage/past-the-door.test.ts', value('../ca/inside.ts'))
  plant('front-door-only-outside-src', 'test/contracts/past-the-door.test.ts', value('../../src/ca/inside.ts'))
  plant('front-door-only-outside-src', 'bench/past-the-door.ts', value('../src/core/inside.ts'))
  allow('test/contracts/through-the-door.test.ts', value('../../src/issuers/embedded/index.ts'))

  allow('src/frontends/http.ts', value('./mine/index.ts'))
  for (const folder of ['frontends', 'issuers', 'protocols']) {
    allow(`src/${folder}/shared.ts`, nothing)
    allow(`src/${folder}/mine/index.ts`, value('../shared.ts'))
    allow(`src/${folder}/other/index.ts`, nothing)
    plant('no-siblings', `src/${folder}/mine/knows-the-other.ts`, type('../other/index.ts'))
  }
  allow('src/issuers/embedded/index.ts', value('../shared.ts'))
  plant('one-of-many-by-app-only', 'src/registration/knows-the-embedded.ts', type('../issuers/embedded/index.ts'))
}

/** Drivers, cryptography, sockets and the HTTP framework have few homes. */
function plantHomes(allow: Allow, plant: Plant): void {
  const each = (rule: string, imports: string[], homes: string[], elsewhere: string[], inTests: Allow) => {
    for (const [index, name] of imports.entries()) {
      const text = `import '${name}'`
      for (const home of homes) allow(`src/${home}/${rule}-${index}.ts`, text)
      for (const other of elsewhere) plant(rule, `src/${other}/${rule}-${index}.ts`, text)
      inTests(`src/policy/${rule}-${index}.test.ts`, text)
    }
  }
  const sqlToo = (file: string, text: string) => plant('sql-only-in-storage', file, text)
  const honoToo = (file: string, text: string) => plant('hono-only-in-frontends', file, text)

  const sql = ['kysely', 'pg', 'pg-boss', 'node:sqlite']
  each('sql-only-in-storage', sql, ['storage'], ['registration', 'core', 'cli', 'jobs'], sqlToo)

  const cryptoHomes = ['x509', 'ca', 'accounts', 'secrets']
  each(
    'crypto-only-in-its-homes',
    ['node:crypto', 'crypto'],
    cryptoHomes,
    ['core', 'events', 'config', 'storage'],
    allow,
  )
  allow('src/core/digest.ts', "import 'node:crypto'")

  const builtins = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dns/promises', 'dgram'].map(
    (name) => `node:${name}`,
  )
  const network = [...builtins, 'undici', 'nodemailer']
  const edges = ['frontends', 'validation', 'issuers', 'events']
  each('network-only-at-the-edges', network, edges, ['jobs', 'x509', 'storage', 'registration'], allow)
  plant('network-only-at-the-edges', 'src/jobs/by-the-back-door.ts', "process.getBuiltinModule('node:net')")

  each('hono-only-in-frontends', ['hono', '@hono/node-server'], ['frontends'], ['jobs', 'accounts'], honoToo)
  plant('hono-only-in-frontends', 'src/app.test.ts', `${value('./app.ts')}\nimport 'hono'`)
}

/** What lies beside src: the laboratory, the demo, benchmarks, scripts, tests. */
function plantOutside(allow: Allow, plant: Plant): void {
  allow('lab/dns.ts', "import 'node:dgram'\nexport const a = 1\nexport type A = number")
  allow('test/support/app.ts', value('../../src/app.ts'))
  allow('demo/main.ts', value('../lab/dns.ts'))
  allow('bench/main.ts', value('../src/app.ts'))
  allow('scripts/docs.ts', value('../src/core/index.ts'))
  allow('test/interop/chain.test.ts', value('../support/app.ts'))
  allow('src/validation/over-the-wire.test.ts', `${value('../../lab/dns.ts')}\nimport '../../test/support/app.ts'`)
  allow('src/registration/with-real-storage.test.ts', value('../storage/index.ts'))

  plant('no-tests-in-production', 'src/validation/imports-the-laboratory.ts', type('../../lab/dns.ts'))
  plant('no-tests-in-production', 'src/validation/imports-a-fake.ts', value('../../test/support/app.ts'))
  plant('no-tests-in-production', 'src/validation/imports-a-test.ts', value('./over-the-wire.test.ts'))
  plant('src-stands-alone', 'src/ca/imports-the-demo.ts', value('../../demo/main.ts'))
  plant('src-stands-alone', 'src/ca/imports-the-bench.ts', value('../../bench/main.ts'))
  plant('src-stands-alone', 'src/ca/imports-a-script.test.ts', value('../../scripts/docs.ts'))
  plant('lab-stands-alone', 'lab/imports-src.ts', value('../src/core/index.ts'))
  plant('lab-stands-alone', 'lab/imports-test.ts', value('../test/support/app.ts'))
  plant('demo-uses-public-interfaces', 'demo/imports-src.ts', type('../src/core/index.ts'))
  plant('demo-uses-public-interfaces', 'demo/imports-test.ts', value('../test/support/app.ts'))
  plant('interop-judges-from-outside', 'test/interop/imports-src.test.ts', value('../../src/x509/index.ts'))
}

function plantOddities(allow: Allow, plant: Plant): void {
  allow('src/billing/uses-zod.ts', "import 'zod'")
  allow('src/billing/by-property.test.ts', "import 'fast-check'")
  plant('no-dev-dependencies-in-production', 'src/billing/uses-fast-check.ts', "import 'fast-check'")
  plant('no-unresolvable', 'src/billing/imports-nothing.ts', "import './nowhere.ts'")
  plant('no-orphans', 'src/billing/alone.ts', nothing)
  allow('src/billing/alone.test.ts', nothing)
  plant('no-cycles', 'src/billing/cycle-a.ts', "import type { B } from './cycle-b.ts'\nexport type A = B | 1")
  allow('src/billing/cycle-b.ts', "import type { A } from './cycle-a.ts'\nexport type B = A | 2")
  // Every way to spell a value import across modules is one.
  const ways = {
    'a-re-export': "export * from '../storage/index.ts'",
    'a-dynamic-import': "export const load = () => import('../storage/index.ts')",
    'a-mixed-import': "import { a, type A } from '../storage/index.ts'\nexport const b: A = a",
    'a-side-effect': "import '../storage/index.ts'",
  }
  for (const [way, text] of Object.entries(ways)) plant('only-app-constructs', `src/billing/by-${way}.ts`, text)
}
