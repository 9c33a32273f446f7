import { RepeatableMigration } from './table-change.ts'

/** Sign-in of end-users: an authorization server for each MCP server that wants one. */
export class EndUserSignIn extends RepeatableMigration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists \`oauth_artifact\` (
        \`id_hash\` binary(32) not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`model\` varchar(40) character set ascii collate ascii_bin not null,
        \`uid_hash\` binary(32) null,
        \`grant_id\` char(36) character set ascii collate ascii_bin null,
        \`sealed_payload\` mediumtext not null,
        \`created_at\` datetime(3) not null,
        \`expires_at\` datetime(3) not null,
        \`consumed_at\` datetime(3) null,
        primary key (\`id_hash\`),
        key \`oauth_artifact_server_index\` (\`organization_id\`, \`mcp_server_id\`),
        key \`oauth_artifact_grant_index\` (\`organization_id\`, \`grant_id\`),
        key \`oauth_artifact_uid_index\` (\`organization_id\`, \`uid_hash\`),
        key \`oauth_artifact_expiry_index\` (\`expires_at\`),
        constraint \`oauth_artifact_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`oauth_client\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`sealed_metadata\` mediumtext not null,
        \`created_at\` datetime(3) not null,
        \`last_used_at\` datetime(3) null,
        primary key (\`id\`),
        key \`oauth_client_server_index\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`),
        key \`oauth_client_unused_index\` (\`last_used_at\`, \`created_at\`),
        constraint \`oauth_client_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`signing_key\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`sealed_private_jwk\` text not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`),
        key \`signing_key_server_index\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`),
        constraint \`signing_key_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    await this.changeTable('mcp_server', {
      addColumns: {
        auth_mode: `varchar(10) character set ascii collate ascii_bin not null default 'email'`,
        resource_url: 'varchar(500) null',
      },
    })
    await this.changeTable('mcp_server_user', {
      addColumns: {
        password_hash: 'varchar(200) character set ascii collate ascii_bin null',
        password_changed_at: 'datetime(3) null',
        disabled_at: 'datetime(3) null',
      },
      addKeys: { mcp_server_user_list: 'key (`organization_id`, `mcp_server_id`, `created_at`, `id`)' },
    })
    await this.changeTable('mcp_server_session', {
      addColumns: {
        client_name: `varchar(200) not null default ''`,
        client_id: `varchar(500) not null default ''`,
        redirect_host: `varchar(255) not null default ''`,
        oauth_grant: 'json null',
        expires_at: 'datetime(3) null',
        last_seen_at: 'datetime(3) null',
      },
    })
    // In one statement: the foreign key needs an index that begins with its columns at any time.
    await this.changeTable('support_ticket', {
      addKeys: {
        support_ticket_list_user: 'key (`organization_id`, `mcp_server_user_id`, `created_at`, `id`)',
      },
      dropKeys: ['support_ticket_user_index'],
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('support_ticket', {
      addKeys: { support_ticket_user_index: 'key (`organization_id`, `mcp_server_user_id`)' },
      dropKeys: ['support_ticket_list_user'],
    })
    await this.changeTable('mcp_server_session', {
      dropColumns: ['client_name', 'client_id', 'redirect_host', 'oauth_grant', 'expires_at', 'last_seen_at'],
    })
    await this.changeTable('mcp_server_user', {
      dropKeys: ['mcp_server_user_list'],
      dropColumns: ['password_hash', 'password_changed_at', 'disabled_at'],
    })
    await this.changeTable('mcp_server', { dropColumns: ['auth_mode', 'resource_url'] })
    this.addSql(`drop table if exists \`signing_key\``)
    this.addSql(`drop table if exists \`oauth_client\``)
    this.addSql(`drop table if exists \`oauth_artifact\``)
  }
}
