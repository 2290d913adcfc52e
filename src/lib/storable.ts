/** What people and models write, without the one character that Postgres can't store. */
export const storable = (text: string) => text.replaceAll('\0', '')
