//! Who is measured.

use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Contestant {
    Alertmanager,
    Sqlite,
    /// How many replicas share one PostgreSQL.
    Postgres(u8),
}

impl Contestant {
    pub fn is_ours(self) -> bool {
        self != Contestant::Alertmanager
    }

    /// How many servers it is.
    pub fn replicas(self) -> u8 {
        match self {
            Contestant::Alertmanager | Contestant::Sqlite => 1,
            Contestant::Postgres(replicas) => replicas,
        }
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Contestant::Alertmanager => f.write_str("Alertmanager"),
            Contestant::Sqlite => f.write_str("SQLite"),
            Contestant::Postgres(replicas) => write!(f, "PostgreSQL × {replicas}"),
        }
    }
}
