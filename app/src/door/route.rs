//! Handlers under one type.
//!
//! axum wraps every handler in a dozen layers that are generic in the handler's own type. Spelt out for each of some two
//! hundred handlers they were most of what the compiler did; behind [`Door`] they are spelt out once.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use utoipa::__dev::{SchemaReferences, Tags};
use utoipa::Path;
use utoipa_axum::PathItemExt;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::app::App;

/// What every handler that is a function gives.
type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

#[derive(Clone)]
pub struct Door(Arc<dyn Fn(Request, App) -> Answering + Send + Sync>);

impl Door {
    pub fn of<T: 'static>(handler: impl Handler<T, App, Future = Answering>) -> Self {
        Self(Arc::new(move |request, app| handler.clone().call(request, app)))
    }
}

impl Handler<(), App> for Door {
    type Future = Answering;

    fn call(self, request: Request, app: App) -> Answering {
        self.0(request, app)
    }
}

/// `.route("/teams", get(list).merge(post(found)))`
pub fn get<T: 'static>(handler: impl Handler<T, App, Future = Answering>) -> MethodRouter<App> {
    axum::routing::on(MethodFilter::GET, Door::of(handler))
}

pub fn post<T: 'static>(handler: impl Handler<T, App, Future = Answering>) -> MethodRouter<App> {
    axum::routing::on(MethodFilter::POST, Door::of(handler))
}

pub fn delete<T: 'static>(handler: impl Handler<T, App, Future = Answering>) -> MethodRouter<App> {
    axum::routing::on(MethodFilter::DELETE, Door::of(handler))
}

/// Handlers of one address with what their `#[utoipa::path]` says of them.
#[derive(Default)]
pub struct Described(UtoipaMethodRouter<App>);

impl Described {
    /// `P` is what the attribute made beside the handler.
    pub fn add<P: Path + SchemaReferences + for<'t> Tags<'t>>(&mut self, door: Door) {
        let (schemas, paths, router) = &mut self.0;
        let methods = P::methods();
        for method in &methods {
            *router = std::mem::take(router).on(method.to_method_filter(), door.clone());
        }
        P::schemas(schemas);
        let mut operation = P::operation();
        let tags = P::tags();
        if !tags.is_empty() {
            operation.tags.get_or_insert_default().extend(tags.iter().map(ToString::to_string));
        }
        paths.add_path_operation(P::path(), methods, operation);
    }

    pub fn routes(self) -> UtoipaMethodRouter<App> {
        self.0
    }
}

/// `routes!(list, add)`, for `OpenApiRouter::routes`: handlers of one address, each with its `#[utoipa::path]`.
macro_rules! routes {
    ($($handler:ident),+ $(,)?) => {
        utoipa_axum::paste! {{
            let mut described = $crate::door::Described::default();
            $(described.add::<[<__path_ $handler>]>($crate::door::Door::of($handler));)+
            described.routes()
        }}
    };
}
pub(crate) use routes;
