/**
 * The front ends (WFE): each folder speaks one API to customers and turns it into operations of the registration
 * authority; http.ts is the listener under all of them, health.ts and metrics.ts are for those who run it. They
 * translate, and decide nothing about orders.
 */
export type { FrontEnd, HttpRequest, RequestContext } from './front-end.ts'
export { createHealthFrontEnd, type HealthOptions } from './health.ts'
export { createMetrics, type MetricsRegistry } from './metrics.ts'
export { createReadiness, type Readiness, type ReadinessState } from './readiness.ts'
