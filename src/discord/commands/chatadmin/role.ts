import type { Administration } from '../../../chat/admin/administration.ts'
import { commandTexts } from '../../phrases/commands.ts'
import { roleOption, subcommand, textOption } from '../define.ts'
import { onServer } from './on-server.ts'

const rules = ['allow', 'block', 'clear'] as const

/** `/chatadmin role`: whom the bot answers. */
export const createRole = ({ setRole }: Pick<Administration, 'setRole'>) =>
  subcommand('chatadmin.role', 'manager', {
    options: [
      roleOption('chatadmin.role.role', { required: true }),
      textOption('chatadmin.role.rule', {
        required: true,
        choices: rules.map((value) => ({ name: commandTexts[`chatadmin.role.rule.${value}`], value })),
      }),
    ],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const role = String(options.get('role'))
        const rule = rules.find((one) => one === options.get('rule')) ?? 'clear'
        await setRole(doer, role, rule === 'clear' ? null : rule)
        await respond.privately({ text: said[rule](`<@&${role}>`) })
      }),
  })

const said = {
  allow: (role: string) => `I answer members of ${role}, and others only if their role is allowed, too.`,
  block: (role: string) => `I no longer answer members of ${role}.`,
  clear: (role: string) => `Nothing in particular holds for ${role} any more.`,
}
