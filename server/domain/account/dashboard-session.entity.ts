import { defineEntity, p } from '@mikro-orm/core'
import { id, sha256Column, timestamp } from '../../db/column-types.ts'

const DashboardSessionSchema = defineEntity({
  name: 'DashboardSession',
  uniques: [{ name: 'dashboard_session_id_unique', properties: ['accountId', 'id'] }],
  indexes: [
    { name: 'dashboard_session_account_index', properties: ['accountId'] },
    { name: 'dashboard_session_expiry_index', properties: ['expiresAt'] },
  ],
  properties: {
    idHash: sha256Column().primary(),
    /** Names the session to its person. It opens nothing. */
    id: id(),
    accountId: id(),
    expiresAt: timestamp(),
    createdAt: timestamp(),
    /** As the browser sent it, cut. Null for sessions from before it was kept. */
    userAgent: p.string().length(200).nullable(),
    lastSeenAt: timestamp().nullable(),
  },
})

/** A sign-in to the dashboard. The secret in the cookie finds it, so only the secret's hash is stored. */
export class DashboardSession extends DashboardSessionSchema.class {}
DashboardSessionSchema.setClass(DashboardSession)
