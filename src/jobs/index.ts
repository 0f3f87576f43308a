/**
 * Background work: which operation answers each kind of job. The queue itself is storage's; every decision is the
 * registration authority's. A handler never writes on its own.
 */
export { createHandlers, type HandlerOptions } from './handlers.ts'
