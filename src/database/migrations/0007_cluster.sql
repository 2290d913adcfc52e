-- The processes of one bot know of each other by these two; both may be emptied at any time.
create table instances (
  id uuid primary key,
  name text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create index instances_by_seen_at on instances (seen_at);

comment on table instances is 'module: cluster; retention: 1 hour; why: so that processes know whom to wait for';
comment on column instances.name is 'of the machine or pod, for operators to read';

create table notices (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  sender uuid not null,
  replies_to bigint,
  at timestamptz not null default now()
);

create index notices_by_at on notices (at);
create index notices_by_replies_to on notices (replies_to) where replies_to is not null;

comment on table notices is 'module: cluster; retention: 1 hour; why: so that what one process is told reaches all';
comment on column notices.payload is 'nothing that people wrote, nobody''s id, no secret';
comment on column notices.sender is 'the instance';
comment on column notices.replies_to is 'the notice that this one answers; null: it is for everybody';
