import { Migration } from '@mikro-orm/migrations'

/** Sign-in of end-users: an authorization server for each MCP server that wants one. */
export class EndUserSignIn extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`oauth_artifact\` (
        \`id_hash\` blob not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`model\` text not null,
        \`uid_hash\` blob null,
        \`grant_id\` text null,
        \`sealed_payload\` text not null,
        \`created_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`consumed_at\` datetime null,
        primary key (\`id_hash\`),
        constraint \`oauth_artifact_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`oauth_artifact_server_index\` on \`oauth_artifact\` (\`organization_id\`, \`mcp_server_id\`)`,
    )
    this.addSql(
      `create index if not exists \`oauth_artifact_grant_index\` on \`oauth_artifact\` (\`organization_id\`, \`grant_id\`)`,
    )
    this.addSql(
      `create index if not exists \`oauth_artifact_uid_index\` on \`oauth_artifact\` (\`organization_id\`, \`uid_hash\`)`,
    )
    this.addSql(
      `create index if not exists \`oauth_artifact_expiry_index\` on \`oauth_artifact\` (\`expires_at\`)`,
    )
    this.addSql(`create table if not exists \`oauth_client\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`sealed_metadata\` text not null,
        \`created_at\` datetime not null,
        \`last_used_at\` datetime null,
        primary key (\`id\`),
        constraint \`oauth_client_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`oauth_client_server_index\` on \`oauth_client\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`)`,
    )
    this.addSql(
      `create index if not exists \`oauth_client_unused_index\` on \`oauth_client\` (\`last_used_at\`, \`created_at\`)`,
    )
    this.addSql(`create table if not exists \`signing_key\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`sealed_private_jwk\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`),
        constraint \`signing_key_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`signing_key_server_index\` on \`signing_key\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`)`,
    )
    this.addSql(`alter table \`mcp_server\` add column \`auth_mode\` text not null default 'email'`)
    this.addSql(`alter table \`mcp_server\` add column \`resource_url\` text null`)
    this.addSql(`alter table \`mcp_server_user\` add column \`password_hash\` text null`)
    this.addSql(`alter table \`mcp_server_user\` add column \`password_changed_at\` datetime null`)
    this.addSql(`alter table \`mcp_server_user\` add column \`disabled_at\` datetime null`)
    this.addSql(
      `create index if not exists \`mcp_server_user_list\` on \`mcp_server_user\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(`alter table \`mcp_server_session\` add column \`client_name\` text not null default ''`)
    this.addSql(`alter table \`mcp_server_session\` add column \`client_id\` text not null default ''`)
    this.addSql(`alter table \`mcp_server_session\` add column \`redirect_host\` text not null default ''`)
    this.addSql(`alter table \`mcp_server_session\` add column \`oauth_grant\` json null`)
    this.addSql(`alter table \`mcp_server_session\` add column \`expires_at\` datetime null`)
    this.addSql(`alter table \`mcp_server_session\` add column \`last_seen_at\` datetime null`)
    this.addSql(
      `create index if not exists \`support_ticket_list_user\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_user_id\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(`drop index if exists \`support_ticket_user_index\``)
  }

  override down(): void {
    this.addSql(
      `create index if not exists \`support_ticket_user_index\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_user_id\`)`,
    )
    this.addSql(`drop index if exists \`support_ticket_list_user\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`client_name\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`client_id\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`redirect_host\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`oauth_grant\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`expires_at\``)
    this.addSql(`alter table \`mcp_server_session\` drop column \`last_seen_at\``)
    this.addSql(`drop index if exists \`mcp_server_user_list\``)
    this.addSql(`alter table \`mcp_server_user\` drop column \`password_hash\``)
    this.addSql(`alter table \`mcp_server_user\` drop column \`password_changed_at\``)
    this.addSql(`alter table \`mcp_server_user\` drop column \`disabled_at\``)
    this.addSql(`alter table \`mcp_server\` drop column \`auth_mode\``)
    this.addSql(`alter table \`mcp_server\` drop column \`resource_url\``)
    this.addSql(`drop table if exists \`signing_key\``)
    this.addSql(`drop table if exists \`oauth_client\``)
    this.addSql(`drop table if exists \`oauth_artifact\``)
  }
}
