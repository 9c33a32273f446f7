import { KNOWN_ROLES, refuseInexactRoles } from '../known-roles.ts'
import { RepeatableMigration } from './table-change.ts'

/** Processes that run now, what the platform as a whole remembers, and roles without spaces at the end. */
export class ProcessesAndExactRoles extends RepeatableMigration {
  override async up(): Promise<void> {
    await refuseInexactRoles(this)
    this.addSql(`create table if not exists \`platform_process\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`started_at\` datetime(3) not null,
        \`seen_at\` datetime(3) not null,
        primary key (\`id\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`platform_state\` (
        \`name\` varchar(40) character set ascii collate ascii_bin not null,
        \`value\` varchar(100) character set ascii collate ascii_bin null,
        primary key (\`name\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`insert ignore into \`platform_state\` (\`name\`) values ('sign-up'), ('app-secret')`)
    for (const table of ['membership', 'invitation']) {
      // Under another name, so that a second run sees what was done. The collation of the column pads with spaces when it
      // compares, \`like\` does not.
      await this.changeTable(table, {
        addChecks: {
          [`${table}_exact_role_check`]: `\`role\` in ${KNOWN_ROLES} and \`role\` not like '% '`,
        },
        dropChecks: [`${table}_role_check`],
      })
    }
  }

  override async down(): Promise<void> {
    for (const table of ['membership', 'invitation']) {
      await this.changeTable(table, {
        addChecks: { [`${table}_role_check`]: `\`role\` in ${KNOWN_ROLES}` },
        dropChecks: [`${table}_exact_role_check`],
      })
    }
    this.addSql(`drop table if exists \`platform_state\``)
    this.addSql(`drop table if exists \`platform_process\``)
  }
}
