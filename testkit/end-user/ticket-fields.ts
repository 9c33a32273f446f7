/** What an end-user writes when the shop's search fails. */
export const FIELDS = {
  title: 'Order search fails',
  description: 'I searched for "blue lamp" and got an error. I expected my order of last week.',
  category: 'Bug Report',
  email: 'ana@example.com',
}
