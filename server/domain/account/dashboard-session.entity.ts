import { defineEntity } from '@mikro-orm/core'
import { id, sha256Column, timestamp } from '../../db/column-types.ts'

const DashboardSessionSchema = defineEntity({
  name: 'DashboardSession',
  indexes: [
    { name: 'dashboard_session_account_index', properties: ['accountId'] },
    { name: 'dashboard_session_expiry_index', properties: ['expiresAt'] },
  ],
  properties: {
    idHash: sha256Column().primary(),
    accountId: id(),
    expiresAt: timestamp(),
    createdAt: timestamp(),
  },
})

/** A sign-in to the dashboard. Its id is the secret in the cookie, so only the hash is stored. */
export class DashboardSession extends DashboardSessionSchema.class {}
DashboardSessionSchema.setClass(DashboardSession)
