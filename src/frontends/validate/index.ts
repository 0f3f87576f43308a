/**
 * The page behind the link of a validation mail: shows what is asked, and takes the answer. For people without an
 * account; it tells nothing of accounts, orders or links but to who holds a link that works.
 */
export { createValidateFrontEnd, type ValidateFrontEndOptions } from './validate-front-end.ts'
