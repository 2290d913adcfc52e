-- Answers that people reported, for those who run the bot to look at.
create table reports (
  id bigint generated always as identity primary key,
  message bigint not null,
  channel bigint not null,
  guild bigint,
  turn bigint,
  reporter bigint not null,
  reason text not null,
  state text not null default 'waiting' check (state in ('waiting', 'resolved', 'dismissed')),
  at timestamptz not null default now(),
  resolved_by bigint,
  resolved_at timestamptz,
  unique (message, reporter)
);

create index reports_waiting on reports (id) where state = 'waiting';
create index reports_by_at on reports (at);
create index reports_by_guild on reports (guild);
create index reports_by_reporter on reports (reporter);

comment on table reports is 'module: moderation; retention: 180 days; why: so that whoever runs the bot can look at an answer that was reported';
comment on column reports.message is 'Discord''s id of the answer''s message';
comment on column reports.guild is 'guild: where it was answered';
comment on column reports.turn is 'of the answer; null: the ledger did not know it any more';
comment on column reports.reporter is 'user: who reported it';
comment on column reports.reason is 'user: why, in the reporter''s words';
comment on column reports.resolved_by is 'user: which operator dealt with it; on erasure: clear; on export: id and state and resolved_at';
