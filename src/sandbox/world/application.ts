import { ApplicationFlags, TeamMemberMembershipState, UserFlags } from 'discord-api-types/v10'
import { createUser } from './people.ts'
import type { Application, Team, World } from './world.ts'

/** Below a hundred guilds an application's privileged intents show as the "limited" flags. */
export const applicationFlags = ({ privilegedIntents }: Application) =>
  (privilegedIntents.has('message_content') ? ApplicationFlags.GatewayMessageContentLimited : 0) |
  (privilegedIntents.has('guild_members') ? ApplicationFlags.GatewayGuildMembersLimited : 0) |
  (privilegedIntents.has('guild_presences') ? ApplicationFlags.GatewayPresenceLimited : 0)

export const applicationPayload = (world: World) => {
  const { team, ownerId } = world.application
  return {
    id: world.application.id,
    name: world.application.name,
    icon: null,
    description: 'The bot of this sandbox.',
    summary: '',
    type: null,
    bot: world.bot,
    bot_public: true,
    bot_require_code_grant: false,
    flags: applicationFlags(world.application),
    flags_new: String(applicationFlags(world.application)),
    hook: true,
    integration_types_config: { 0: {} },
    interactions_endpoint_url: null,
    owner: team ? teamUser(team) : world.people.get(ownerId),
    redirect_uris: [],
    role_connections_verification_url: null,
    rpc_origins: [],
    tags: [],
    team: team && teamPayload(world, team, ownerId),
    verify_key: '0'.repeat(64),
    approximate_guild_count: [...world.guilds.values()].filter((guild) => guild.hasBot).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    eligible_oauth2_scopes: [],
    explicit_content_filter: 0,
  }
}

/** The user that stands for a team where Discord names an owner. */
const teamUser = ({ id }: Team) => ({
  ...createUser(id, `team${id}`),
  discriminator: '0000',
  global_name: null,
  flags: UserFlags.TeamPseudoUser,
  public_flags: UserFlags.TeamPseudoUser,
})

const teamPayload = (world: World, { id, name, members }: Team, ownerId: string) => ({
  id,
  name,
  icon: null,
  owner_user_id: ownerId,
  members: members.map(({ userId, role, accepted }) => ({
    user: world.people.get(userId),
    team_id: id,
    membership_state: accepted ? TeamMemberMembershipState.Accepted : TeamMemberMembershipState.Invited,
    role,
    permissions: ['*'],
  })),
})
