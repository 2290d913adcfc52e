-- What people and servers chose. Nothing of it is copied into memory: all processes go by these rows.
create table choices (
  person bigint primary key,
  provider text,
  persona text,
  opted_out boolean not null default false,
  changed_at timestamptz not null default now()
);

comment on table choices is 'module: preferences; retention: forever; why: so that the bot answers as you chose';
comment on column choices.person is 'user: whose choices they are';
comment on column choices.opted_out is 'nothing that the person writes may stand in a prompt; stays when choices are reset';

create table introductions (
  person bigint primary key,
  at timestamptz not null default now()
);

create index introductions_by_at on introductions (at);

comment on table introductions is 'module: preferences; retention: 365 days; why: so that you are told once that it is an AI that answers';
comment on column introductions.person is 'user: who was told that it is an AI that answers';

create table place_rules (
  guild bigint not null,
  place bigint not null,
  answers boolean,
  threads boolean,
  persona text,
  personas text[],
  prompt text check (length(prompt) between 1 and 2000),
  changed_at timestamptz not null default now(),
  primary key (guild, place)
);

comment on table place_rules is 'module: preferences; retention: forever; why: so that the bot answers where a server wants it, and as it wants it';
comment on column place_rules.guild is 'guild: whose managers set them';
comment on column place_rules.place is 'a category, channel or thread; 0: the whole server';
comment on column place_rules.answers is 'null, here and below: as the place around it';
comment on column place_rules.personas is 'those that people may choose';

create table role_rules (
  guild bigint not null,
  role bigint not null,
  rule text not null check (rule in ('allow', 'block')),
  changed_at timestamptz not null default now(),
  primary key (guild, role)
);

comment on table role_rules is 'module: preferences; retention: forever; why: so that the bot answers whom a server wants it to';
comment on column role_rules.guild is 'guild: whose role it is';

create table departures (
  guild bigint primary key,
  at timestamptz not null
);

create index departures_by_at on departures (at);

comment on table departures is 'module: preferences; retention: 7 days; why: so that the data of servers that the bot has left goes';
comment on column departures.guild is 'guild: which the bot has left';

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  action text not null,
  guild bigint,
  actor bigint,
  actor_hash text,
  target bigint,
  target_hash text,
  detail jsonb not null
);

create index audit_by_at on audit (at);
create index audit_by_guild on audit (guild, id desc);
create index audit_by_actor on audit (actor);
create index audit_by_target on audit (target);

comment on table audit is 'module: preferences; retention: 180 days; why: so that what administrators did can be traced';
comment on column audit.guild is 'guild: where it was done, if it was not for the whole bot';
comment on column audit.actor is 'user: who did it; on erasure: hash into actor_hash';
comment on column audit.target is 'user: whom it was done to; on erasure: hash into target_hash';
comment on column audit.detail is 'counts, names and switches; nothing that people wrote, and nobody''s id';

-- Whether any of these people wants the own words in no prompt. Nulls among them are nobody.
create function has_opted_out(people bigint[]) returns boolean
  language sql stable parallel safe
  return exists (select from choices where opted_out and person = any(people));
