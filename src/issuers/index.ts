/**
 * What can issue. The port is issuer.ts; each folder adapts one issuer to it. An issuer never touches an order and
 * never decides who may have what: the registration and policy authorities did that before it is asked.
 */
export type * from './issuer.ts'
