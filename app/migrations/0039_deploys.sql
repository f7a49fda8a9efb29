-- What was deployed, when, and to which services.
create table deploys (
  id uuid primary key,
  -- The product, where it was named and not one service of it.
  product_id uuid references products (id),
  version text not null,
  environment text not null,
  -- The commit; this, the address and who did it may be empty.
  revision text not null,
  url text not null,
  who text not null,
  deployed_at bigint not null,
  recorded_at bigint not null,
  -- What makes it this deploy and no other: what is told twice is there once.
  sameness text not null unique
);

create table deploy_services (
  service_id uuid not null references services (id),
  deployed_at bigint not null,
  deploy_id uuid not null references deploys (id),
  primary key (service_id, deployed_at, deploy_id)
);

create index deploy_services_by_deploy on deploy_services (deploy_id);
