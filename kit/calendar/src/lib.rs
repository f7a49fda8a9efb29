//! Civil days of an organisation: its zone, business days, public holidays, fiscal years and ISO weeks.
//!
//! Nothing here reads a clock, a file or a database; which zone and which holidays apply is given by the caller.

mod business;
mod fiscal;
mod holiday;
mod japan;
mod week;
mod zone;

pub use business::Calendar;
pub use fiscal::{Days, FiscalStart, FiscalYear, Quarter};
pub use holiday::{Holiday, Holidays, Name};
pub use jiff::civil::Date;
pub use week::{IsoWeek, iso_week};
pub use zone::Zone;
