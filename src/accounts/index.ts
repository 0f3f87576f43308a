/**
 * Accounts: who logs in, and the proof of it: password, API key or session. Keeps hashes only, limits guessing
 * before it costs anything, and answers an unknown login like a wrong password. What an account may do, and its
 * orders and bills, are others' business.
 */
export { type Accounts, type AccountsOptions, createAccounts } from './accounts.ts'
export type { AccountTerms, GeneratedCredentials, NewCredentials } from './bootstrap.ts'
export type { Identity, KeyLogin, PasswordLogin } from './login.ts'
export { type SessionLogin, sessionIdle, sessionLife, type StartedSession } from './sessions.ts'
