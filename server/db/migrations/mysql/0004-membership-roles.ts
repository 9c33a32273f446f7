import { KNOWN_ROLES, refuseUnknownRoles, refuseViewers } from '../known-roles.ts'
import { RepeatableMigration } from './table-change.ts'

const CONSTRAINT = 'membership_role_check'

/** A membership has one of the roles that the platform knows, and no other. */
export class MembershipRoles extends RepeatableMigration {
  override async up(): Promise<void> {
    await refuseUnknownRoles(this)
    await this.changeTable('membership', { addChecks: { [CONSTRAINT]: `\`role\` in ${KNOWN_ROLES}` } })
  }

  override async down(): Promise<void> {
    await refuseViewers(this)
    await this.changeTable('membership', { dropChecks: [CONSTRAINT] })
  }
}
