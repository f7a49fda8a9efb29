//! Who has worked with whom: weeks between teams, drawn as arcs, and the pairs that have not met yet. Teams only.

use std::collections::BTreeMap;

use ryugaku_kernel::Uuid;

use super::gather::{Overview, has_begun};
use crate::exchange::State;
use crate::people::TeamKind;

/// Weeks for which somebody of `home` was with `host`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    pub home: Uuid,
    pub host: Uuid,
    pub weeks: i64,
    /// Whether somebody is there now.
    pub now: bool,
}

pub struct Together {
    pub nodes: Vec<Node>,
    pub arcs: Vec<Arc>,
    /// What the picture has no room for.
    pub beyond: Vec<(String, String, i64)>,
    /// Names of teams that have not met, in their order.
    pub not_met: Vec<(String, String)>,
    pub not_met_beyond: usize,
}

pub struct Node {
    pub label: String,
    pub x: f64,
    pub y: f64,
    /// How wide the label may be, where it would be wider.
    pub squeezed: Option<f64>,
}

pub struct Arc {
    pub path: String,
    pub width: f64,
    pub x: f64,
    pub y: f64,
    pub weeks: i64,
    pub now: bool,
    pub home: String,
    pub host: String,
}

/// Most teams that are drawn, and most pairs that are named as not having met.
const NODES: usize = 9;
const NOT_MET: usize = 12;
/// The picture is 340 wide; teams stand between these.
const LEFT: f64 = 26.0;
const RIGHT: f64 = 314.0;

/// Home and host, with the weeks of all exchanges that began; by key.
pub fn pairs(overview: &Overview) -> Vec<Pair> {
    let mut found: BTreeMap<(Uuid, Uuid), (i64, bool)> = BTreeMap::new();
    for line in overview.exchanges.iter().filter(|line| has_begun(line)) {
        let weeks = i64::from(((line.until.min(overview.today) - line.from).get_days() + 7) / 7).max(1);
        let pair = found.entry((line.home_team, line.host_team)).or_default();
        pair.0 += weeks;
        pair.1 |= line.state == State::Active;
    }
    found.into_iter().map(|((home, host), (weeks, now))| Pair { home, host, weeks, now }).collect()
}

/// SRE teams first, then product teams by name: those that exchanges are for.
pub fn teams(overview: &Overview) -> Vec<(Uuid, String)> {
    let of = |kind| overview.of_kind(kind).map(|team| (team.id.0, team.name.clone())).collect::<Vec<_>>();
    [of(TeamKind::Sre), of(TeamKind::Product)].concat()
}

/// Pairs between which nobody has been, in either direction, in the order of the teams.
pub fn not_met(teams: &[(Uuid, String)], pairs: &[Pair]) -> Vec<(Uuid, Uuid)> {
    let have_met = |a: Uuid, b: Uuid| {
        pairs.iter().any(|pair| (pair.home == a && pair.host == b) || (pair.home == b && pair.host == a))
    };
    let mut found = Vec::new();
    for (at, (a, _)) in teams.iter().enumerate() {
        found.extend(teams[at + 1..].iter().filter(|(b, _)| !have_met(*a, *b)).map(|(b, _)| (*a, *b)));
    }
    found
}

pub fn together(overview: &Overview) -> Together {
    draw(&teams(overview), &pairs(overview))
}

fn draw(teams: &[(Uuid, String)], pairs: &[Pair]) -> Together {
    let drawn = &teams[..teams.len().min(NODES)];
    let step = if drawn.len() > 1 { (RIGHT - LEFT) / to_f64(drawn.len() - 1) } else { 0.0 };
    let x = |at: usize| LEFT + step * to_f64(at);
    let labels = labels(drawn);
    let crowded = labels.iter().any(|label| width(label) > step - 6.0);
    let node = |(at, label): (usize, String)| {
        // In two rows there is twice the room.
        let room = if crowded { step * 2.0 - 8.0 } else { step };
        let y = if !crowded {
            108.0
        } else if at % 2 == 0 {
            102.0
        } else {
            114.0
        };
        let squeezed = (drawn.len() > 1 && width(&label) > room).then_some(room);
        Node { x: x(at), y, squeezed, label }
    };
    let nodes = labels.into_iter().enumerate().map(node).collect();
    let place = |team: Uuid| drawn.iter().position(|(id, _)| *id == team);
    let name = |team: Uuid| teams.iter().find(|(id, _)| *id == team).map_or("?", |(_, name)| name).to_owned();
    let (mut arcs, mut beyond) = (Vec::new(), Vec::new());
    for pair in pairs {
        match (place(pair.home), place(pair.host)) {
            (Some(home), Some(host)) if home != host => {
                arcs.push(arc(x(home), x(host), pair, name(pair.home), name(pair.host)));
            }
            _ => beyond.push((name(pair.home), name(pair.host), pair.weeks)),
        }
    }
    let strangers = not_met(teams, pairs);
    let not_met_beyond = strangers.len().saturating_sub(NOT_MET);
    let not_met = strangers.into_iter().take(NOT_MET).map(|(a, b)| (name(a), name(b))).collect();
    Together { nodes, arcs, beyond, not_met, not_met_beyond }
}

/// Above the names who went to the right, below who went to the left.
fn arc(from: f64, to: f64, pair: &Pair, home: String, host: String) -> Arc {
    let radius = (to - from).abs() / 2.0;
    let above = to > from;
    let (line, height) = if above { (88.0, radius * 0.56) } else { (118.0, radius * 0.66) };
    let apex = if above { line - height } else { line + height };
    Arc {
        path: format!("M{from:.1} {line:.0}A{radius:.1} {height:.1} 0 0 1 {to:.1} {line:.0}"),
        width: (to_f64(usize::try_from(pair.weeks).unwrap_or(0)) / 5.0).clamp(1.2, 4.8),
        x: (from + to) / 2.0,
        y: if above { apex + 15.0 } else { apex - 7.0 },
        weeks: pair.weeks,
        now: pair.now,
        home,
        host,
    }
}

/// Names without what those of all product teams begin with: “Product A” and “Product B” are A and B.
fn labels(teams: &[(Uuid, String)]) -> Vec<String> {
    let names: Vec<&str> = teams.iter().map(|(_, name)| name.as_str()).collect();
    let shared = |name: &str, other: &str| -> usize {
        name.chars().zip(other.chars()).take_while(|(one, two)| one == two).map(|(one, _)| one.len_utf8()).sum()
    };
    let cut = |name: &str| -> String {
        // With at least two others, or it is no series.
        let mut lengths: Vec<usize> =
            names.iter().filter(|other| **other != name).map(|other| shared(name, other)).filter(|n| *n >= 3).collect();
        lengths.sort_unstable();
        let rest = if lengths.len() >= 2 { name[lengths[0]..].trim() } else { name };
        if rest.is_empty() { name.to_owned() } else { rest.to_owned() }
    };
    names.iter().map(|name| cut(name)).collect()
}

/// About how wide a text is: letters of 14 px, half of that for Latin ones.
fn width(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_ascii() { 8.0 } else { 14.0 }).sum()
}

fn to_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn teams(names: &[&str]) -> Vec<(Uuid, String)> {
        names.iter().enumerate().map(|(at, name)| (Uuid::from_u128(at as u128), (*name).to_owned())).collect()
    }

    #[test]
    fn names_are_as_short_as_they_can_be() {
        let short = |names: &[&str]| labels(&teams(names));
        assert_eq!(short(&["SRE", "プロダクトA", "プロダクトB", "プロダクトC"]), ["SRE", "A", "B", "C"]);
        assert_eq!(short(&["SRE", "決済", "検索"]), ["SRE", "決済", "検索"]);
        assert_eq!(short(&["SRE", "Product", "Product B", "Product C"]), ["SRE", "Product", "B", "C"]);
    }

    #[test]
    fn who_went_right_is_above_and_who_has_not_met_is_named() {
        let teams = teams(&["SRE", "A", "B"]);
        let pair = |home: u128, host: u128, weeks, now| Pair {
            home: Uuid::from_u128(home),
            host: Uuid::from_u128(host),
            weeks,
            now,
        };
        let found = draw(&teams, &[pair(1, 0, 24, true), pair(0, 2, 12, false), pair(7, 0, 3, false)]);
        assert_eq!((found.arcs.len(), found.beyond.len()), (2, 1));
        assert!(found.arcs[0].path.contains(" 118A") && found.arcs[1].path.contains(" 88A"));
        assert_eq!(found.not_met, [("A".to_owned(), "B".to_owned())]);
        let lone = draw(&teams[..1], &[]);
        assert_eq!((lone.nodes.len(), lone.nodes[0].x), (1, 26.0));
    }
}
