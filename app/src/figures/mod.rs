//! Figures of incidents, per team and month: counts, what came in time, how long things took, always with how many there were.
//! Teams only; nobody is ranked, and no mean stands for what took a minute once and a day another time.

mod api;
pub mod command;
mod figure;
mod gather;
mod month;
mod pages;
mod scale;

pub use api::routes as api;
pub use pages::routes as pages;
