import { Migration } from '@mikro-orm/migrations'
import { KNOWN_ROLES } from '../known-roles.ts'

/** A random UUID (RFC 9562 §5.4) for each row: SQLite evaluates the expression once per row. */
const RANDOM_ID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' ||
          substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`

/** Invitations, sessions that their person can list, and passwords that a user must change. */
export class InvitationsAndSessions extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`invitation\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`role\` text not null,
        \`secret_hash\` blob not null,
        \`created_by_account_id\` text not null,
        \`created_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`accepted_at\` datetime null,
        \`accepted_by_account_id\` text null,
        \`revoked_at\` datetime null,
        primary key (\`id\`),
        constraint \`invitation_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict, constraint \`invitation_role_check\` check (\`role\` in ${KNOWN_ROLES})
      )`)
    this.addSql(
      `create unique index if not exists \`invitation_secret_unique\` on \`invitation\` (\`organization_id\`, \`secret_hash\`)`,
    )
    this.addSql(
      `create index if not exists \`invitation_list\` on \`invitation\` (\`organization_id\`, \`created_at\`, \`id\`)`,
    )
    this.#rebuildSessions(
      '`id` text not null, `user_agent` text null, `last_seen_at` datetime null,',
      `\`id_hash\`, ${RANDOM_ID}, null, null, \`account_id\`, \`expires_at\`, \`created_at\``,
    )
    this.addSql(
      `create unique index \`dashboard_session_id_unique\` on \`dashboard_session\` (\`account_id\`, \`id\`)`,
    )
    this.addSql(
      `alter table \`mcp_server_user\` add column \`password_must_change\` integer not null default false`,
    )
  }

  override down(): void {
    this.addSql(`alter table \`mcp_server_user\` drop column \`password_must_change\``)
    this.#rebuildSessions('', '`id_hash`, `account_id`, `expires_at`, `created_at`')
    this.addSql(`drop table if exists \`invitation\``)
  }

  /** SQLite cannot add a column that is not null and unique, so the table is made anew (sqlite.org/lang_altertable.html §7). */
  #rebuildSessions(columns: string, values: string): void {
    this.addSql(`create table \`dashboard_session_new\` (
        \`id_hash\` blob not null,
        ${columns}
        \`account_id\` text not null,
        \`expires_at\` datetime not null,
        \`created_at\` datetime not null,
        primary key (\`id_hash\`),
        constraint \`dashboard_session_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(`insert into \`dashboard_session_new\` select ${values} from \`dashboard_session\``)
    this.addSql(`drop table \`dashboard_session\``)
    this.addSql(`alter table \`dashboard_session_new\` rename to \`dashboard_session\``)
    this.addSql(`create index \`dashboard_session_account_index\` on \`dashboard_session\` (\`account_id\`)`)
    this.addSql(`create index \`dashboard_session_expiry_index\` on \`dashboard_session\` (\`expires_at\`)`)
  }
}
