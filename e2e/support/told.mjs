// What two senders of Alertmanager's webhook have told, held against each other: for each notification of the one there is one
// of the other, of the same group, that says the same, at about the same time.

import { sorted } from "./watch.mjs";

/** Bodies as they came in at a receiver under a path, with what is compared of each. */
export function told(requests, prefix) {
  const ours = requests.filter(({ path }) => path.startsWith(prefix));
  return ours.map(({ at, path, body }) => {
    const said = JSON.parse(body);
    const alerts = (status) => said.alerts.filter((alert) => alert.status === status).map(name).sort();
    const [firing, resolved] = [alerts("firing"), alerts("resolved")];
    const group = `${path.slice(prefix.length)} ${said.groupKey}`;
    return { at, group, what: `${group} ${said.status} +[${firing}] -[${resolved}]`, said };
  });
}

/**
 * A sentence for each notification that only one has sent, and for each pair that says other things. What comes within the
 * tolerance of the end needs no counterpart: the other may be about to send it. Nor does a repetition just before a change:
 * each looks at its groups in its own time, and the other may have found the change where this one found what it had told.
 */
export function unlike([one, other], { names, tolerance, began, ended }) {
  const sentences = [];
  const rest = [...other];
  const early = ({ at }) => at < ended - tolerance;
  const excused = (notice, [mine, others]) => {
    const last = mine.findLast(({ at, group }) => group === notice.group && at < notice.at);
    const theirs = others.find(({ at, group }) => group === notice.group && Math.abs(at - notice.at) <= tolerance);
    return last?.what === notice.what && theirs !== undefined && theirs.what !== notice.what;
  };
  const seconds = (at) => `${((at - began) / 1000).toFixed(1)} s`;
  for (const notice of one) {
    const near = ({ at, what }) => what === notice.what && Math.abs(at - notice.at) <= tolerance;
    const found = rest.findIndex(near);
    if (found < 0) {
      if (early(notice) && !excused(notice, [one, other])) sentences.push(`only ${names[0]}, at ${seconds(notice.at)}: ${notice.what}`);
      continue;
    }
    const [pair] = rest.splice(found, 1);
    const [a, b] = [notice, pair].map(({ said }) => JSON.stringify(plain(said)));
    if (a !== b) sentences.push(`other words at ${seconds(notice.at)}:\n    ${names[0]}: ${a}\n    ${names[1]}: ${b}`);
    const ends = (said) => said.alerts.filter(({ status }) => status === "resolved").map(({ endsAt }) => Date.parse(endsAt));
    const [c, d] = [ends(notice.said).sort(), ends(pair.said).sort()];
    if (c.some((end, n) => Math.abs(end - d[n]) > tolerance)) sentences.push(`other ends: ${notice.what}: ${c} and ${d}`);
  }
  const alone = rest.filter(early).filter((notice) => !excused(notice, [other, one]));
  sentences.push(...alone.map(({ at, what }) => `only ${names[1]}, at ${seconds(at)}: ${what}`));
  return sentences;
}

const name = ({ labels }) => `${labels.alertname}/${labels.instance ?? ""}`;

/** Without what names the sender itself, or hangs on the moment. */
function plain({ version, receiver, status, groupKey, groupLabels, commonLabels, commonAnnotations, truncatedAlerts, alerts }) {
  const one = ({ status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint }) => ({
    status,
    labels: sorted(labels),
    annotations: sorted(annotations),
    startsAt: Date.parse(startsAt),
    endsAt: status === "firing" ? endsAt : "past",
    generatorURL,
    fingerprint,
  });
  const all = alerts.map(one).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const common = [groupLabels, commonLabels, commonAnnotations].map(sorted);
  return { version, receiver, status, groupKey, common, truncatedAlerts: truncatedAlerts ?? 0, alerts: all };
}
