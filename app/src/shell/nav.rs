//! The side: what there is, where one is, and how many wait there.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Outcome};

use crate::app::App;
use crate::{alerts, incidents, words};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Home,
    Products,
    Incidents,
    Alerts,
    Tasks,
    Exchanges,
    Offers,
    Learnings,
    SreTeam,
    Needs,
    Teams,
    Programme,
    Ledger,
    Settings,
    /// A page that stands in no list.
    Elsewhere,
}

pub struct Crumb {
    pub label: String,
    pub address: String,
}

pub struct Group {
    pub title: Option<String>,
    pub links: Vec<Link>,
}

pub struct Link {
    pub label: String,
    pub address: &'static str,
    pub icon: &'static str,
    /// After G, this letter goes there.
    pub key: &'static str,
    pub here: bool,
    pub count: Option<i64>,
}

/// What waits, by place.
#[derive(Default)]
pub struct Count {
    pub incidents: i64,
    pub alerts: i64,
}

impl Count {
    pub async fn all(app: &App, q: &mut dyn Query, cx: &Cx) -> Outcome<Self> {
        Ok(Self { incidents: incidents::count_open(q, &cx.who).await?, alerts: alerts::waiting(app, q).await? })
    }
}

/// Every place of the side, with its icon, name and address.
pub fn places(lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let rows = [HOME, SEE, RESPOND, IMPROVE, GROW, MEASURE].into_iter().flatten();
    rows.map(|row| (row.3, words::text(lang, row.1), row.2)).collect()
}

type Row = (Place, &'static str, &'static str, &'static str, &'static str);

const HOME: &[Row] = &[(Place::Home, "nav-home", "/", "today", "t")];
const SEE: &[Row] = &[(Place::Products, "nav-products", "/products", "map", "p")];
const RESPOND: &[Row] = &[
    (Place::Incidents, "nav-incidents", "/incidents", "incident", "i"),
    (Place::Alerts, "nav-alerts", "/alerts", "alert", "a"),
];
const IMPROVE: &[Row] = &[(Place::Tasks, "nav-tasks", "/tasks", "task", "r")];
const GROW: &[Row] = &[
    (Place::Exchanges, "nav-exchanges", "/exchanges", "exchange", "e"),
    (Place::Offers, "nav-offers", "/offers", "link", "o"),
    (Place::Learnings, "nav-learnings", "/learnings", "learning", "k"),
    (Place::SreTeam, "nav-sre", "/sre", "consult", "s"),
    (Place::Needs, "nav-needs", "/needs", "said", "n"),
    (Place::Teams, "nav-teams", "/teams", "person", "m"),
];
const MEASURE: &[Row] = &[
    (Place::Programme, "nav-programme", "/programme", "programme", "g"),
    (Place::Ledger, "nav-ledger", "/ledger", "ledger", "l"),
    (Place::Settings, "nav-settings", "/settings", "settings", "c"),
];

pub fn groups(lang: Lang, place: Place, counts: Count) -> Vec<Group> {
    let link = |row: &Row| Link {
        label: words::text(lang, row.1),
        address: row.2,
        icon: row.3,
        key: row.4,
        here: row.0 == place,
        count: match row.0 {
            Place::Incidents => Some(counts.incidents).filter(|n| *n > 0),
            Place::Alerts => Some(counts.alerts).filter(|n| *n > 0),
            _ => None,
        },
    };
    [
        (None, HOME),
        (Some("nav-see"), SEE),
        (Some("nav-respond"), RESPOND),
        (Some("nav-improve"), IMPROVE),
        (Some("nav-grow"), GROW),
        (Some("nav-measure"), MEASURE),
    ]
    .into_iter()
    .map(|(title, rows)| Group {
        title: title.map(|key| words::text(lang, key)),
        links: rows.iter().map(link).collect(),
    })
    .collect()
}
