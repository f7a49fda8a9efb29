//! The pages of incidents: list, room, forms, and what the room's forms post.

mod circle;
mod deeds;
mod edit;
mod list;
mod merge;
mod new;
mod response;
mod room;
mod tabs;

use axum::Router;

use crate::app::App;
use crate::catalog::ServiceBrief;
use crate::door::Form;

/// Up to so many services are shown at once; of more, the products that have a chosen one are unfolded.
const AT_ONCE: usize = 40;

/// How many services of a product are chosen.
fn chosen(form: &Form, of_product: &[ServiceBrief]) -> usize {
    of_product.iter().filter(|service| form.has("services", &service.id.to_string())).count()
}

pub fn routes() -> Router<App> {
    list::routes()
        .merge(new::routes())
        .merge(room::routes())
        .merge(edit::routes())
        .merge(deeds::routes())
        .merge(response::routes())
        .merge(circle::routes())
        .merge(merge::routes())
}
