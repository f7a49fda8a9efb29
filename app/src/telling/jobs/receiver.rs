//! By a receiver's channel: as an alert where Alertmanager's form is expected, in our own, signed, or by e-mail.

use ryugaku_alerting::{Annotations, Labels};
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_web::Reply;

use super::{Came, came, mail, passing_http, passing_smtp};
use crate::app::App;
use crate::incidents::tell::About;
use crate::notices::{self, Content, To, Told};
use crate::receivers::Channel;
use crate::telling::letter::Letter;
use crate::telling::way::Telling;

pub async fn call(
    app: &App,
    cx: &Cx,
    telling: &Telling,
    id: Uuid,
    letter: &Letter,
    about: &About,
    (receiver, channel): (&str, Channel),
) -> Came {
    let passing = if channel.kind.is_webhook() { passing_http } else { passing_smtp };
    let answer = post(app, cx, telling, id, letter, about, (receiver, channel)).await;
    came(cx, &answer, passing)
}

async fn post(
    app: &App,
    cx: &Cx,
    telling: &Telling,
    id: Uuid,
    letter: &Letter,
    about: &About,
    (receiver, channel): (&str, Channel),
) -> Outcome<Reply> {
    let json = || letter.json(about, &telling.name, &telling.step, cx.now()).to_string().into_bytes();
    match notices::Way::open(app, channel)?.to {
        To::Signed { url, key } => notices::post_signed(app, cx, &url, &key, &format!("msg_{id}"), json()).await,
        To::Webhook { url, authorization } => {
            let body = notices::payload(&as_alert(letter, about), receiver, &app.config.public_url());
            notices::post(app, &url, &authorization, body).await
        }
        To::Email(to) => mail::send(app, cx, telling, id, letter, &to).await,
    }
}

/// One that fires while the incident goes on.
fn as_alert(letter: &Letter, about: &About) -> Content {
    let incident = &about.shown.incident;
    let number = about.shown.number();
    let group_labels = Labels::new([("alertname", "RyugakuIncident"), ("incident", number.as_str())]);
    let all = [("alertname", "RyugakuIncident"), ("incident", &number), ("severity", incident.severity.name())];
    let labels = Labels::new(all);
    let annotations = [("summary", letter.subject.as_str()), ("description", &letter.opening)];
    let told = Told {
        fingerprint: labels.fingerprint(),
        annotations: Annotations::new(annotations),
        generator_url: Some(letter.url.as_str().into()),
        starts_at: incident.began_at,
        ended_at: incident.resolved_at(),
        owner: None,
        runbook: None,
        labels,
    };
    Content {
        group_key: ryugaku_routing::group_key("{}", &group_labels),
        group_labels,
        alerts: vec![told],
        truncated: 0,
    }
}
