export * from '#shared/untrusted-text.ts'
