import type { PerspectiveResult } from '../core/index.ts'
import type { DnsClient } from './dns-client.ts'

/**
 * One place that the network is looked at from. Today there is one, `primary`; the quorum rules of Baseline
 * Requirements 3.2.2.9 will add others beside it.
 */
export interface Perspective {
  readonly name: string
  readonly dns: DnsClient
}

/** What one perspective saw of one challenge; without a problem it is valid. */
export interface PerspectiveOutcome {
  readonly problem: string | null
  readonly result: PerspectiveResult
}

/** Milliseconds. */
export interface ValidationTimeouts {
  /** One question to one resolver, by UDP or by TCP. */
  readonly dnsTry: number
  /** Until a TCP connection (and the TLS handshake) stands, per address. */
  readonly connect: number
  /** Silence of the server, before its answer and within it. Who dribbles is ended by `total`. */
  readonly silence: number
  /** One HTTP(S) validation with all its look-ups, hops and bodies. */
  readonly total: number
}

export const defaultTimeouts: ValidationTimeouts = { dnsTry: 3_000, connect: 5_000, silence: 5_000, total: 20_000 }
