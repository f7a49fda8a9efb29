//! The migrations of this program, one text each for both engines; `apart` where the engines must be told it differently.

use ryugaku_db::{Migration, Schema};

macro_rules! migrations {
    ($($number:literal $name:literal oldest $oldest:literal $($apart:ident)?),* $(,)?) => {
        &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
            postgres: migrations!(@postgres $name $($apart)?),
            oldest_program: $oldest,
        }),*]
    };
    (@postgres $name:literal) => { None };
    (@postgres $name:literal apart) => { Some(include_str!(concat!("../migrations/", $name, ".postgres.sql"))) };
}

/// In the order of their numbers. Each names the oldest program that may go on using the schema after it: expand first,
/// contract once no such program runs any more.
pub static SCHEMA: Schema = Schema(migrations![
    1 "0001_kit" oldest 1,
    2 "0002_people" oldest 1,
    3 "0003_catalog" oldest 1,
    4 "0004_alerts" oldest 1,
    5 "0005_incidents" oldest 1,
    6 "0006_backlog" oldest 1,
    7 "0007_notify" oldest 1,
    8 "0008_programme" oldest 1,
    9 "0009_exchange" oldest 1,
    10 "0010_market" oldest 1,
    11 "0011_plan" oldest 1,
    12 "0012_diary" oldest 1,
    13 "0013_learnings" oldest 1,
    14 "0014_needs" oldest 1,
    15 "0015_feedback" oldest 1,
    16 "0016_product_sre" oldest 1,
    17 "0017_report" oldest 1,
    18 "0018_alert_history" oldest 18 apart,
    19 "0019_silences" oldest 18,
    20 "0020_routing" oldest 18,
    21 "0021_notices" oldest 18,
    22 "0022_openings" oldest 18,
    23 "0023_group_looks" oldest 18,
    24 "0024_alert_filters" oldest 18,
    25 "0025_alert_run_rows" oldest 18 apart,
    26 "0026_alert_runs_by_alert" oldest 18 apart,
    27 "0027_alert_runs_acked" oldest 18,
    28 "0028_severity_policy" oldest 18,
    29 "0029_incident_alerts_by_name" oldest 18,
    30 "0030_incident_call" oldest 18,
    31 "0031_bot" oldest 18,
    32 "0032_postmortems" oldest 18,
    33 "0033_incident_circle" oldest 18,
    34 "0034_status_page" oldest 18,
    35 "0035_drills" oldest 18,
    36 "0036_telling" oldest 18,
    38 "0038_writing_together" oldest 18,
    39 "0039_deploys" oldest 18,
    40 "0040_bot_matrix" oldest 18,
    41 "0041_questions" oldest 18,
    44 "0044_status_asks" oldest 18,
    45 "0045_past_by_opening" oldest 45,
    47 "0047_bot_channels" oldest 45,
    48 "0048_drill_version" oldest 45,
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend_and_name_their_files() {
        let mut before = 0;
        for migration in SCHEMA.0 {
            assert!(migration.number > before);
            before = migration.number;
            assert!(migration.name.starts_with(&format!("{before:04}_")), "{}", migration.name);
            assert!(migration.oldest_program <= migration.number);
        }
    }
}
