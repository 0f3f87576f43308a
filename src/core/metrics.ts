/** What the platform counts; app.ts connects it to Prometheus. Labels are few and bounded: no names, no ids. */
export interface Metrics {
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void
  observe(name: HistogramName, seconds: number, labels?: Readonly<Record<string, string>>): void
}

export type CounterName =
  | 'reseal_requests_total'
  | 'reseal_certificates_issued_total'
  | 'reseal_certificates_revoked_total'
  | 'reseal_validations_total'
  | 'reseal_jobs_total'
  | 'reseal_logins_failed_total'

export type HistogramName = 'reseal_request_seconds' | 'reseal_issuance_seconds' | 'reseal_job_seconds'
