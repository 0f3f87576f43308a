import { Command } from 'commander'
import { addAccountCommands } from './account-commands.ts'
import { addContactCommands } from './contact-commands.ts'
import { addJobCommands } from './job-commands.ts'
import { addKeyCommands } from './key-commands.ts'
import type { Terminal } from './operator.ts'

/** The operators' command line: one file of commands for each noun. Throws CommanderError instead of ending the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('npm run reseal --')
    .description(
      'Commands for the operators of Reseal. They work on the database that the settings name, also while the server runs.',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 refused, with one sentence why; 2 wrong command line or settings; 3 a fault of the platform.',
    )
    .exitOverride()
  // Before the subcommands: they inherit exitOverride and the error output.
  addContactCommands(program, terminal)
  addAccountCommands(program, terminal)
  addKeyCommands(program, terminal)
  addJobCommands(program, terminal)
  return program
}
