-- What is kept about a person or a server is found by the comments on columns: database/catalogue.ts has their grammar.
-- Of a turn whose person is erased, the id alone has to stay.
alter table turns
  alter column origin drop not null,
  alter column conversation drop not null,
  alter column channel drop not null,
  alter column author drop not null;

create index if not exists turns_by_author on turns (author);
create index if not exists turns_by_guild on turns (guild);
create index if not exists usage_by_author on usage (author);
create index if not exists usage_by_guild on usage (guild);

alter table messages
  add column guild bigint,
  add column addressee bigint,
  add column about bigint[] not null default '{}';

-- What is there already: in a conversation of several, any of them may have been quoted.
update messages set guild = usage.guild from usage where usage.turn = messages.turn;
update messages set guild = turns.guild from turns where turns.id = messages.turn;
update messages answer set addressee = question.author
  from messages question
  where question.turn = answer.turn and question.role = 'user' and answer.role = 'assistant';
update messages answer set about = people.ids
  from (
    select conversation, array_agg(distinct author) as ids from messages where author is not null group by conversation
  ) people
  where people.conversation = answer.conversation and answer.role = 'assistant';

create index messages_by_guild on messages (guild);
create index messages_by_addressee on messages (addressee);
create index messages_by_about on messages using gin (about);

create table erasures (
  person_hash bytea primary key,
  up_to bigint not null,
  at timestamptz not null default now()
);

create index erasures_by_at on erasures (at);

comment on table erasures is 'module: database; retention: 25 hours; why: so that an answer that was being written when somebody''s data went does not bring any of it back';
comment on column erasures.person_hash is 'SHA-256 of the person''s id, which itself is gone';
comment on column erasures.up_to is 'no turn up to this id is written for, or made from the words of, that person any more';

create function person_hash(person bigint) returns bytea
  language sql immutable strict parallel safe
  return sha256(convert_to(person::text, 'UTF8'));

-- Whether a turn is from before the erasure of one of these people. Nulls among them are nobody.
create function is_erased(people bigint[], turn bigint) returns boolean
  language sql stable parallel safe
  return exists (
    select from erasures where up_to >= turn and person_hash in (select person_hash(id) from unnest(people) id)
  );

comment on table turns is 'module: turns; retention: 48 hours; why: so that each question gets one answer, whatever restarts or fails meanwhile';
comment on column turns.origin is 'on erasure of author: clear';
comment on column turns.conversation is 'on erasure of author: clear';
comment on column turns.channel is 'on erasure of author: clear';
comment on column turns.guild is 'guild: where it was asked; on erasure of author: clear';
comment on column turns.author is 'user: who asked; on erasure: clear, so that the id alone says that this was answered';
comment on column turns.parts is 'ids of the answer''s messages in order; 0: to be posted, id not known yet; on erasure of author: clear';
comment on column turns.text is 'the composed answer, until it is answered; on erasure of author: clear';

comment on table messages is 'module: conversations; retention: general.conversation_timeout_hours; why: so that answers fit what was said before';
comment on column messages.guild is 'guild: where it was said';
comment on column messages.author is 'user: who wrote it; null for the bot';
comment on column messages.addressee is 'user: whom the bot answered with it; null for what people wrote';
comment on column messages.about is 'user: whose words the answer was made from; on export: nothing, for it is somebody else''s answer';

comment on table usage is 'module: limits; retention: 90 days; why: so that budgets and bills can be checked';
comment on column usage.guild is 'guild: where it was asked';
