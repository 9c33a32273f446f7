import { Migration } from '@mikro-orm/migrations'
import { KNOWN_ROLES, refuseUnknownRoles, refuseViewers } from '../known-roles.ts'

/** A membership has one of the roles that the platform knows, and no other. */
export class MembershipRoles extends Migration {
  override async up(): Promise<void> {
    await refuseUnknownRoles(this)
    this.#rebuild(`, constraint \`membership_role_check\` check (\`role\` in ${KNOWN_ROLES})`)
  }

  override async down(): Promise<void> {
    await refuseViewers(this)
    this.#rebuild('')
  }

  /** SQLite cannot add a constraint to a table, so the table is made anew (sqlite.org/lang_altertable.html §7). */
  #rebuild(check: string): void {
    this.addSql(`create table \`membership_new\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`account_id\` text not null,
        \`role\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`),
        constraint \`membership_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`membership_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict${check}
      )`)
    this
      .addSql(`insert into \`membership_new\` select \`id\`, \`organization_id\`, \`account_id\`, \`role\`, \`created_at\`
      from \`membership\``)
    this.addSql(`drop table \`membership\``)
    this.addSql(`alter table \`membership_new\` rename to \`membership\``)
    this.addSql(
      `create unique index \`membership_account_unique\` on \`membership\` (\`organization_id\`, \`account_id\`)`,
    )
    this.addSql(`create index \`membership_account_index\` on \`membership\` (\`account_id\`)`)
  }
}
