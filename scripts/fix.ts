import { spawnSync } from 'node:child_process'
import { root, tools } from './tools.ts'

// `npm run fix`: what a machine can repair. The linter first, because the formatter tidies up after it. What the linter
// leaves is reported by `npm run check`, so its verdict is not the verdict here.

const REPAIRS = [
  [...tools.lint, '--fix', '--silent'],
  [...tools.format, '--write'],
]

for (const command of REPAIRS) {
  const { error } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) throw error
}
