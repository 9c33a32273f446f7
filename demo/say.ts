/** Writes a line of the story. */
export const say = (text: string) => process.stdout.write(`${text}\n`)

export const indent = (text: string) => text.replaceAll(/^/gm, '     ')
