import { KNOWN_ROLES } from '../known-roles.ts'
import { RepeatableMigration } from './table-change.ts'

/** Invitations, sessions that their person can list, and passwords that a user must change. */
export class InvitationsAndSessions extends RepeatableMigration {
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
    await this.changeTable('dashboard_session', {
      addColumns: {
        id: 'char(36) character set ascii collate ascii_bin null',
        user_agent: 'varchar(200) null',
        last_seen_at: 'datetime(3) null',
      },
    })
    // From the hash, because \`uuid()\` may be evaluated once for all rows.
    this.addSql(`update \`dashboard_session\` set \`id\` = concat_ws('-',
        substr(sha2(\`id_hash\`, 256), 1, 8), substr(sha2(\`id_hash\`, 256), 9, 4),
        concat('4', substr(sha2(\`id_hash\`, 256), 13, 3)), concat('8', substr(sha2(\`id_hash\`, 256), 16, 3)),
        substr(sha2(\`id_hash\`, 256), 19, 12))
      where \`id\` is null`)
    this.addSql(
      `alter table \`dashboard_session\` modify column \`id\` char(36) character set ascii collate ascii_bin not null`,
    )
    await this.changeTable('dashboard_session', {
      addKeys: { dashboard_session_id_unique: 'unique key (`account_id`, `id`)' },
    })
    await this.changeTable('mcp_server_user', {
      addColumns: { password_must_change: 'tinyint(1) not null default false' },
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('mcp_server_user', { dropColumns: ['password_must_change'] })
    await this.changeTable('dashboard_session', {
      dropKeys: ['dashboard_session_id_unique'],
      dropColumns: ['id', 'user_agent', 'last_seen_at'],
    })
    this.addSql(`drop table if exists \`invitation\``)
  }
}
