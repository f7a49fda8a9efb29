//! All that can hold an alert back, asked together. Everything that applies is named, not only what comes first.

use ryugaku_alerting::{Fingerprint, LabelSet};
use ryugaku_kernel::Time;

use crate::{Calendar, Fate, Flapping, Held, Inhibitor, MaintenanceWindows, Silences};

#[derive(Clone, Copy)]
pub struct Suppression<'a> {
    pub silences: &'a Silences,
    pub windows: &'a MaintenanceWindows,
    pub inhibitor: &'a Inhibitor,
    pub flapping: &'a Flapping,
    pub calendar: &'a dyn Calendar,
}

impl Suppression<'_> {
    pub fn fate(&self, alert: Fingerprint, labels: &dyn LabelSet, at: Time) -> Fate {
        Fate::of(Held {
            silenced: self.silences.silencing(labels, at),
            maintained: self.windows.covering(labels, at, self.calendar),
            inhibited: self.inhibitor.inhibited_by(labels),
            flapping: self.flapping.is_flapping(alert, at),
        })
    }
}
