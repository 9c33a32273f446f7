import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, exactText, primaryId, timestamp } from '../../db/column-types.ts'

const AccountSchema = defineEntity({
  name: 'Account',
  properties: {
    id: primaryId(),
    name: p.string().length(80),
    email: exactText(254),
    /** The address lower-cased: what makes an account unique and what sign-in looks up. */
    emailKey: exactText(254).unique('account_email_key_unique'),
    passwordHash: exactAscii(200).hidden().lazy(),
    createdAt: timestamp(),
  },
})

/** A member of a customer's staff. Never an end-user: those live in `end-user/`, per MCP server. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account)
