-- In which shard a row is, by what is unique over all shards. Vitess itself writes and reads these tables: they are the lookup vindexes
-- of mcpobs/vschema.json. They must be there before the first row. Without them, a unique key is unique in each shard only.
create table if not exists directory_organization (
  slug varchar(63) character set ascii collate ascii_bin not null primary key, keyspace_id varbinary(128)
) engine = InnoDB;
create table if not exists directory_mcp_server (
  slug varchar(63) character set ascii collate ascii_bin not null primary key, keyspace_id varbinary(128)
) engine = InnoDB;
create table if not exists directory_server_key (
  key_hash binary(32) not null primary key, keyspace_id varbinary(128)
) engine = InnoDB;
create table if not exists directory_access_token (
  token_hash binary(32) not null primary key, keyspace_id varbinary(128)
) engine = InnoDB;
create table if not exists directory_membership (
  account_id char(36) character set ascii collate ascii_bin not null,
  organization_id char(36) character set ascii collate ascii_bin not null,
  keyspace_id varbinary(128),
  primary key (account_id, organization_id)
) engine = InnoDB;
