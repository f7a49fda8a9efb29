-- Reliability tasks. due_day is the civil day as the number yyyymmdd, 99999999 when there is none, so that it sorts.
create table tasks (
  id uuid primary key,
  count bigint not null unique,
  title text not null,
  detail text not null,
  product_id uuid,
  service_id uuid,
  origin_kind text not null,
  origin_id uuid,
  assignee_id uuid references people (id),
  due_day bigint not null,
  effort text,
  state text not null,
  added_at bigint not null,
  ended_at bigint,
  version bigint not null
);
create index tasks_by_due on tasks (state, due_day, count);
create index tasks_by_assignee on tasks (assignee_id, state);
create index tasks_by_origin on tasks (origin_id);
create index tasks_by_product on tasks (product_id, state);
