/**
 * The ledger: what an order cost, written once in the transaction that accepts it and reversed by entries of its own.
 * It computes no prices (policy does) and decides about no order.
 */
export * from './billing.ts'
