import { spawn } from 'node:child_process'
import { startLabControl } from './control.ts'
import { startLab } from './index.ts'

// `node run.cjs lab/main.ts [command]`: the laboratory for a person. Runs the command (such as `npm start`) with the
// settings that make the platform use it, and ends with it; without a command prints the settings and stays.
// LAB_LISTEN moves the control away from 127.0.0.1:8053.

const listen = process.env['LAB_LISTEN'] ?? '127.0.0.1:8053'
const [host = '127.0.0.1', port = '8053'] = listen.split(':')
const say = (line: string) => void process.stdout.write(`${line}\n`)
const complain = (line: string) => void process.stderr.write(`${line}\n`)

const lab = await startLab()
const control = await startLabControl(lab, { host, port: Number(port) }).catch((error: unknown) => {
  complain(`The laboratory cannot listen on ${listen}: ${String(error)}. LAB_LISTEN chooses another port.`)
  process.exit(1)
})
const { dns, web, mail, environment } = lab
say(`Laboratory: DNS on ${dns.address}:${dns.port}, web on ${web.httpPort} and ${web.httpsPort}, mail on ${mail.port}`)
say(`Laboratory control on http://${listen}`)

const [program, ...args] = process.argv.slice(2)
if (program === undefined) {
  for (const [name, value] of Object.entries(environment)) say(`export ${name}=${value}`)
  await new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  await end(0)
} else {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    complain(`Cannot start ${program}: ${error.message}`)
    void end(1)
  })
  child.on('exit', (code) => void end(code ?? 1))
}

async function end(code: number): Promise<void> {
  await control.close()
  await lab.close()
  process.exit(code)
}
