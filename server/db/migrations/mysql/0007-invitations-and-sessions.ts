import { Migration } from '@mikro-orm/migrations'
import { KNOWN_ROLES } from '../known-roles.ts'

/** Invitations, sessions that their person can list, and passwords that a user must change. */
export class InvitationsAndSessions extends Migration {
  /** DDL commits by itself on MySQL, so each step looks whether it was taken before. */
  override async up(): Promise<void> {
    this.addSql(`create table if not exists \`invitation\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`role\` varchar(20) character set ascii collate ascii_bin not null,
        \`secret_hash\` binary(32) not null,
        \`created_by_account_id\` char(36) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        \`expires_at\` datetime(3) not null,
        \`accepted_at\` datetime(3) null,
        \`accepted_by_account_id\` char(36) character set ascii collate ascii_bin null,
        \`revoked_at\` datetime(3) null,
        primary key (\`id\`),
        unique key \`invitation_secret_unique\` (\`organization_id\`, \`secret_hash\`),
        key \`invitation_list\` (\`organization_id\`, \`created_at\`, \`id\`),
        constraint \`invitation_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`invitation_role_check\` check (\`role\` in ${KNOWN_ROLES})
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    if (!(await this.#hasColumn('dashboard_session', 'id'))) {
      this.addSql(`alter table \`dashboard_session\`
        add column \`id\` char(36) character set ascii collate ascii_bin null,
        add column \`user_agent\` varchar(200) null,
        add column \`last_seen_at\` datetime(3) null`)
    }
    // From the hash, because \`uuid()\` may be evaluated once for all rows.
    this.addSql(`update \`dashboard_session\` set \`id\` = concat_ws('-',
        substr(sha2(\`id_hash\`, 256), 1, 8), substr(sha2(\`id_hash\`, 256), 9, 4),
        concat('4', substr(sha2(\`id_hash\`, 256), 13, 3)), concat('8', substr(sha2(\`id_hash\`, 256), 16, 3)),
        substr(sha2(\`id_hash\`, 256), 19, 12))
      where \`id\` is null`)
    this.addSql(
      `alter table \`dashboard_session\` modify column \`id\` char(36) character set ascii collate ascii_bin not null`,
    )
    if (!(await this.#hasIndex('dashboard_session', 'dashboard_session_id_unique'))) {
      this.addSql(
        `alter table \`dashboard_session\` add unique key \`dashboard_session_id_unique\` (\`account_id\`, \`id\`)`,
      )
    }
    if (!(await this.#hasColumn('mcp_server_user', 'password_must_change'))) {
      this.addSql(
        `alter table \`mcp_server_user\` add column \`password_must_change\` tinyint(1) not null default false`,
      )
    }
  }

  override async down(): Promise<void> {
    if (await this.#hasColumn('mcp_server_user', 'password_must_change')) {
      this.addSql(`alter table \`mcp_server_user\` drop column \`password_must_change\``)
    }
    if (await this.#hasColumn('dashboard_session', 'id')) {
      this.addSql(`alter table \`dashboard_session\`
        drop key \`dashboard_session_id_unique\`,
        drop column \`id\`,
        drop column \`user_agent\`,
        drop column \`last_seen_at\``)
    }
    this.addSql(`drop table if exists \`invitation\``)
  }

  #hasColumn(table: string, column: string): Promise<boolean> {
    return this.#finds(
      `select 1 from information_schema.columns
       where table_schema = database() and table_name = '${table}' and column_name = '${column}'`,
    )
  }

  #hasIndex(table: string, index: string): Promise<boolean> {
    return this.#finds(
      `select 1 from information_schema.statistics
       where table_schema = database() and table_name = '${table}' and index_name = '${index}'`,
    )
  }

  async #finds(query: string): Promise<boolean> {
    return ((await this.execute(query)) as unknown as object[]).length > 0
  }
}
