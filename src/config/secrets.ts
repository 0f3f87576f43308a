import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'
import { makePassphraseFile } from './passphrase-file.ts'
import { Secret } from './secret.ts'

/** What is read from files, apart from the settings. */
export interface Secrets {
  readonly caPassphrase: Secret
  /** PEM; null serves plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: Secret } | null
}

/**
 * Reads the TLS files and the CA passphrase; with SQLite and no RESEAL_CA_PASSPHRASE, makes the passphrase's file the
 * first time. Throws ConfigError.
 */
export async function loadSecrets(config: Config): Promise<Secrets> {
  const { tls } = config
  return {
    caPassphrase: config.caPassphrase ?? (await makePassphraseFile(join(config.dataDir, 'ca-passphrase'))),
    tls:
      tls === null
        ? null
        : {
            cert: await readPem('RESEAL_TLS_CERT', tls.certFile, 'CERTIFICATE'),
            key: new Secret(await readPem('RESEAL_TLS_KEY', tls.keyFile, 'PRIVATE KEY')),
          },
  }
}

async function readPem(variable: string, file: string, label: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(variable, `${variable} names the file ${file}, which cannot be read.`, cause)
  })
  if (text.includes(`${label}-----`)) return text
  throw new ConfigError(variable, `${variable} names the file ${file}, which has no PEM block "${label}".`)
}
