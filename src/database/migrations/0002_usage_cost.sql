-- What a request cost, and which model gave the answer: not always the one that was asked.
alter table usage
  add column answered_by text,
  add column cost numeric;

comment on column usage.model is 'the model that was asked';
comment on column usage.answered_by is 'the model that answered, as the provider names it; null: it did not say';
comment on column usage.estimated is 'the provider did not tell: the tokens are our estimate';
comment on column usage.cost is 'US dollars, by the price that was known then; null: none was';
