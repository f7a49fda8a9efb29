//! The templates there are: the program's own, as the company has made them its own, and the company's.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Lang, Outcome, Uuid};

use super::built_in::{self, BuiltIn};
use super::template::Template;
use super::template_store::{self, Kept};

/// All, the archived among them: the program's in its order, then the company's own, oldest first.
pub async fn all(q: &mut dyn Query, lang: Lang) -> Outcome<Vec<Template>> {
    let mut kept = template_store::all(q).await?;
    let mut all = Vec::new();
    for template in built_in::ALL {
        let at = kept.iter().position(|kept| kept.slug == template.slug);
        all.push(built(template, at.map(|at| kept.remove(at)), lang));
    }
    all.extend(kept.into_iter().filter_map(own));
    Ok(all)
}

/// Those from which an exchange may begin.
pub async fn open(q: &mut dyn Query, lang: Lang) -> Outcome<Vec<Template>> {
    let mut all = all(q, lang).await?;
    all.retain(|template| template.archived_at.is_none());
    Ok(all)
}

/// By its short name, also when it is archived: exchanges that began from it still ask its questions.
pub async fn find(q: &mut dyn Query, lang: Lang, slug: &str) -> Outcome<Template> {
    let kept = template_store::find(q, slug).await?;
    let found = match built_in::named(slug) {
        Some(template) => Some(built(template, kept, lang)),
        None => kept.and_then(own),
    };
    found.ok_or(Failure::NotFound("exchange_template"))
}

/// Short name and name of those with these keys that hold the company's own words.
pub async fn named_here(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<HashMap<Uuid, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let kept = template_store::all(q).await?.into_iter().filter(|kept| ids.contains(&kept.id));
    Ok(kept.filter_map(|kept| Some((kept.id, (kept.slug, kept.content?.name)))).collect())
}

fn built(template: &BuiltIn, kept: Option<Kept>, lang: Lang) -> Template {
    let (content, archived_at, version) =
        kept.map_or((None, None, 0), |kept| (kept.content, kept.archived_at, kept.version));
    Template {
        id: template.id(),
        slug: template.slug.into(),
        built_in: true,
        edited: content.is_some(),
        content: content.unwrap_or_else(|| template.content(lang)),
        archived_at,
        version,
    }
}

/// A row without content was one of the program's own that it no longer brings: there is nothing left to show.
fn own(kept: Kept) -> Option<Template> {
    Some(Template {
        id: kept.id,
        slug: kept.slug,
        content: kept.content?,
        built_in: false,
        edited: true,
        archived_at: kept.archived_at,
        version: kept.version,
    })
}
