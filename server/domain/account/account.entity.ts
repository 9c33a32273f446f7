import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, exactText, id, primaryId, timestamp } from '../../db/column-types.ts'
import { MARKS_LENGTH } from './known-marks.ts'

const AccountSchema = defineEntity({
  name: 'Account',
  indexes: [{ name: 'account_joining_index', properties: ['joiningOrganizationId', 'createdAt'] }],
  properties: {
    id: primaryId(),
    name: p.string().length(80),
    email: exactText(254),
    /** The address in lower case. It is unique, and sign-in finds the account by it. */
    emailKey: exactText(254).unique('account_email_key_unique'),
    passwordHash: exactAscii(200).hidden().lazy(),
    createdAt: timestamp(),
    /** Networks from which it was signed in to, as marks that nobody can read. */
    knownNetworks: exactAscii(MARKS_LENGTH).nullable(),
    /** Browsers and networks that signed in before this time are not known any more. */
    devicesForgottenAt: timestamp().nullable(),
    /** While the account is unfinished: the organization that it is about to belong to. See decision 023. */
    joiningOrganizationId: id().nullable(),
  },
})

/** A member of a customer's staff. End-users are rows of `McpServerUser`, one per MCP server. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account)
