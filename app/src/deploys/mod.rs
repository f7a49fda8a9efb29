//! Deploys: what was put where and when, as CI, a script or a person says. Incidents read them beside what happened.

mod api;
pub mod command;
mod deploy;
mod github;
mod pages;
mod record;
mod shown;
mod store;

pub use api::routes as api;
pub use deploy::{Deploy, NewDeploy};
pub use github::DeploymentStatus;
pub use pages::routes as pages;
pub use record::record_all;
pub use store::of_services;
