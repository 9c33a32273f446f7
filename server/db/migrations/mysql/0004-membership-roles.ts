import { Migration } from '@mikro-orm/migrations'
import { KNOWN_ROLES, refuseUnknownRoles, refuseViewers } from '../known-roles.ts'

const CONSTRAINT = 'membership_role_check'

/** A membership has one of the roles that the platform knows, and no other. */
export class MembershipRoles extends Migration {
  override async up(): Promise<void> {
    await refuseUnknownRoles(this)
    if (await this.#exists()) return
    this.addSql(
      `alter table \`membership\` add constraint \`${CONSTRAINT}\` check (\`role\` in ${KNOWN_ROLES})`,
    )
  }

  override async down(): Promise<void> {
    await refuseViewers(this)
    // Both MySQL 8.0.19 and MariaDB 10.2 know this spelling.
    if (await this.#exists()) this.addSql(`alter table \`membership\` drop constraint \`${CONSTRAINT}\``)
  }

  /** DDL commits by itself on MySQL, so a migration that was interrupted may find its own work. */
  async #exists(): Promise<boolean> {
    const rows = (await this.execute(
      `select constraint_name from information_schema.table_constraints
       where table_schema = database() and table_name = 'membership' and constraint_name = '${CONSTRAINT}'`,
    )) as unknown as object[]
    return rows.length > 0
  }
}
