//! A deploy: as somebody tells of it, and as it is kept.

use jiff::SignedDuration;
use ryugaku_kernel::{FieldError, Msg, Time, Uuid, id_type};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::catalog::{ServiceBrief, is_web_address};

id_type!(
    /// A deploy's key in the database.
    DeployId
);

/// Of a service or of a whole product: one of the two is named.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewDeployJson)]
pub struct NewDeploy {
    /// The service's short name.
    pub service: Option<String>,
    /// The product's short name: all its services were deployed together.
    pub product: Option<String>,
    pub version: String,
    /// `production` if absent.
    pub environment: Option<String>,
    /// The commit.
    pub revision: Option<String>,
    /// Where more about it stands: http or https.
    pub url: Option<String>,
    /// Who deployed it.
    pub who: Option<String>,
    /// When it was done; now if absent.
    pub at: Option<Time>,
    /// The sender's own name for it. Without one a deploy is known again by what it is of, environment, version, revision
    /// and `at`.
    pub id: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Deploy {
    pub id: DeployId,
    pub services: Vec<Uuid>,
    /// Where the product was named.
    pub product: Option<Uuid>,
    pub version: String,
    pub environment: String,
    pub revision: String,
    pub url: String,
    pub who: String,
    pub at: Time,
    pub recorded_at: Time,
    /// The same for what is told again.
    pub sameness: String,
}

/// Letters of a commit that tell it from others.
const SHORT: usize = 10;

impl Deploy {
    pub fn short_revision(&self) -> String {
        self.revision.chars().take(SHORT).collect()
    }

    /// Where more about it stands, and what that is called: as the commit, else as the host.
    pub fn link(&self) -> Option<(String, String)> {
        let host = url::Url::parse(&self.url).ok()?.host_str()?.to_owned();
        let short = self.short_revision();
        Some((self.url.clone(), if short.is_empty() { host } else { short }))
    }
}

const USUAL_ENVIRONMENT: &str = "production";
const LONGEST: usize = 120;
/// In their order.
const FIELDS: [&str; 9] = ["service", "product", "version", "environment", "revision", "url", "who", "at", "id"];
/// Clocks differ by so much at most.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// Everything that is wrong with it, at once.
pub fn checked(new: NewDeploy, known: &[ServiceBrief], id: DeployId, now: Time) -> Result<Deploy, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let (services, product) = target(&new, known).unwrap_or_else(|error| {
        wrong.push(error);
        (Vec::new(), None)
    });
    let mut text = |field: &str, given: Option<String>| {
        let text = given.unwrap_or_default().trim().to_owned();
        if text.chars().any(char::is_control) {
            wrong.push(FieldError::new(field, Msg::new("failure-not-understood")));
        } else if text.chars().count() > LONGEST {
            wrong.push(FieldError::new(field, Msg::new("failure-too-long").with("most", LONGEST)));
        }
        text
    };
    let version = text("version", Some(new.version));
    let mut environment = text("environment", new.environment);
    let revision = text("revision", new.revision);
    let who = text("who", new.who);
    let own = text("id", new.id);
    let url = new.url.unwrap_or_default().trim().to_owned();
    if version.is_empty() {
        wrong.push(FieldError::new("version", Msg::new("failure-required")));
    }
    if environment.is_empty() {
        environment = USUAL_ENVIRONMENT.to_owned();
    }
    if !url.is_empty() && !is_web_address(&url) {
        wrong.push(FieldError::new("url", Msg::new("failure-url-not-http")));
    }
    let at = new.at.unwrap_or(now);
    if at > now.plus(AHEAD) {
        wrong.push(FieldError::new("at", Msg::new("deploy-ahead")));
    }
    if !wrong.is_empty() {
        wrong.sort_by_key(|error| FIELDS.iter().position(|field| *field == error.field));
        return Err(wrong);
    }
    let of = product.or(services.first().copied()).unwrap_or_default();
    let sameness = match own.is_empty() {
        true => format!("{of}\n{environment}\n{version}\n{revision}\n{}", at.0),
        false => format!("{of}\n{own}"),
    };
    Ok(Deploy { id, services, product, version, environment, revision, url, who, at, recorded_at: now, sameness })
}

/// The services it is of, and the product where that was named.
fn target(new: &NewDeploy, known: &[ServiceBrief]) -> Result<(Vec<Uuid>, Option<Uuid>), FieldError> {
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    match (given(&new.service), given(&new.product)) {
        (Some(slug), None) => match known.iter().find(|service| service.slug == slug) {
            Some(service) => Ok((vec![service.id], None)),
            None => Err(FieldError::new("service", Msg::new("failure-unknown"))),
        },
        (None, Some(slug)) => {
            let of: Vec<&ServiceBrief> = known.iter().filter(|service| service.product_slug == slug).collect();
            let product = of.first().map(|service| service.product_id);
            let product = product.ok_or_else(|| FieldError::new("product", Msg::new("deploy-product-unknown")))?;
            Ok((of.into_iter().map(|service| service.id).collect(), Some(product)))
        }
        _ => Err(FieldError::new("service", Msg::new("deploy-of-one"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_025_520_000_000);

    fn known() -> Vec<ServiceBrief> {
        let service = |number: u128, slug: &str| ServiceBrief {
            id: Uuid::from_u128(number),
            slug: slug.into(),
            name: slug.into(),
            product_id: Uuid::from_u128(9),
            product_slug: "shop".into(),
            product_name: "shop".into(),
            team_id: Uuid::nil(),
        };
        vec![service(1, "api"), service(2, "web")]
    }

    fn of(json: serde_json::Value) -> Result<Deploy, Vec<String>> {
        let deploy = checked(serde_json::from_value(json).unwrap(), &known(), DeployId(Uuid::nil()), NOW);
        deploy.map_err(|wrong| wrong.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn all_that_is_wrong_is_said() {
        let long = "x".repeat(121);
        let wrong = serde_json::json!({"service": "api", "product": "shop", "version": " ", "environment": long, "who": "a\nb",
            "url": "javascript:alert(1)", "at": "2126-01-01T00:00:00Z"});
        assert_eq!(of(wrong).unwrap_err(), ["service", "version", "environment", "url", "who", "at"]);
        assert_eq!(of(serde_json::json!({"service": "none", "version": "1"})).unwrap_err(), ["service"]);
        assert_eq!(of(serde_json::json!({"product": "none", "version": "1"})).unwrap_err(), ["product"]);
    }

    #[test]
    fn what_is_told_again_is_the_same() {
        let same = |json| of(json).unwrap().sameness;
        let plain = serde_json::json!({"service": "api", "version": "1", "at": "2026-11-18T00:00:00Z"});
        let full = serde_json::json!({"service": " api ", "version": "1", "at": "2026-11-18T09:00:00+09:00",
            "environment": "production", "who": "CI"});
        assert_eq!(same(plain), same(full));
        let named =
            |service: &str, version: &str| same(serde_json::json!({"service": service, "version": version, "id": "7"}));
        assert_eq!(named("api", "1"), named("api", "2"));
        assert_ne!(named("api", "1"), named("web", "1"));
        let whole = of(serde_json::json!({"product": "shop", "version": "1"})).unwrap();
        assert_eq!((whole.services.len(), whole.product), (2, Some(Uuid::from_u128(9))));
    }
}
