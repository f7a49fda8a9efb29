//! A rule by which some alerts hold others back.

use ryugaku_alerting::Matcher;

#[derive(Clone, PartialEq, Debug)]
pub struct InhibitRule {
    pub name: Option<String>,
    pub source: Vec<Matcher>,
    pub target: Vec<Matcher>,
    /// Labels that must have the same value on both; a missing one is an empty one.
    pub equal: Vec<String>,
}
