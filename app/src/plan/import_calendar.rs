//! Taking a calendar file as one's own, in place of the former one of the same name, and taking it away again.

use ryugaku_calendar::Zone;
use ryugaku_ical::{Reading, Refused, Window};
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::calendar::{self, Calendar, CalendarId, OwnTime, RefusedLine};
use super::calendar_store as store;

/// A file that was read and is not kept yet.
pub struct Read {
    name: String,
    reading: Reading,
    window: Window,
}

/// A calendar as it was read, and how many times it takes up.
pub struct Imported {
    pub calendar: Calendar,
    pub times: usize,
}

/// Entries that cannot be read are left out and named. A file of which nothing can be read is refused. A large one takes a
/// while: it is read before any transaction begins, and beside what answers requests. Days and floating times are read
/// in `zone`.
pub async fn read(cx: &Cx, name: &str, file: Vec<u8>, zone: Zone) -> Outcome<Read> {
    cx.require_person()?;
    let name = name.trim().to_owned();
    calendar::check_name(&name)?;
    let window = calendar::window(cx.now());
    let reading = tokio::task::spawn_blocking(move || ryugaku_ical::read(&file, &zone, window)).await;
    let reading = reading.map_err(Failure::internal)?.map_err(|whole| refused(&[whole]))?;
    if reading.entries == 0 {
        return Err(refused(&reading.refused));
    }
    Ok(Read { name, reading, window })
}

/// Keeps what was read; a dry run only says what would be kept.
pub async fn import(tx: &mut Tx, cx: &Cx, read: Read, dry_run: bool) -> Outcome<Imported> {
    let me = cx.require_person()?;
    let Read { name, reading, window } = read;
    let before = store::of_person(tx, me).await?;
    let former = before.iter().find(|calendar| calendar.name == name).map(|calendar| calendar.id);
    if former.is_none() && before.len() as i64 >= calendar::MOST {
        return Err(Failure::Conflict(Msg::new("calendar-too-many").with("most", calendar::MOST)));
    }
    let times: Vec<OwnTime> = reading.events.into_iter().map(OwnTime::from).collect();
    let line = |refused: Refused| RefusedLine { line: refused.line, uid: refused.uid, why: refused.why };
    let calendar = Calendar {
        id: CalendarId(cx.new_id()),
        person: me,
        name,
        imported_at: cx.now(),
        from: window.from,
        until: window.until,
        entries: count(reading.entries),
        passed: count(reading.passed),
        refused: reading.refused.into_iter().map(line).collect(),
    };
    let imported = Imported { calendar, times: times.len() };
    if dry_run {
        return Ok(imported);
    }
    if let Some(former) = former {
        store::remove(tx, former).await?;
    }
    let calendar = &imported.calendar;
    store::insert(tx, calendar).await?;
    store::insert_times(tx, calendar, &times).await?;
    // Not even the name: it may say what one would rather not.
    let event = NewEvent::of("calendar.imported").about("calendar", calendar.id).about("person", me);
    let event = event.fact("entries", calendar.entries).fact("refused", count(calendar.refused.len()));
    tx.record(cx, event.only(Vec::new(), vec![me]));
    Ok(imported)
}

/// Its times are gone at once.
pub async fn remove(tx: &mut Tx, cx: &Cx, id: CalendarId) -> Outcome<Calendar> {
    let me = cx.require_person()?;
    let own = store::of_person(tx, me).await?;
    let calendar = own.into_iter().find(|calendar| calendar.id == id).ok_or(Failure::NotFound("calendar"))?;
    store::remove(tx, id).await?;
    let event = NewEvent::of("calendar.removed").about("calendar", id).about("person", me);
    tx.record(cx, event.only(Vec::new(), vec![me]));
    Ok(calendar)
}

/// One's own calendars, the latest first.
pub async fn own(q: &mut dyn ryugaku_db::Query, cx: &Cx) -> Outcome<Vec<Calendar>> {
    let me = cx.require_person()?;
    store::of_person(q, me).await
}

fn refused(lines: &[Refused]) -> Failure {
    let error = |line: &Refused| FieldError::new(format!("line {}", line.line), line.why.clone());
    Failure::Invalid(lines.iter().map(error).collect())
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
