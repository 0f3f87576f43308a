'use strict'
// Starts the Node.js that the project pins, with the arguments given to this file.
// Runs on any Node.js >= 20: the pinned one comes as a platform package (see docs/adr/0002); where
// there is none (macOS), the Node.js that runs this file must be at least 24 itself.
const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const os = process.platform === 'win32' ? 'win' : process.platform
const binary = process.platform === 'win32' ? 'node.exe' : 'node'
const pinned = join(__dirname, 'node_modules', `node-${os}-${process.arch}`, 'bin', binary)
const own = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined
const node = existsSync(pinned) ? pinned : own
if (node === undefined) {
  console.error(
    `Reseal needs Node.js 24 or newer here (this is ${process.version}, ${process.platform} ${process.arch}). Run "npm ci" first, or install Node.js 24.`,
  )
  process.exit(1)
}

// Before the start, so that there is no moment in which a signal ends this process and leaves the other one behind.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) process.on(signal, () => child.kill(signal))

// --disable-warning: node:sqlite still calls itself experimental in Node 24. A larger young generation: what a request
// needs dies with it, and is not copied into the old one first (bench/README.md).
const options = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16']
// glibc gives each thread memory of its own and keeps it: Argon2's would stay resident once for each.
const env = { MALLOC_ARENA_MAX: '1', ...process.env }
const child = spawn(node, [...options, ...process.argv.slice(2)], { stdio: 'inherit', env })
child.on('error', (error) => {
  console.error(`Cannot start ${node}: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  // Ended by a signal: so does this process, for whoever waits for it to see.
  for (const name of signals) process.removeAllListeners(name)
  process.kill(process.pid, signal)
})
