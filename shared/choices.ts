/*
 * Fixed sets of values. They stand apart from the inputs that check them, so that the dashboard's first load has no code
 * that checks inputs.
 */

export const TICKET_STATUSES = ['open', 'in_progress', 'closed'] as const
export type TicketStatus = (typeof TICKET_STATUSES)[number]

/** Why a ticket was closed. */
export const TICKET_RESOLUTIONS = ['fixed', 'wont-fix', 'duplicate', 'cannot-reproduce', 'by-design'] as const
export type TicketResolution = (typeof TICKET_RESOLUTIONS)[number]

export const TICKET_ORDERS = ['newest', 'oldest'] as const
export type TicketOrder = (typeof TICKET_ORDERS)[number]

export const PREDEFINED_CATEGORIES = ['Bug Report', 'Feature Request', 'Documentation', 'Other'] as const

export const OVERVIEW_DAYS = [7, 30, 90] as const
export type OverviewDays = (typeof OVERVIEW_DAYS)[number]

/** From the role that may do most to the role that may do least. `permissions.ts` lists what each may do. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** What an access token can be good for. `permissions.ts` lists what each scope lets a token do. */
export const SCOPES = ['tickets:read', 'tickets:write', 'servers:read'] as const
export type Scope = (typeof SCOPES)[number]
