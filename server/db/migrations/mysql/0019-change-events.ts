import { RepeatableMigration } from './table-change.ts'

/** What dashboards are told of, for all processes of the platform, and which process runs the jobs. */
export class ChangeEvents extends RepeatableMigration {
  override up(): void {
    this.addSql(`create table if not exists \`change_event\` (
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`at\` datetime(3) not null,
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`message\` mediumtext not null,
        primary key (\`organization_id\`, \`at\`, \`id\`),
        key \`change_event_age\` (\`at\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`insert ignore into \`platform_state\` (\`name\`) values ('jobs')`)
  }

  override down(): void {
    this.addSql('drop table if exists `change_event`')
  }
}
