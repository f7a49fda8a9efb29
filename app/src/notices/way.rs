//! How one channel is reached, opened to send.

use ryugaku_kernel::{Failure, Lang, Outcome};
use url::Url;

use crate::app::App;
use crate::receivers::{self, Authorization, Channel, ChannelKind};

pub struct Way {
    /// 0: as many as a notice may hold.
    pub max_alerts: u32,
    /// `None`: the organisation's.
    pub language: Option<Lang>,
    pub to: To,
}

pub enum To {
    Webhook {
        url: Url,
        authorization: Authorization,
    },
    /// With the key in base64.
    Signed {
        url: Url,
        key: String,
    },
    Email(Vec<String>),
}

impl Way {
    pub fn open(app: &App, channel: Channel) -> Outcome<Self> {
        let Channel { kind, settings, sealed, .. } = channel;
        let target = sealed.map(|sealed| receivers::open(&app.keys, &sealed)).transpose()?;
        let to = match (kind, target) {
            (ChannelKind::Email, _) => To::Email(settings.to),
            (ChannelKind::Webhook, Some(target)) => {
                To::Webhook { url: target.url.parse().map_err(Failure::internal)?, authorization: target.authorization }
            }
            (ChannelKind::SignedWebhook, Some(target)) => {
                let url = target.url.parse().map_err(Failure::internal)?;
                To::Signed { url, key: target.signing_key.unwrap_or_default() }
            }
            (_, None) => return Err(Failure::internal("a webhook without a target")),
        };
        Ok(Self { max_alerts: settings.max_alerts, language: settings.language, to })
    }

    pub fn is_email(&self) -> bool {
        matches!(self.to, To::Email(_))
    }
}
