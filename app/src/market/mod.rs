//! What teams can host and what people want to learn: offers, wishes, matches, and the templates an exchange begins from.
//!
//! Pairs are explained, people are not ranked. A wish that is for owners is not there for anybody else.

mod api;
pub mod brief;
pub mod built_in;
pub mod change_offer;
pub mod change_wish;
pub mod command;
pub mod decline_match;
pub mod decline_store;
pub mod edit_template;
pub mod fit;
pub mod hand_over;
pub mod limit;
pub mod limit_store;
pub mod limits;
pub mod limits_command;
pub mod make_offer;
pub mod make_wish;
pub mod matches;
pub mod moment;
pub mod offer;
pub mod offer_store;
pub mod owners;
mod pages;
pub mod propose;
pub mod release_wish;
pub mod set_limits;
pub mod shape;
pub mod shown;
pub mod template;
pub mod template_store;
pub mod templates;
pub mod terms;
pub mod wish;
pub mod wish_store;

pub use api::routes as api;
pub use pages::routes as pages;
pub use template::Template;
