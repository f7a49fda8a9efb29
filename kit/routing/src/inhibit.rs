//! A rule of inhibition as it is written: which alerts silence which others. Who it silences is the engine's business.

use ryugaku_alerting::Matcher;

#[derive(Clone, PartialEq, Debug)]
pub struct InhibitRule {
    pub name: Option<String>,
    /// All must match an alert that silences others; with none every alert does.
    pub source: Vec<Matcher>,
    /// All must match an alert that is silenced; with none every alert is.
    pub target: Vec<Matcher>,
    /// Labels in which both must agree; one that both lack counts as the same.
    pub equal: Vec<String>,
}
