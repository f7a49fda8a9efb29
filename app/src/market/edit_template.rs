//! Making a template one's own: editing it, putting it back, adding one, archiving one. By the programme's owners.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::template::{self, Content, Template};
use super::template_store::{self, Kept};
use super::{built_in, owners, templates};

/// One of the company's own.
pub async fn add(tx: &mut Tx, cx: &Cx, slug: &str, content: Content) -> Outcome<Template> {
    owners::require(tx, cx).await?;
    let content = content.tidied();
    let errors =
        [template::check_slug(slug), template::check(&content)].into_iter().filter_map(|checked| match checked {
            Err(Failure::Invalid(errors)) => Some(errors),
            _ => None,
        });
    let errors: Vec<_> = errors.flatten().collect();
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    if templates::find(tx, cx.lang, slug).await.is_ok() {
        return Err(Failure::invalid("slug", "template-slug-taken"));
    }
    let mut kept = nothing(cx, slug);
    kept.content = Some(content);
    template_store::insert(tx, &kept).await?;
    told(tx, cx, "exchange_template.added", slug).await
}

/// Replaces all of it. `expected` is the version the writer has read.
pub async fn write(tx: &mut Tx, cx: &Cx, slug: &str, expected: Option<i64>, content: Content) -> Outcome<Template> {
    let content = content.tidied();
    let change = |kept: &mut Kept| {
        template::check(&content)?;
        kept.content = Some(content);
        Ok(())
    };
    changed(tx, cx, slug, expected, "exchange_template.changed", change).await
}

/// Back to the program's own words, in both languages.
pub async fn put_back(tx: &mut Tx, cx: &Cx, slug: &str, expected: Option<i64>) -> Outcome<Template> {
    let change = |kept: &mut Kept| {
        if built_in::named(slug).is_none() {
            return Err(Failure::conflict("template-not-built-in"));
        }
        kept.content = None;
        Ok(())
    };
    changed(tx, cx, slug, expected, "exchange_template.put_back", change).await
}

/// What is archived is offered no more; exchanges that began from it go on.
pub async fn set_archived(
    tx: &mut Tx,
    cx: &Cx,
    slug: &str,
    expected: Option<i64>,
    archived: bool,
) -> Outcome<Template> {
    let now = cx.now();
    let kind = if archived { "exchange_template.archived" } else { "exchange_template.restored" };
    let change = |kept: &mut Kept| {
        kept.archived_at = archived.then(|| kept.archived_at.unwrap_or(now));
        Ok(())
    };
    changed(tx, cx, slug, expected, kind, change).await
}

async fn changed(
    tx: &mut Tx,
    cx: &Cx,
    slug: &str,
    expected: Option<i64>,
    kind: &'static str,
    change: impl FnOnce(&mut Kept) -> Outcome<()> + Send,
) -> Outcome<Template> {
    owners::require(tx, cx).await?;
    let before = templates::find(tx, cx.lang, slug).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Failure::Stale);
    }
    let row = template_store::find(tx, slug).await?;
    let is_new = row.is_none();
    let mut kept = row.unwrap_or_else(|| nothing(cx, slug));
    change(&mut kept)?;
    (kept.changed_at, kept.changed_by) = (cx.now(), cx.who.person());
    if is_new {
        template_store::insert(tx, &kept).await?;
    } else {
        template_store::update(tx, &mut kept).await?;
    }
    told(tx, cx, kind, slug).await
}

/// A row that says nothing yet.
fn nothing(cx: &Cx, slug: &str) -> Kept {
    Kept {
        id: built_in::named(slug).map_or_else(|| cx.new_id(), built_in::BuiltIn::id),
        slug: slug.into(),
        content: None,
        archived_at: None,
        changed_at: cx.now(),
        changed_by: cx.who.person(),
        version: 1,
    }
}

async fn told(tx: &mut Tx, cx: &Cx, kind: &'static str, slug: &str) -> Outcome<Template> {
    let template = templates::find(tx, cx.lang, slug).await?;
    tx.record(cx, NewEvent::of(kind).about("exchange_template", template.id).fact("slug", slug));
    Ok(template)
}
