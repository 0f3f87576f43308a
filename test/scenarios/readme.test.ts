import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { variableNames } from '../../src/config/index.ts'

const root = dirname(dirname(import.meta.dirname))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const withOpenssl = spawnSync('openssl', ['version']).status === 0

interface Step {
  /** The sentences before it. */
  readonly title: string
  readonly commands: string
  /** What the README says that they print, `…` for what is left out; undefined where it says nothing. */
  readonly printed: string | undefined
}

describe('the journey of the README, pasted block after block', () => {
  const [start, ...steps] = stepsOf(section('The journey in curl'))
  const folder = mkdtempSync(join(tmpdir(), 'reseal-readme-'))
  const ports = new Map<string, string>()
  let server: ChildProcess
  let serverOutput = ''
  let shell: ChildProcess
  before(async () => {
    for (const port of ['8080', '8053']) ports.set(port, String(await freePort()))
    const env = { LAB_LISTEN: `127.0.0.1:${ports.get('8053')}`, RESEAL_LISTEN: `127.0.0.1:${ports.get('8080')}` }
    server = bash(start?.commands ?? '', env)
    server.stdout?.setEncoding('utf8').on('data', (text: string) => (serverOutput += text))
    server.stderr?.setEncoding('utf8').on('data', (text: string) => (serverOutput += text))
    await until(
      () => /Reseal listens on .*\n/.test(serverOutput),
      () => `it does not listen:\n${serverOutput}`,
    )
    // One shell for all blocks, since later ones use what earlier ones set.
    shell = bash('', {})
  })
  after(async () => {
    shell.kill('SIGKILL')
    if (server.exitCode === null) {
      const ended = once(server, 'exit')
      process.kill(-(server.pid ?? 0), 'SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('starts the platform inside the laboratory', () => {
    assertPrinted(withoutLog(serverOutput), start?.printed ?? '')
  })

  for (const { title, commands, printed } of steps) {
    // Only the judging blocks need it, and no later block needs them.
    const skip = /\bopenssl (verify|crl)/.test(commands) && !withOpenssl ? 'openssl is not installed here' : false
    it(title, { skip }, async () => {
      const output = await paste(shell, withPorts(commands))
      if (printed !== undefined) assertPrinted(output, printed)
    })
  }

  function bash(commands: string, env: Readonly<Record<string, string>>): ChildProcess {
    const args = commands === '' ? ['--norc'] : ['--norc', '-c', commands]
    const child = spawn('bash', args, {
      cwd: root,
      env: { ...cleanEnvironment(), TMPDIR: folder, ...env },
      detached: true,
    })
    return child
  }

  /** The README's ports, where the test has others. */
  function withPorts(text: string): string {
    return [...ports].reduce((result, [from, to]) => result.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`), text)
  }

  function assertPrinted(output: string, printed: string): void {
    const [actual, expected] = [normal(output), normal(withPorts(printed))]
    const faults = serverOutput.split('\n').filter((line) => /"level":"(warn|error)"/.test(line))
    assert.ok(patternOf(expected).test(actual), ['printed:', actual, 'README:', expected, ...faults].join('\n'))
  }
})

describe('the README', () => {
  it('has every setting in its table, and no other', () => {
    const named = [...section('Settings').matchAll(/`(RESEAL_[A-Z_]+)`/g)].map(([, name = '']) => name)
    assert.deepEqual(new Set(named), new Set<string>(variableNames))
  })

  it('links to files that are there', () => {
    for (const [, target = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g)) readFileOrFolder(join(root, target))
  })
})

function section(title: string): string {
  const [, text] = new RegExp(`\\n## ${title}\\n([^]*?)(?=\\n## |$(?![^]))`).exec(readme) ?? []
  assert.ok(text, `the README has no section "${title}"`)
  return text
}

function stepsOf(text: string): readonly Step[] {
  const blocks = text.matchAll(/([^\n]+)\n\n```sh\n([^]*?)```(?:\n\n```text\n([^]*?)```)?/g)
  return [...blocks].map(([, title = '', commands = '', printed]) => ({ title, commands, printed }))
}

/** What differs from run to run: dates, tokens, and how long it took. */
function normal(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g, '<date>')
    .replace(/\b[0-9a-z]{32}\b/g, '<token>')
    .trim()
}

/** `…` is anything in a line; a line that is only `…` is any number of lines. */
function patternOf(printed: string): RegExp {
  const lines = printed.split('\n').map((line) => {
    if (line === '…') return '(?:.*\\n)*?'
    return `${line
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.*')}\n`
  })
  return new RegExp(`^${lines.join('').replace(/\n$/, '')}$`)
}

/** Standard output up to the end of the block, which the shell is asked to mark. */
async function paste(shell: ChildProcess, commands: string): Promise<string> {
  let output = ''
  const listen = (text: string) => (output += text)
  for (const stream of [shell.stdout, shell.stderr]) stream?.setEncoding('utf8').on('data', listen)
  try {
    shell.stdin?.write(`${commands}\necho; echo '=== end of block'\n`)
    await until(
      () => output.includes('=== end of block\n'),
      () => `the block does not end:\n${output}`,
    )
    return output.slice(0, output.indexOf('=== end of block'))
  } finally {
    for (const stream of [shell.stdout, shell.stderr]) stream?.off('data', listen)
  }
}

/** npm's own lines and the platform's log are not what the README is about. */
function withoutLog(output: string): string {
  return output.slice(0, output.indexOf('\n', output.indexOf('Reseal listens on')))
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(RESEAL_|NODE_TEST_CONTEXT$|npm_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

async function until(happened: () => boolean, otherwise: () => string): Promise<void> {
  const end = performance.now() + 60_000
  while (!happened()) {
    if (performance.now() > end) throw new Error(otherwise())
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function readFileOrFolder(path: string): void {
  try {
    readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error
  }
}
