export const usage = `Parley, an AI chat bot for Discord.

Usage:
  parley                      start the bot; without DISCORD_TOKEN, a sandbox in the browser
  parley check-config PATH    check a directory with settings, or a file (.yaml or .ini): 0 if all is well, 1 if not
  parley doctor               look at settings, token, permissions, providers, database and clock, and say what to do: 0 if
                              all is well, 1 if not; --channel ID looks at a channel, too, --json prints JSON
  parley schema               print the JSON schema of parley.yaml
  parley help, --help         print this
  parley --version            print the version

Everything is explained in docs/configuration.md.
`
