//! Stories and stores through the whole app, on both engines, and the checks of the house.

#![expect(clippy::unwrap_used, reason = "a test may break off where it stands")]

mod support;

mod alerts;
mod backlog;
mod bad_days;
mod catalog;
mod command_line;
mod demo;
mod diary;
mod every_page;
mod every_route;
mod exchange;
mod exchange_guards;
mod feedback;
mod home;
mod import;
mod incidents;
mod intake;
mod jobs;
mod journal;
mod learnings;
mod leaving;
mod ledger;
mod market;
mod market_rules;
mod needs;
mod organisation;
mod overview;
mod own_command_line;
mod own_ways;
mod people;
mod person;
mod plan;
mod plan_calendars;
mod plan_proposals;
mod product_sre;
mod programme;
mod record;
mod report;
mod sentences;
mod sign_in;
mod things;
mod tidy;
mod webhooks;
mod whole_exchange;
mod work;
