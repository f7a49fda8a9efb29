create table products (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  about text not null,
  team_id uuid not null references teams (id),
  links jsonb not null,
  created_at bigint not null,
  archived_at bigint,
  version bigint not null
);
create index products_by_team on products (team_id);

create table services (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  about text not null,
  product_id uuid not null references products (id),
  links jsonb not null,
  created_at bigint not null,
  archived_at bigint,
  version bigint not null
);
create index services_by_product on services (product_id);
