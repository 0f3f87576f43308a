/**
 * CentralNic Reseller's command API, SSL API 2.0 (seed 004): decodes a call, finds out who asks, runs one command of
 * the table and prints its answer, always with HTTP 200. It decides nothing about orders.
 */
export { type CentralnicOptions, createCentralnicFrontend } from './centralnic.ts'
export { commands } from './commands/index.ts'
