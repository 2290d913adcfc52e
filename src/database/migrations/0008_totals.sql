-- What the bot has done since it began, long after everything about a single answer is gone. A row for each day, provider
-- and wait: so the median can be told, and answers that are counted at the same moment seldom meet in a row.
create table totals (
  day date not null,
  provider text not null,
  wait smallint not null,
  answers bigint not null,
  conversations bigint not null,
  primary key (day, provider, wait)
);

comment on table totals is 'module: limits; retention: forever';
comment on column totals.day is 'in UTC';
comment on column totals.provider is 'who answered; empty where that is not known, because the answer was stopped';
comment on column totals.wait is 'how long it was until the first words: from 1.25^n to 1.25^(n+1) milliseconds';
comment on column totals.conversations is 'how many of the answers were the first of a conversation';

-- How many different people there are is read from its ends alone.
create index if not exists usage_by_author on usage (author);
