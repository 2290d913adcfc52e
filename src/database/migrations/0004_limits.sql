-- Counters by key: of questions in a time, and of whether a person was told already.
create table rate_limits (
  key text primary key,
  person bigint,
  guild bigint,
  points integer not null,
  expires_at timestamptz not null
);

create index rate_limits_by_expires_at on rate_limits (expires_at);
create index rate_limits_by_person on rate_limits (person);

-- After they expire: a question may come that late.
comment on table rate_limits is 'module: limits; retention: 24 hours; why: so that everybody gets a turn, and is told of a limit once';
comment on column rate_limits.guild is 'guild: where it counts';
comment on column rate_limits.person is 'user: whom it is about';

-- What was said to each question. One that is not settled yet holds its allowance in the budgets.
create table admissions (
  turn bigint primary key,
  author bigint,
  guild bigint,
  day date not null,
  verdict text check (verdict in ('admitted', 'refused', 'silent')),
  refused_by text,
  refusal jsonb,
  refused_until timestamptz,
  tokens bigint,
  cost numeric,
  settled boolean not null default false,
  at timestamptz not null default now()
);

create index admissions_by_at on admissions (at);
create index admissions_by_author on admissions (author);
create index admissions_that_hold on admissions (day) where not settled and tokens is not null;

comment on table admissions is 'module: limits; retention: 48 hours; why: so that a question counts once against limits and budgets';
comment on column admissions.turn is 'Discord''s id of the question';
comment on column admissions.author is 'user: who asked; on erasure: clear';
comment on column admissions.guild is 'guild: where it was asked';
comment on column admissions.day is 'whose budgets it counts against, in the time zone of these';
comment on column admissions.verdict is 'null only within the transaction that admits';
comment on column admissions.refused_by is 'the key of the limit that refused, which may be a person''s; on erasure of author: clear';
comment on column admissions.tokens is 'what the answer may use up, and holds until it is settled; null: no budget bounds it';
comment on column admissions.cost is 'the same in US dollars';

create table budgets (
  key text not null,
  day date not null,
  person bigint,
  guild bigint,
  tokens bigint not null default 0,
  cost numeric not null default 0,
  warned_in bigint,
  primary key (key, day)
);

create index budgets_by_day on budgets (day);
create index budgets_by_person on budgets (person);

comment on table budgets is 'module: limits; retention: 3 days; why: so that nobody uses up more in a day than whoever runs the bot allows';
comment on column budgets.person is 'user: who used it up; on erasure: clear';
comment on column budgets.guild is 'guild: which used it up';
-- A person's key is a hash, so that a day's budget is the same after an erasure.
comment on column budgets.key is 'a person as SHA-256 of the id, a server by its id, or everybody together';
comment on column budgets.cost is 'US dollars';
comment on column budgets.warned_in is 'the turn whose settling used up four fifths';

create index usage_by_author on usage (author);

-- Whether somebody is at work on a turn: nothing is counted for one that ended before it was begun.
create function is_under_way(turn bigint) returns boolean
  language sql stable parallel safe
  return exists (select from turns where id = turn and state in ('answering', 'composed'));
