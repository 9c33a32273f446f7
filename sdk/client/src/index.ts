/*
 * The typed client of the desk, for scripts and internal tools. See README.md.
 */
export { createDeskClient, type DeskClient, type DeskClientOptions } from './create-desk-client.ts'
export { DeskError, type DeskErrorCode, isDeskError } from './desk-error.ts'
export type * from '../types/router.d.ts'
