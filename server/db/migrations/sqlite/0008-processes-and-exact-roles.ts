import { Migration } from '@mikro-orm/migrations'

/** Processes that run now, and what the platform as a whole remembers. Roles are exact on SQLite since they are checked. */
export class ProcessesAndExactRoles extends Migration {
  override up(): void {
    this.addSql(`create table \`platform_process\` (
        \`id\` text not null,
        \`started_at\` datetime not null,
        \`seen_at\` datetime not null,
        primary key (\`id\`)
      )`)
    this.addSql(`create table \`platform_state\` (
        \`name\` text not null,
        \`value\` text null,
        primary key (\`name\`)
      )`)
    this.addSql(`insert into \`platform_state\` (\`name\`) values ('sign-up'), ('app-secret')`)
  }

  override down(): void {
    this.addSql(`drop table \`platform_state\``)
    this.addSql(`drop table \`platform_process\``)
  }
}
