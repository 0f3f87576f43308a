import { startLab } from '../lab/index.ts'
import { createClient } from './client.ts'
import { journey } from './journey.ts'
import { startPlatform } from './platform.ts'
import { createProgress } from './progress.ts'

// `npm run demo`: a certificate's whole life, told by a customer. Starts the platform with a fresh data folder, and a
// laboratory internet on loopback in which the demo owns every name; ends with exit code 0 if everything went as told.

const begun = performance.now()
const progress = createProgress()
const lab = await startLab()
try {
  progress.heading('A platform and an internet of its own')
  const platform = await startPlatform(lab.environment)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void platform.stop().finally(() => process.exit(130)))
  }
  try {
    progress.line(`Reseal listens on ${platform.url}, its data in ${platform.folder}`)
    progress.line(
      `DNS, web and mail on ${lab.dns.address}, ports ${lab.dns.port}, ${lab.web.httpPort}, ${lab.mail.port}`,
    )
    const client = createClient(platform.url, platform.login, platform.password)
    await journey({ client, lab, progress, folder: platform.folder })
  } finally {
    await platform.stop()
  }
  progress.heading(`Everything went as told, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
} catch (error) {
  progress.heading('The demo failed:')
  progress.line(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await lab.close()
}
