//! An OpenID Connect provider as the settings name it: authorization code with PKCE, nonce, and a state that only the
//! browser which began holds, in a sealed cookie. The library checks the ID token; by the real clock, as the provider does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJwsSigningAlgorithm as Alg,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError, TokenResponse,
};
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};
use ryugaku_web::{Outside, Reach, cookie};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::Url;

use crate::app::App;

const COOKIE: &str = "ryugaku_oidc";
/// A person may have to look for their second factor.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// What the provider says of itself is asked for anew after this, or when it has changed its keys.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Signatures by a key pair alone: a shared secret proves nothing to a third party, `none` proves nothing at all.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What the provider has said of itself.
#[derive(Default)]
pub struct Provider(Mutex<Option<(Time, CoreProviderMetadata)>>);

/// Who somebody is, as the provider vouches for it.
#[derive(Debug)]
pub struct Proof {
    pub issuer: String,
    pub subject: String,
    /// Only an address that the provider has verified.
    pub email: Option<String>,
}

#[derive(Deserialize, Default)]
pub struct Returned {
    code: Option<String>,
    state: Option<String>,
    /// Such as `access_denied`.
    error: Option<String>,
}

/// What the browser keeps while the person is at the provider.
#[derive(Serialize, Deserialize)]
struct Underway {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    at: i64,
}

pub fn is_set(app: &App) -> bool {
    let oidc = &app.config.oidc;
    oidc.issuer.is_some() && oidc.client_id.is_some()
}

/// Where to send the browser, and the cookie it must bring back.
pub async fn begin(app: &App, cx: &Cx, next: &str) -> Outcome<(Url, HeaderValue)> {
    let client = client(app, cx, false).await?;
    let random = || URL_SAFE_NO_PAD.encode(cx.chance.bytes::<32>());
    let underway =
        Underway { state: random(), nonce: random(), verifier: random(), next: next.to_owned(), at: cx.now().0 };
    let verifier = PkceCodeVerifier::new(underway.verifier.clone());
    let (state, nonce) = (underway.state.clone(), underway.nonce.clone());
    let (url, _, _) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || Nonce::new(nonce))
        .add_scope(Scope::new("email".into()))
        .add_scope(Scope::new("profile".into()))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .url();
    let plain = serde_json::to_vec(&underway).map_err(Failure::internal)?;
    let sealed = URL_SAFE_NO_PAD.encode(app.keys.seal("oidc", &plain, &cx.chance)?);
    Ok((url, cookie::set(COOKIE, &sealed, PATIENCE.as_secs(), app.config.is_https())))
}

/// The cookie has done its work, or is of no use.
pub fn forget(app: &App) -> HeaderValue {
    cookie::set(COOKIE, "", 0, app.config.is_https())
}

/// From what the provider sent the browser back with, to who it is and where they wanted to go.
pub async fn finish(app: &App, cx: &Cx, headers: &HeaderMap, returned: Returned) -> Outcome<(Proof, String)> {
    let underway = underway(app, cx, headers).filter(|underway| returned.state.as_ref() == Some(&underway.state));
    let underway = underway.ok_or_else(|| Failure::conflict("oidc-stale"))?;
    let code = match (returned.error, returned.code) {
        (None, Some(code)) => code,
        (error, _) => {
            tracing::info!(error = error.as_deref().unwrap_or("no code"), "the OpenID provider let nobody in");
            return Err(Failure::conflict("oidc-denied"));
        }
    };
    let proof = prove(app, cx, code, underway.verifier, Nonce::new(underway.nonce)).await?;
    Ok((proof, underway.next))
}

fn underway(app: &App, cx: &Cx, headers: &HeaderMap) -> Option<Underway> {
    let sealed = URL_SAFE_NO_PAD.decode(cookie::get(headers, COOKIE)?).ok()?;
    let underway: Underway = serde_json::from_slice(&app.keys.open("oidc", &sealed).ok()?).ok()?;
    (cx.now().since(Time(underway.at)) < PATIENCE).then_some(underway)
}

async fn prove(app: &App, cx: &Cx, code: String, verifier: String, nonce: Nonce) -> Outcome<Proof> {
    let mut client = client(app, cx, false).await?;
    let http = http(&app.outside);
    let request = client.exchange_code(AuthorizationCode::new(code)).map_err(Failure::internal)?;
    let answer = request.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request_async(&http).await;
    let answer = answer.map_err(|error| refused("exchanging the code", &error))?;
    let mut claims = claims(&client, &answer, &nonce);
    let unknown_key = ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey);
    if claims.as_ref().is_err_and(|error| *error == unknown_key) {
        client = self::client(app, cx, true).await?;
        claims = self::claims(&client, &answer, &nonce);
    }
    let claims = claims.map_err(|error| refused("checking the ID token", &error))?;
    let mut email = claims.email().map(|email| (email.to_string(), claims.email_verified()));
    if email.is_none()
        && let Ok(request) = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()))
    {
        let info: Result<CoreUserInfoClaims, _> = request.request_async(&http).await;
        let info = info.map_err(|error| refused("asking for the address", &error))?;
        email = info.email().map(|email| (email.to_string(), info.email_verified()));
    }
    Ok(Proof {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        email: email.filter(|(_, verified)| *verified == Some(true)).map(|(email, _)| email),
    })
}

fn claims(
    client: &Client,
    answer: &CoreTokenResponse,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let other = |text: &str| ClaimsVerificationError::Other(text.to_owned());
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let token = answer.id_token().ok_or_else(|| other("no ID token"))?;
    let claims = token.claims(&verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(|error| other(&error.to_string()))?;
        let key = token.signing_key(&verifier).map_err(|error| other(&error.to_string()))?;
        let actual = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
        if actual.map_err(|error| other(&error.to_string()))? != *expected {
            return Err(other("the access token belongs to another ID token"));
        }
    }
    Ok(claims.clone())
}

async fn client(app: &App, cx: &Cx, anew: bool) -> Outcome<Client> {
    let oidc = &app.config.oidc;
    let (Some(_), Some(id)) = (&oidc.issuer, &oidc.client_id) else { return Err(Failure::NotFound("page")) };
    let metadata = metadata(app, cx, anew).await?;
    let by_form = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
        !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
            && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
    });
    let secret = oidc.client_secret.clone().map(ClientSecret::new);
    let back = app.config.public_url().join("/sign-in/oidc/callback").map_err(Failure::internal)?;
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(id.clone()), secret)
        .set_redirect_uri(RedirectUrl::from_url(back));
    Ok(if by_form { client.set_auth_type(AuthType::RequestBody) } else { client })
}

async fn metadata(app: &App, cx: &Cx, anew: bool) -> Outcome<CoreProviderMetadata> {
    let mut known = app.provider.0.lock().await;
    if let Some((at, metadata)) = &*known
        && !anew
        && cx.now().since(*at) < KNOWN_FOR
    {
        return Ok(metadata.clone());
    }
    let issuer = app.config.oidc.issuer.clone().ok_or(Failure::NotFound("page"))?;
    let issuer = IssuerUrl::new(issuer).map_err(|error| refused("reading oidc.issuer", &error))?;
    let http = http(&app.outside);
    let found = CoreProviderMetadata::discover_async(issuer, &http).await;
    let metadata = found.map_err(|error| refused("asking the provider about itself", &error))?;
    *known = Some((cx.now(), metadata.clone()));
    Ok(metadata)
}

/// The library's calls through our own client: to addresses from the settings, without redirects, with a time limit.
fn http(outside: &Outside) -> impl Fn(HttpRequest) -> BoxFuture + Send + Sync + use<> {
    let outside = outside.clone();
    move |request| {
        let outside = outside.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let url = parts.uri.to_string().parse::<Url>().map_err(Failure::internal)?;
            let reply = outside.call(parts.method, &url, parts.headers, body, Reach::Settings).await?;
            let mut response = HttpResponse::new(reply.body.to_vec());
            *response.status_mut() = http::StatusCode::from_u16(reply.status).map_err(Failure::internal)?;
            *response.headers_mut() = reply.headers;
            Ok(response)
        })
    }
}

type BoxFuture = std::pin::Pin<Box<dyn Future<Output = Outcome<HttpResponse>> + Send>>;

/// What the provider's answer lacks goes to the log, without the answer, which may hold tokens.
fn refused(deed: &'static str, error: &dyn std::error::Error) -> Failure {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    tracing::warn!(deed, error = text, "signing in with the OpenID provider failed");
    Failure::Unavailable { msg: Msg::new("oidc-away"), source: None }
}
