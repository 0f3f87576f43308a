import { dirname, join } from 'node:path'

/** The folder of the repository. */
export const root = dirname(import.meta.dirname)

/**
 * The command lines of the tools, each a program for the Node.js that runs this file: the launchers in
 * node_modules/.bin would take the first one in PATH, which may be too old for them.
 */
export const tools = {
  types: [join(root, 'node_modules/typescript7/bin/tsc'), '-p', '.'],
  format: [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format'],
  lint: [join(root, 'node_modules/oxlint/bin/oxlint')],
}
