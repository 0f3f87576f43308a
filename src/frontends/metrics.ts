import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { CounterName, HistogramName, Metrics } from '../core/index.ts'

/** The registry behind core's port, and what /metrics prints. */
export interface MetricsRegistry extends Metrics {
  render(): Promise<{ readonly contentType: string; readonly text: string }>
}

export function createMetrics(): MetricsRegistry {
  const registry = new Registry()
  const counters = new Map<string, Counter>()
  for (const [name, { help, labels }] of Object.entries(counterTable)) {
    counters.set(name, new Counter({ name, help, labelNames: labels, registers: [registry] }))
  }
  const histograms = new Map<string, Histogram>()
  for (const [name, { help, labels, buckets }] of Object.entries(histogramTable)) {
    histograms.set(
      name,
      new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] }),
    )
  }
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(known(labels, counterTable[name].labels)),
    observe: (name, seconds, labels = {}) => {
      histograms.get(name)?.observe(known(labels, histogramTable[name].labels), seconds)
    },
    render: async () => {
      const texts = await Promise.all([registry.metrics(), processRegistry().metrics()])
      return { contentType: registry.contentType, text: texts.join('\n') }
    },
  }
}

/** Memory, CPU, event loop and garbage collection are the process's, however many apps a test starts in it. */
function processRegistry(): Registry {
  if (shared === undefined) {
    shared = new Registry()
    collectDefaultMetrics({ register: shared })
  }
  return shared
}

let shared: Registry | undefined

/**
 * A label that the table does not have is left out: prom-client would throw, and counting must never be what makes a
 * request fail.
 */
function known(labels: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {}
  for (const name of names) {
    const value = labels[name]
    if (value !== undefined) result[name] = value
  }
  return result
}

interface Described {
  readonly help: string
  readonly labels: readonly string[]
}

const counterTable: Readonly<Record<CounterName, Described>> = {
  reseal_requests_total: { help: 'HTTP requests answered', labels: ['front_end', 'status'] },
  reseal_certificates_issued_total: { help: 'Certificates issued', labels: ['class', 'kind', 'issuer'] },
  reseal_certificates_revoked_total: { help: 'Certificates revoked', labels: ['class', 'reason', 'issuer'] },
  reseal_validations_total: { help: 'Attempts to validate a challenge', labels: ['method', 'valid'] },
  reseal_jobs_total: { help: 'Jobs run', labels: ['kind', 'outcome'] },
  reseal_logins_failed_total: { help: 'Logins refused', labels: ['method'] },
}

const histogramTable: Readonly<Record<HistogramName, Described & { readonly buckets: readonly number[] }>> = {
  reseal_request_seconds: {
    help: 'Time from the headers of a request to the last byte of its answer',
    labels: ['front_end'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  reseal_issuance_seconds: {
    help: 'Time to issue a certificate once everything is proven',
    labels: ['class', 'issuer'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10, 60],
  },
  reseal_job_seconds: {
    help: 'Time that a job ran',
    labels: ['kind'],
    buckets: [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
  },
}
