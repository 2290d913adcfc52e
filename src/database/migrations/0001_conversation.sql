-- What a table's comment says is read by tests: who owns it, and how long its rows are kept.
comment on table migrations is 'module: database; retention: forever';

-- The ledger: one row for each message or interaction that is for us. What was asked is not kept here.
create table turns (
  id bigint primary key,
  origin jsonb not null,
  conversation text not null,
  channel bigint not null,
  guild bigint,
  author bigint not null,
  state text not null default 'received'
    check (state in ('received', 'answering', 'composed', 'answered', 'refused', 'given up', 'silent')),
  attempt integer not null default 0,
  instance text,
  parts bigint[] not null default '{}',
  text text,
  outcome text,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);

create index turns_by_recorded_at on turns (recorded_at);
create index turns_by_part on turns using gin (parts);
create index turns_open_by_conversation on turns (conversation, id)
  where state in ('received', 'answering', 'composed');

comment on table turns is 'module: turns; retention: 48 hours';
comment on column turns.id is 'Discord''s id of the message or interaction';
comment on column turns.author is 'user: who asked';
comment on column turns.instance is 'the process that answers';
comment on column turns.parts is 'ids of the answer''s messages in order; 0: to be posted, id not known yet';
comment on column turns.text is 'the composed answer, until it is answered';
comment on column turns.outcome is 'answered: the finish; refused: the code; silent: the rule';

create table messages (
  conversation text not null,
  turn bigint not null,
  role text not null check (role in ('user', 'assistant')),
  author bigint,
  author_name text,
  text text not null,
  at timestamptz not null,
  primary key (turn, role)
);

create index messages_by_conversation on messages (conversation, at desc, turn desc, role);
create index messages_by_at on messages (at);
create index messages_by_author on messages (author);

comment on table messages is 'module: conversations; retention: general.conversation_timeout_hours';
comment on column messages.turn is 'Discord''s id of the question, also for the answer to it';
comment on column messages.author is 'user: who wrote it; null for the bot';
comment on column messages.author_name is 'user: the name shown with it';
comment on column messages.at is 'when the question was asked, by its id';

create table usage (
  turn bigint not null,
  attempt integer not null,
  request integer not null,
  provider text not null,
  model text not null,
  input_tokens integer,
  output_tokens integer,
  estimated boolean not null default false,
  failure text,
  author bigint not null,
  guild bigint,
  at timestamptz not null default now(),
  primary key (turn, attempt, request)
);

create index usage_by_at on usage (at);

comment on table usage is 'module: limits; retention: 90 days';
comment on column usage.request is 'the nth request to a provider within the attempt, from 1';
comment on column usage.failure is 'why the request failed; null when it did not';
comment on column usage.author is 'user: who asked';
