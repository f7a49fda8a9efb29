//! Signs in as a browser without script would: opens the one-time link, and posts the form that it shows.

use anyhow::{Context, bail};
use ureq::Agent;
use ureq::http::Response;

/// A client that follows nothing by itself and takes every status as an answer.
pub fn client() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
    config.proxy(None).build().into()
}

/// The value of the `Cookie` header of the new session.
pub fn sign_in(client: &Agent, address: &str, link: &str) -> anyhow::Result<String> {
    let mut shown = client.get(link).header("accept", "text/html").call().context("opening the sign-in link")?;
    let mut cookies = cookies(&shown);
    let page = shown.body_mut().read_to_string()?;
    let form = form(&page).with_context(|| format!("no form behind the sign-in link: {}", shown.status()))?;
    let action = match form.action.as_deref() {
        Some(path) if path.starts_with('/') => format!("{address}{path}"),
        Some(full) if full.starts_with("http") => full.to_owned(),
        _ => link.to_owned(),
    };
    let mut post = client.post(action).header("origin", address).header("sec-fetch-site", "same-origin");
    if !cookies.is_empty() {
        post = post.header("cookie", cookies.join("; "));
    }
    let answer = post.send_form(form.fields).context("posting the sign-in form")?;
    if answer.status().as_u16() >= 400 {
        bail!("the sign-in form was answered with {}", answer.status());
    }
    cookies.extend(self::cookies(&answer));
    if cookies.is_empty() {
        bail!("signing in set no cookie");
    }
    Ok(cookies.join("; "))
}

struct Form {
    action: Option<String>,
    fields: Vec<(String, String)>,
}

fn cookies<B>(answer: &Response<B>) -> Vec<String> {
    let set = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|value| value.split(';').next()).map(str::to_owned).collect()
}

/// The first form that posts, with the fields that come filled in.
fn form(page: &str) -> Option<Form> {
    let mut forms = page.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or(rest));
    let form = forms.find(|form| attribute(tag(form), "method").is_some_and(|m| m.eq_ignore_ascii_case("post")))?;
    let inputs = form.split("<input").skip(1).map(tag);
    let fields = inputs.filter_map(|input| {
        let filled = attribute(input, "value").unwrap_or_default();
        Some((attribute(input, "name")?, filled))
    });
    Some(Form { action: attribute(tag(form), "action"), fields: fields.collect() })
}

/// The inside of the tag that the text begins in.
fn tag(text: &str) -> &str {
    text.split('>').next().unwrap_or(text)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!(" {name}=\"");
    let value = tag.split_once(&start)?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_posting_form_is_found_with_its_fields() {
        let page = r#"<form method="get" action="/search"><input name="q"></form>
            <form class="x" method="post" action="/sign-in?a=1&amp;b=2"><input type="hidden" name="token" value="a&amp;b">
            <button>Go</button></form><input name="outside">"#;
        let form = form(page).unwrap();
        assert_eq!(form.action.as_deref(), Some("/sign-in?a=1&b=2"));
        assert_eq!(form.fields, [("token".to_owned(), "a&b".to_owned())]);
    }
}
