//! What has come of the aims, in one sentence made from the facts.

use ryugaku_kernel::{Lang, Msg};

use super::aim_line::Standing;
use crate::words;

/// 「6つの約束。4つは進み、1つは測れず、1つはこれから」
pub fn headline(lang: Lang, standings: &[Standing]) -> String {
    let total = standings.len();
    let count = |standing: &Standing| standings.iter().filter(|one| *one == standing).count();
    let parts: Vec<(Standing, usize)> =
        Standing::ALL.into_iter().map(|one| (one, count(&one))).filter(|(_, n)| *n > 0).collect();
    let Some(((last, n), before)) = parts.split_last() else { return words::text(lang, "report-aims-none") };
    // One counter for the whole sentence: up to nine things 「つ」, then 「件」.
    let counted = |n: usize| {
        let key = if total < 10 { "report-n-few" } else { "report-n-many" };
        words::say(lang, &Msg::new(key).with("n", n))
    };
    let ended = words::text(lang, &format!("report-last-{}", last.name()));
    if before.is_empty() {
        let key = if total == 1 { "report-headline-one" } else { "report-headline-all" };
        return words::say(lang, &Msg::new(key).with("total", counted(total)).with("what", ended));
    }
    let part =
        |n: usize, what: String| words::say(lang, &Msg::new("report-part").with("n", counted(n)).with("what", what));
    let mut told: Vec<String> =
        before.iter().map(|(one, n)| part(*n, words::text(lang, &format!("report-mid-{}", one.name())))).collect();
    told.push(part(*n, ended));
    let parts = told.join(&words::text(lang, "report-comma"));
    words::say(lang, &Msg::new("report-headline").with("total", counted(total)).with("parts", parts))
}

#[cfg(test)]
mod tests {
    use Standing::{Ahead, Away, Dropped, Moving, Partly, Reached, Unmeasured};

    use super::*;

    #[test]
    fn the_facts_make_the_headline() {
        let drawn = [Moving, Moving, Moving, Unmeasured, Moving, Ahead];
        let many = [Reached; 12];
        let mixed: Vec<Standing> = many.into_iter().chain([Moving]).collect();
        for (standings, ja, en) in [
            (
                &drawn[..],
                "6つの約束。4つは進み、1つは測れず、1つはこれから",
                "6 promises: 4 moving, 1 not measured, 1 still ahead",
            ),
            (&[], "約束はまだ書かれていない", "No promise has been written yet"),
            (&[Moving], "1つの約束。進んでいる", "1 promise: moving"),
            (&[Unmeasured, Unmeasured], "2つの約束。どれもまだ測っていない", "2 promises: all not measured"),
            (
                &[Reached, Partly, Away, Dropped],
                "4つの約束。1つは果たし、1つは一部まで届き、1つは遠のき、1つは取り下げた",
                "4 promises: 1 reached, 1 partly reached, 1 farther off, 1 dropped",
            ),
            (&[Ahead, Moving], "2つの約束。1つは進み、1つはこれから", "2 promises: 1 moving, 1 still ahead"),
            (&many, "12件の約束。どれも果たした", "12 promises: all reached"),
            (&mixed, "13件の約束。12件は果たし、1件は進んでいる", "13 promises: 12 reached, 1 moving"),
        ] {
            assert_eq!((headline(Lang::Ja, standings).as_str(), headline(Lang::En, standings).as_str()), (ja, en));
        }
    }
}
