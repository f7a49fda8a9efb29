//! Block Kit's documented limits (<https://docs.slack.dev/reference/block-kit>), as Slack holds them against what it is sent.

use serde_json::Value;

/// All that is wrong with `blocks` or a `view`.
pub fn wrong_blocks(method: &str, field: &str, text: &str) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return vec![format!("{method}: {field} is no JSON")] };
    let mut wrong = Vec::new();
    let (blocks, most) = if field == "view" { (&value["blocks"], 100) } else { (&value, 50) };
    let Some(blocks) = blocks.as_array() else { return vec![format!("{method}: {field} has no blocks")] };
    if blocks.len() > most {
        wrong.push(format!("{} blocks", blocks.len()));
    }
    if field == "view" && value["type"] == "modal" {
        for part in ["title", "submit", "close"] {
            plain(&mut wrong, part, &value[part], 24);
        }
        if length(&value["private_metadata"]) > 3000 || length(&value["callback_id"]) > 255 {
            wrong.push("a modal's context is too long".into());
        }
    }
    let mut ids: Vec<&str> = Vec::new();
    for block in blocks {
        one(&mut wrong, block, &mut ids);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < count {
        wrong.push("an action_id stands twice".into());
    }
    wrong.into_iter().map(|what| format!("{method}: {field}: {what}")).collect()
}

fn one<'a>(wrong: &mut Vec<String>, block: &'a Value, ids: &mut Vec<&'a str>) {
    match block["type"].as_str().unwrap_or_default() {
        "header" => plain(wrong, "header", &block["text"], 150),
        "divider" => {}
        "section" => {
            let fields = block["fields"].as_array();
            if block["text"].is_null() && fields.is_none_or(Vec::is_empty) {
                wrong.push("a section says nothing".into());
            }
            if !block["text"].is_null() {
                mrkdwn(wrong, &block["text"], 3000);
            }
            if fields.is_some_and(|fields| fields.len() > 10) {
                wrong.push("over ten fields".into());
            }
            fields.into_iter().flatten().for_each(|field| mrkdwn(wrong, field, 2000));
        }
        "context" => {
            let elements = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
            if !(1..=10).contains(&elements.len()) {
                wrong.push("a context without, or with too many, elements".into());
            }
            elements.iter().for_each(|element| mrkdwn(wrong, element, 3000));
        }
        "actions" => {
            let elements = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
            if !(1..=25).contains(&elements.len()) {
                wrong.push("actions without, or with too many, elements".into());
            }
            for element in elements {
                plain(wrong, "button", &element["text"], 75);
                if length(&element["value"]) > 2000 || length(&element["action_id"]) > 255 {
                    wrong.push("a button's value is too long".into());
                }
                if !["null", "\"primary\"", "\"danger\""].contains(&element["style"].to_string().as_str()) {
                    wrong.push("a button of no style".into());
                }
                ids.extend(element["action_id"].as_str());
            }
        }
        "input" => input(wrong, block),
        other => wrong.push(format!("no block of kind {other:?} is sent")),
    }
}

fn input(wrong: &mut Vec<String>, block: &Value) {
    plain(wrong, "label", &block["label"], 2000);
    let element = &block["element"];
    match element["type"].as_str().unwrap_or_default() {
        "plain_text_input" => {
            let most = element["max_length"].as_u64().unwrap_or(3000);
            if !(1..=3000).contains(&most) || length(&element["initial_value"]) as u64 > most {
                wrong.push("a text is longer than its input".into());
            }
        }
        kind @ ("static_select" | "multi_static_select" | "checkboxes") => {
            let options = options(wrong, element, if kind == "checkboxes" { 10 } else { 100 });
            for option in &options {
                plain(wrong, "option", &option["text"], 75);
                if length(&option["value"]) > 150 {
                    wrong.push("an option's value is too long".into());
                }
            }
            let several = element["initial_options"].as_array();
            if several.is_some_and(Vec::is_empty) {
                wrong.push("an empty list of chosen options".into());
            }
            let initial = std::iter::once(&element["initial_option"]).filter(|one| !one.is_null());
            if initial.chain(several.into_iter().flatten()).any(|one| !options.contains(&one)) {
                wrong.push("a chosen option is none".into());
            }
        }
        other => wrong.push(format!("no input of kind {other:?} is sent")),
    }
}

/// All that can be chosen: in one list, or in groups of such.
fn options<'a>(wrong: &mut Vec<String>, element: &'a Value, most: usize) -> Vec<&'a Value> {
    let mut lists = vec![&element["options"]];
    if let Some(groups) = element["option_groups"].as_array() {
        let is_box = element["type"] == "checkboxes";
        if is_box || !element["options"].is_null() || !(1..=100).contains(&groups.len()) {
            wrong.push(format!("{} groups of options", groups.len()));
        }
        groups.iter().for_each(|group| plain(wrong, "a group's label", &group["label"], 75));
        lists = groups.iter().map(|group| &group["options"]).collect();
    }
    let mut all = Vec::new();
    for list in lists {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        if !(1..=most).contains(&list.len()) {
            wrong.push(format!("{} options", list.len()));
        }
        all.extend(list);
    }
    all
}

fn plain(wrong: &mut Vec<String>, what: &str, text: &Value, most: usize) {
    if text["type"] != "plain_text" || !(1..=most).contains(&length(&text["text"])) {
        wrong.push(format!("{what}: {text}"));
    }
}

fn mrkdwn(wrong: &mut Vec<String>, text: &Value, most: usize) {
    if text["type"] != "mrkdwn" || !(1..=most).contains(&length(&text["text"])) {
        wrong.push(format!("a text of {} characters, or of no kind", length(&text["text"])));
    }
}

/// As JavaScript counts.
fn length(value: &Value) -> usize {
    value.as_str().unwrap_or_default().encode_utf16().count()
}
