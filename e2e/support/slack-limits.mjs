// Block Kit's documented limits (https://docs.slack.dev/reference/block-kit) for the blocks that are sent. Slack counts characters as
// JavaScript does.

/** Sentences about what Slack would refuse of a message's blocks, or of a view. */
export function beyondLimits(shown) {
  const wrong = [];
  const must = (holds, what) => holds || wrong.push(what);
  const blocks = Array.isArray(shown) ? shown : shown.blocks;
  must(blocks.length > 0 && blocks.length <= (Array.isArray(shown) ? 50 : 100), `${blocks.length} blocks`);
  if (shown.type === "modal") {
    for (const part of ["title", "submit", "close"]) plain(must, part, shown[part], 24);
    must(shown.private_metadata.length <= 3000, "a modal's context is too long");
  }
  for (const block of blocks) (BLOCKS[block.type] ?? ((must) => must(false, `no block of kind ${block.type} is sent`)))(must, block);
  const ids = blocks.flatMap(({ elements = [] }) => elements.map((element) => element.action_id)).filter(Boolean);
  must(new Set(ids).size === ids.length, "an action_id stands twice");
  return wrong;
}

const BLOCKS = {
  header: (must, { text }) => plain(must, "header", text, 150),
  divider: () => {},
  section: (must, { text, fields = [] }) => {
    must(text || fields.length > 0, "a section says nothing");
    must(fields.length <= 10, "over ten fields");
    if (text) mrkdwn(must, text, 3000);
    for (const field of fields) mrkdwn(must, field, 2000);
  },
  context: (must, { elements }) => {
    must(elements.length >= 1 && elements.length <= 10, `a context with ${elements.length} elements`);
    for (const element of elements) mrkdwn(must, element, 3000);
  },
  actions: (must, { elements }) => {
    // Slack takes 25; five are what stands in a line.
    must(elements.length >= 1 && elements.length <= 5, `actions with ${elements.length} elements`);
    for (const { text, value, action_id, url = "" } of elements) {
      plain(must, "button", text, 75);
      must(value.length <= 2000 && action_id.length <= 255 && url.length <= 3000, `what the button ${action_id} holds is too long`);
    }
  },
  input: (must, { label, hint, element }) => {
    plain(must, "label", label, 2000);
    if (hint) plain(must, "hint", hint, 2000);
    const { options, option_groups: groups, initial_option: chosen, initial_options: ticked = chosen ? [chosen] : [], initial_value: initial = "", max_length: most = 3000 } = element;
    must(most >= 1 && most <= 3000 && initial.length <= most, "a text is longer than its input");
    if (element.type === "plain_text_input") return;
    const most100 = (list) => list.length >= 1 && list.length <= 100;
    if (groups) must(element.type !== "checkboxes" && !options && most100(groups), `${groups.length} groups of options`);
    for (const { label } of groups ?? []) plain(must, "a group's label", label, 75);
    for (const list of groups?.map((group) => group.options) ?? [options ?? []]) {
      must(most100(list) && (element.type !== "checkboxes" || list.length <= 10), `${list.length} options`);
    }
    const all = groups?.flatMap((group) => group.options) ?? options ?? [];
    must(!element.initial_options || ticked.length > 0, "an empty list of chosen options");
    for (const { text, value } of all) {
      plain(must, "option", text, 75);
      must(value.length <= 150, `the option ${value} is too long`);
    }
    must(ticked.every((one) => all.some(({ value }) => value === one.value)), "a chosen option is none");
  },
};

function plain(must, what, text, most) {
  must(text?.type === "plain_text" && text.text.length >= 1 && text.text.length <= most, `${what}: ${JSON.stringify(text)}`);
}

function mrkdwn(must, text, most) {
  must(text?.type === "mrkdwn" && text.text.length >= 1 && text.text.length <= most, `a text of ${text?.text?.length} characters`);
}
