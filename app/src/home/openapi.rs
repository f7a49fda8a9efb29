//! The description of the API, made whole: how to sign in, what the tags mean, and for every operation the problems that
//! any request may meet. What an operation does and takes stands beside its handler.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr};

const PROBLEM: &str = "application/problem+json";

/// Of the tags that operations use; one that is not here is shown without words.
const TAGS: &[(&str, &str)] = &[
    ("teams", "Teams: one home team a person at a time"),
    ("people", "People, and who is in which team since when"),
    ("products", "Products, owned by teams"),
    ("services", "Services, of which products consist"),
    ("alerts", "Alerts that have come in"),
    ("routing", "Who hears of which alert: the tree of routes, in versions"),
    ("questions", "Whether to open an incident: what rules of the routes ask first"),
    ("silences", "Silences: what is not to be told of, and until when"),
    ("maintenance", "Maintenance windows, once or every week"),
    ("intake", "Where senders deliver"),
    ("integrations", "Sources of alerts, and what to paste there"),
    ("deploys", "Deploys: what was put where and when, as CI, a script or a person says"),
    ("incidents", "Incidents, from opening to closing"),
    ("drills", "Drills: scenarios, the clock of a practice incident, its debrief"),
    ("figures", "Incidents by month and team: counts, what came in time, how long things took"),
    ("postmortems", "Post-mortems: drafted from the facts of an incident, reviewed, published"),
    (
        "status_page",
        "The status page: what others are told of incidents and of planned work, drafted before it is published",
    ),
    ("severity_policy", "What each severity asks for: roles, status updates, who must know, in versions"),
    ("tasks", "Reliability tasks"),
    ("needs", "What teams need from SRE"),
    ("discussions", "Discussions about SRE"),
    ("feedback", "Feedback on exchanges, for the readers its writer chose"),
    ("offers", "What teams can host"),
    ("wishes", "What people want to learn with another team"),
    ("matches", "Offers and wishes that fit each other, and why"),
    ("exchange-templates", "What an exchange begins from"),
    ("exchange-limits", "How much of the exchange there may be at once"),
    ("learnings", "Learnings, and what each team has made of them"),
    ("events", "The ledger, followed by position"),
    ("webhooks", "Outgoing webhooks"),
    ("jobs", "Work after the commit"),
    ("tokens", "API tokens"),
    ("sessions", "Signed-in browsers"),
    ("sign-in", "Signing in"),
    ("organisation", "Name, zone, language, holidays"),
    ("settings", "Settings"),
    ("programme", "What the SRE team does, and how to ask it"),
    ("exchanges", "Exchanges: who studies where, what for, and what was agreed"),
    ("activities", "The diary of an exchange, and what came of it"),
    ("plan", "What is planned in an exchange"),
    ("me", "One’s own settings"),
];

/// What may come of any request, apart from what an operation says itself.
const PROBLEMS: [(&str, &str); 7] = [
    ("400", "The request cannot be read"),
    ("401", "Sign in first, or the token is wrong"),
    ("403", "Not allowed"),
    ("404", "There is no such thing, or you may not see it"),
    ("422", "Something in it is refused; `errors` says what"),
    ("429", "Too much at once; `Retry-After` says when to come again"),
    ("503", "The database does not answer; `Retry-After` says when to come again"),
];

pub fn finish(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_with(Components::new);
    for (name, scheme, words) in [
        ("bearer", HttpAuthScheme::Bearer, "A token from `ryugaku token create` or Settings, Tokens"),
        (
            "basic",
            HttpAuthScheme::Basic,
            "Any user name, and the token as the password: for what cannot send a bearer token",
        ),
    ] {
        let http = HttpBuilder::new().scheme(scheme).description(Some(words)).build();
        components.security_schemes.insert(name.to_owned(), RefOr::T(SecurityScheme::Http(http)));
    }
    let none: [&str; 0] = [];
    document.security = Some(["bearer", "basic"].map(|name| SecurityRequirement::new(name, none)).into());
    let mut used = std::collections::BTreeSet::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            used.extend(operation.tags.iter().flatten().cloned());
            for (status, words) in PROBLEMS {
                let said = &operation.responses.responses;
                let by_range = status.starts_with('4') && said.contains_key("4XX");
                if !by_range && !said.contains_key(status) {
                    operation.responses.responses.insert(status.to_owned(), RefOr::T(problem(words)));
                }
            }
        }
    }
    let words = |tag: &str| TAGS.iter().find(|(name, _)| *name == tag).map(|(_, words)| *words);
    let tags = used.iter().map(|tag| TagBuilder::new().name(tag).description(words(tag)).build());
    document.tags = Some(tags.collect());
    document
}

fn problem(words: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(words).content(PROBLEM, content).build()
}

/// `get /api/v1/teams/{slug}` is `get_teams_by_slug`: one of a kind, and steady while handlers are renamed.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1").split('/').filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        Some(place) => format!("{id}_by_{place}"),
        None => format!("{id}_{}", word.replace(['-', '.'], "_")),
    })
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("delete", &mut item.delete),
        ("patch", &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_the_address() {
        assert_eq!(operation_id("get", "/api/v1/teams/{slug}"), "get_teams_by_slug");
        assert_eq!(operation_id("post", "/api/v1/sign-in-links"), "post_sign_in_links");
    }
}
