/** How many times as long a slow database is given. The limits of tests that have no limit of their own follow it in `vite.config.ts`. */
export const SLOWNESS = Number(process.env.DATABASE_SLOWNESS ?? 1)
