const FENCE = /```(?:([\w+#.-]*)\n)?([\s\S]+?)```/g

/** Discord opens and closes a code block anywhere in a line; markdown-it wants the fences on lines of their own. */
export const withOwnLines = (source: string) =>
  source.replaceAll(
    FENCE,
    (_, language: string | undefined, code: string) =>
      `\n\`\`\`${language ?? ''}\n${code.replace(/\n+$/, '')}\n\`\`\`\n`,
  )
