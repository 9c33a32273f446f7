import { Migration } from '@mikro-orm/migrations'

/** Sign-in of end-users: an authorization server for each MCP server that wants one. */
export class EndUserSignIn extends Migration {
  override up(): void {
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
    this.addSql(`alter table \`mcp_server\`
        add column \`auth_mode\` varchar(10) character set ascii collate ascii_bin not null default 'email',
        add column \`resource_url\` varchar(500) null`)
    this.addSql(`alter table \`mcp_server_user\`
        add column \`password_hash\` varchar(200) character set ascii collate ascii_bin null,
        add column \`password_changed_at\` datetime(3) null,
        add column \`disabled_at\` datetime(3) null,
        add key \`mcp_server_user_list\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`, \`id\`)`)
    this.addSql(`alter table \`mcp_server_session\`
        add column \`client_name\` varchar(200) not null default '',
        add column \`client_id\` varchar(500) not null default '',
        add column \`redirect_host\` varchar(255) not null default '',
        add column \`oauth_grant\` json null,
        add column \`expires_at\` datetime(3) null,
        add column \`last_seen_at\` datetime(3) null`)
    // In one statement: the foreign key needs an index that begins with its columns at any time.
    this.addSql(`alter table \`support_ticket\`
        add key \`support_ticket_list_user\` (\`organization_id\`, \`mcp_server_user_id\`, \`created_at\`, \`id\`),
        drop key \`support_ticket_user_index\``)
  }

  override down(): void {
    this.addSql(`alter table \`support_ticket\`
        add key \`support_ticket_user_index\` (\`organization_id\`, \`mcp_server_user_id\`),
        drop key \`support_ticket_list_user\``)
    this.addSql(`alter table \`mcp_server_session\`
        drop column \`client_name\`,
        drop column \`client_id\`,
        drop column \`redirect_host\`,
        drop column \`oauth_grant\`,
        drop column \`expires_at\`,
        drop column \`last_seen_at\``)
    this.addSql(`alter table \`mcp_server_user\`
        drop key \`mcp_server_user_list\`,
        drop column \`password_hash\`,
        drop column \`password_changed_at\`,
        drop column \`disabled_at\``)
    this.addSql(`alter table \`mcp_server\`
        drop column \`auth_mode\`,
        drop column \`resource_url\``)
    this.addSql(`drop table if exists \`signing_key\``)
    this.addSql(`drop table if exists \`oauth_client\``)
    this.addSql(`drop table if exists \`oauth_artifact\``)
  }
}
