import { type Command, InvalidArgumentError } from 'commander'
import { OperatorError, printable, type Terminal } from './operator.ts'

export function addJobCommands(program: Command, terminal: Terminal): void {
  const jobs = program.command('jobs').description('background work that failed too often to be tried again by itself')

  jobs
    .command('dead')
    .description('list it, newest first')
    .option('--limit <number>', 'how many at most', parseLimit, 100)
    .action(({ limit }: { readonly limit: number }) =>
      terminal.open(async ({ queue }) => {
        const dead = await queue.dead(limit)
        for (const { id, kind, key, attempts, error, diedAt } of dead) {
          const end = new Date(diedAt).toISOString()
          terminal.print(`${id}  ${kind}  ${key}  ${attempts} attempts, the last at ${end}: ${printable(error)}`)
        }
        if (dead.length === 0) terminal.print('There are no dead jobs.')
      }),
    )

  jobs
    .command('retry')
    .description('put a dead job back, due now')
    .argument('<id>', 'as `jobs dead` prints it')
    .action((id: string) =>
      terminal.open(async ({ queue }) => {
        if (!(await queue.revive(id))) {
          throw new OperatorError(
            `There is no dead job ${printable(id)}, or another for the same object waits already.`,
          )
        }
        terminal.print(`The job ${id} is due now.`)
      }),
    )
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.')
  return Number(text)
}
