/**
 * People and organizations that orders name: contacts (CC-…), which never change but for their verification, and
 * P-/O-handles, the address cards contacts are made from. It knows nothing of orders beyond what a class demands.
 */
export * from './contact-service.ts'
export * from './handle-service.ts'
export type { HandleId } from './handles.ts'
