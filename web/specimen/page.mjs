// The specimen: every new part on one sheet, in both languages. For looking at, and for the browser test.

const icon = (name, small = true) => `<svg class="icon${small ? " s" : ""}" aria-hidden="true"><use href="#i-${name}"/></svg>`;
const head = (at, id, title, note = "") =>
  `<div class="out head"><span class="at">${at}</span><span></span><div class="what"><h2 id="${id}">${title}</h2><span class="note">${note}</span></div></div>`;
const iso = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

export function rows(t, alerts) {
  return alerts.map(({ id, name, service, state }) => `<tr id="${id}" data-row class="${state}">
    <td class="at"><time datetime="2026-11-18T17:44:00Z" title="2026-11-19 02:44:00 JST">02:44</time></td><td class="mk">${icon(state === "silent" ? "mute" : "firing")}</td>
    <td class="ck"><label><input type="checkbox" name="pick" value="${id}" data-pick data-key="x" aria-label="${name}: ${t("えらぶ", "pick")}"></label></td>
    <th scope="row"><a class="title" href="#${id}">${name}</a> <span class="lb">${service}</span></th>
    <td class="num">5xx 4.1%</td><td class="st">${state === "silent" ? t("サイレンス", "silenced") : t("鳴っている", "firing")}</td><td class="ow">${t("プロダクトA", "Product A")}</td>
    <td class="num en"><time data-since="${iso(-28)}">28</time></td></tr>`).join("");
}

export function list(t, alerts) {
  return `<section id="alert-list" data-hold="still" aria-labelledby="al-h" hx-get="/list?lang=${t("ja", "en")}" hx-trigger="live:alerts from:body, live:incident:INC-214 from:body" hx-select="#alert-list" hx-swap="outerMorph">
  ${head(t("いま", "now"), "al-h", t("アラート", "Alerts"), `<span id="count">${alerts.length}</span>${t("件", " in all")}`)}
  <form id="picked" method="post" action="/picked"><div class="bulk" data-picks="${t("{n}件えらんでいる", "{n} picked")}"><b>${t("えらんだものに", "With the picked")}</b><button class="button small" data-key="i">${t("インシデントを開く", "Open an incident")} <kbd>I</kbd></button><button class="button bare small" type="button" data-unpick>${t("外す", "Clear")}</button></div>
  <table class="ledger"><thead><tr><th class="at">${t("から", "Since")}</th><td class="mk"></td><td class="ck"></td><th>${t("アラート", "Alert")}</th><th class="num">${t("いまの値", "Value now")}</th><th class="st">${t("状態", "State")}</th><th class="ow">${t("持ち主", "Owner")}</th><th class="num en">${t("続いている", "For")}</th></tr></thead>
  <tbody class="g" id="g1"><tr class="gh"><td class="at">${alerts.length}</td><td class="mk"><button type="button" class="tg" aria-expanded="true" aria-label="${t("決済 をたたむ", "Fold checkout")}"></button></td><td class="ck"><label><input type="checkbox" data-pick-group data-key="x" hidden aria-label="${t("決済 をまとめてえらぶ", "Pick the group checkout")}"></label></td><th colspan="4" scope="rowgroup">${t("決済APIで5xxが増え、注文の約3割が失敗", "Checkout API 5xx: 3 in 10 orders failing")} <span class="note">${t("呼び出し 1回", "1 page")}</span></th><td class="num en"><a href="#">${t("部屋へ", "Room")}</a></td></tr>
  ${rows(t, alerts)}</tbody></table></form>
  <label class="unseen" for="in-list">memo</label><input class="input" id="in-list" name="memo" value=""><details id="more"><summary>${t("見分けの札", "Labels")}</summary><p class="mts"><code>severity="page"</code><code>cluster="tokyo-3"</code></p></details>
  <nav class="pager" aria-label="${t("ページ", "Pages")}"><a href="#" rel="prev">← ${t("新しいもの", "Newer")}</a><a href="#" rel="next">${t("古いもの", "Older")} →</a><span class="note">11/18 09:12 – 11/19 03:12</span></nav></section>`;
}

function forms(t) {
  return `<section aria-labelledby="f-h">${head(".form", "f-h", t("書きこむ", "Forms"))}
  <form class="form" id="form" method="post" action="/form" data-submit-once><input type="hidden" name="csrf" value="x">
    <div class="refused" role="alert"><b>${t("1か所を直す", "One thing to mend")}</b><ul><li><a href="#f3">${t("終わりの日", "End date")}</a></li></ul></div>
    <p class="field wide"><label for="f1">${t("件名", "Title")} <span class="must">${t("要る", "required")}</span></label><input class="input" id="f1" name="title" value="${t("決済APIで5xxが増加", "Checkout API 5xx")}" required></p>
    <p class="field"><label for="f2">${t("深刻度", "Severity")}</label><select class="input" id="f2" name="sev"><option>SEV2 ${t("一部の利用者が使えない", "some users cannot use it")}</option></select><span class="hint">${t("あとで変えられる", "Can be changed later")}</span></p>
    <p class="field"><label for="f3">${t("終わりの日", "End date")}</label><input class="input" id="f3" value="2026-10-01" aria-invalid="true" aria-describedby="f3w"><span class="why" id="f3w">${t("始まりの日 (10/5) よりあとの日にする", "Choose a day after the start (5 Oct)")}</span></p>
    <p class="field wide"><label for="f4">${t("いま分かること", "What is known")}</label><textarea class="input" id="f4" rows="3"></textarea></p>
    <fieldset class="part"><legend>${t("だれに知らせるか", "Who is told")}</legend>
      <fieldset><legend>${t("役割", "Role")}</legend><div class="choices"><label class="choice"><input type="radio" name="r" checked><span>${t("メンバー", "Member")}<span class="hint">${t("自分のチームのものを直せる", "May change what the team owns")}</span></span></label><label class="choice"><input type="radio" name="r"><span>${t("読むだけ", "Read only")}</span></label><label class="choice"><input type="radio" name="r" disabled><span>${t("管理", "Admin")}<span class="hint">${t("あなたには選べない", "Not yours to give")}</span></span></label></div></fieldset>
      <fieldset><legend>${t("届け先", "By")}</legend><div class="choices row"><label class="choice"><input type="checkbox" checked><span>Slack</span></label><label class="choice"><input type="checkbox"><span>${t("メール", "Mail")}</span></label></div></fieldset>
    </fieldset>
    <div class="foot"><button class="button main">${t("インシデントを開く", "Open the incident")} <kbd>⌘↵</kbd></button><a class="button bare" href="#">${t("やめる", "Leave it")}</a><span class="note end">${t("開くと 3人に知らせる", "3 people are told")}</span></div>
  </form></section>`;
}

function parts(t) {
  return `<section aria-labelledby="d-h">${head(".defs", "d-h", t("この配送", "This delivery"))}
  <dl class="defs"><div><dt>${t("宛先", "To")}</dt><dd><code>https://hooks.example.internal/ryugaku</code></dd></div><div><dt>${t("出来事", "Event")}</dt><dd>incident.opened <span class="sub">${t("台帳 124番", "ledger 124")}</span></dd></div><div><dt>${t("最後の答え", "Last answer")}</dt><dd><span class="state care">${icon("no", false)}503</span></dd></div></dl></section>
  <section aria-labelledby="w-h">${head(t("配送", "sent"), "w-h", t("配送の記録", "Deliveries"))}
  <table class="ledger"><thead><tr><td class="at"></td><td class="mk"></td><th>${t("出来事", "Event")}</th><th class="num">${t("答え", "Answer")}</th><th class="st">${t("状態", "State")}</th><td class="ac"></td></tr></thead><tbody>
  <tr><td class="at">03:12</td><td class="mk">${icon("no")}</td><th scope="row"><a class="title" href="#">incident.opened</a> <span class="lb">INC-214</span></th><td class="num" data-head="${t("答え", "Answer")}">503</td><td class="st">${t("3回目、あと 5回", "3rd try, 5 left")}</td><td class="ac"><form method="post"><button class="button small">${t("もう一度送る", "Send again")}</button></form></td></tr>
  <tr><td class="at">03:10</td><td class="mk">${icon("yes")}</td><th scope="row"><a class="title" href="#">alert.acknowledged</a></th><td class="num" data-head="${t("答え", "Answer")}">204</td><td class="st">${t("届いた", "delivered")}</td><td class="ac"></td></tr></tbody></table>
  <details><summary>${t("送った中身", "What was sent")}</summary><pre tabindex="0"><code>{ "type": "incident.opened", "timestamp": "2026-11-18T18:12:00Z", "data": { "incident": "INC-214" } }</code></pre></details></section>
  <section aria-labelledby="p-h">${head(t("4人", "4"), "p-h", t("チームの人", "People"))}
  <ul class="people"><li><span class="seal me" aria-hidden="true">水</span><span><a class="name" href="#">${t("水野 遥", "Mizuno Haruka")}</a><span class="sub">haruka@example.com</span></span><span class="badge">${t("管理", "admin")}</span><span class="acts"></span></li>
  <li><span class="seal" aria-hidden="true">佐</span><span><a class="name" href="#">${t("佐伯 真", "Saeki Makoto")}</a><span class="sub">${t("SRE · 2025-04 から", "SRE since Apr 2025")}</span></span><span class="badge">${t("メンバー", "member")}</span><span class="acts"><a class="button small" href="#">${t("引き継ぐ", "Hand over")}</a></span></li>
  <li class="gone"><span class="seal open" aria-hidden="true">古</span><span><a class="name" href="#">${t("古川 亮", "Furukawa Ryo")}</a><span class="sub">${t("10/31 に離れた", "left 31 Oct")}</span></span><span class="badge">${t("離れた", "left")}</span><span class="acts"></span></li></ul></section>
  <section aria-labelledby="s-h">${head(".secret", "s-h", t("鍵", "Key"))}
  <div class="secret"><code id="token">ryg_example_0123456789abcdefghijklmnopqrstuvwxyz</code><button class="button" type="button" data-copy="#token" data-copied="${t("写した", "Copied")}">${t("写す", "Copy")}</button><p class="note">${t("いまだけ見える。閉じると二度と出ない", "Shown now and never again")}</p></div>
  <div class="snippet"><pre tabindex="0" id="snip"><code><span class="ln">alerting:</span>\n<span class="ln">  alertmanagers:</span>\n<span class="ln">    - authorization: { credentials_file: <b>/etc/prometheus/ryugaku.key</b> }</span></code></pre></div>
  <p class="acts"><button class="button" type="button" data-copy="#snip" data-copied="${t("写した", "Copied")}" data-key="c"><span data-label>${t("写す", "Copy")}</span> <kbd>C</kbd></button></p></section>
  <section class="lost" aria-labelledby="l-h"><div class="out"><span class="at">404</span><span></span><div class="what"><h2 id="l-h">${t("ここには何もない", "Nothing is here")}</h2><p>${t("番号が違うか、あなたには見えないもの。", "The number is wrong, or it is not yours to see.")}</p><p class="acts"><a class="button" href="#">${t("今日へ戻る", "Back to today")}</a></p></div></div></section>`;
}

export function sheet(t, { alerts, sprite, position, theme }) {
  const lang = t("ja", "en");
  const go = (key, name, icon_, current) => `<li><a href="#${name}" data-go="${key}"${current ? ' aria-current="page"' : ""}>${icon(icon_, false)}<span class="label">${name}</span><span class="n">3</span></a></li>`;
  return `<!doctype html><html lang="${lang}"${theme ? ` data-theme="${theme}"` : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="csrf" content="token-of-the-page"><title>${t("部品", "Parts")} · Ryugaku</title><link rel="stylesheet" href="/assets/app.css"><script type="module" src="/assets/app.js"></script></head>
<body class="shell" data-position="${position}" data-keys="on" data-now="${iso(0)}" data-new="${t("新しいもの {n}件", "{n} new")}" data-offline="${t("つながっていない。見えているのは少し前のもの", "Not connected. What you see is a little old")}">
${sprite}<a class="skip" href="#main">${t("本文へ移動", "Skip to content")}</a>
<header class="top"><a class="brand" href="#">${icon("ryugaku", false)}Ryugaku</a><nav aria-label="${t("現在地", "You are here")}"><ol class="crumbs"><li>${t("部品", "Parts")}</li></ol></nav><button class="palette" type="button">${icon("search")}<span>${t("探す・操作する", "Find or do anything")}</span><kbd>⌘K</kbd></button><a class="lang" href="/${t("en", "")}" lang="${t("en", "ja")}">${t("English", "日本語")}</a><a class="who" href="#" aria-label="${t("水野 遥", "Mizuno Haruka")}"><span class="seal me" aria-hidden="true">${t("水", "M")}</span></a></header>
<nav class="side" id="side" aria-label="${t("主なページ", "Main")}"><ul>${go("t", t("今日", "Today"), "today")}</ul><h2>${t("応じる", "Respond")}</h2><ul>${go("i", t("インシデント", "Incidents"), "incident")}${go("a", t("アラート", "Alerts"), "alert", true)}</ul><a class="close" href="#main">${icon("no", false)}${t("閉じる", "Close")}</a></nav>
<main class="page" id="main" tabindex="-1"><p class="notice offline" id="offline" role="status" hidden></p><div class="columns"><div class="sheet">
<header class="opening"><div class="out"><span class="at">${t("応じる", "respond")}</span><span></span><div class="what page-title"><h1>${t("部品", "Parts")}</h1><span class="note">${t("新しい部品を一枚に", "the new parts on one sheet")}</span></div></div></header>
<section class="owed out" aria-label="${t("次の一手", "Next step")}"><p class="at" role="timer"><span class="due">${t("あと", "due in")}</span> <b><time data-until="${iso(3.8)}">3:48</time></b></p><span class="mark">${icon("next")}</span><div class="what"><span class="sev" data-sev="1">SEV1</span><b>${t("INC-214 の第2報を送る", "Send update 2 of INC-214")}</b><span class="note">${t("始まってから", "elapsed")} <time data-elapsed="${iso(-25.2)}">25:12</time></span><a class="button main small" href="#">${t("下書きを確かめる", "Check the draft")}</a></div></section>
<div class="notice"><b>${t("外形監視 probe-osaka から、14分届いていない。", "Nothing from probe-osaka for 14 min.")}</b><span>${t("ほかの4つは届いている。", "The other four arrive.")}</span><span class="acts"><a href="#">${t("受け口を調べる", "Check the intake")}</a></span></div>
<form class="filter" method="get" action="/list" role="search" aria-label="${t("しぼる", "Filter")}" hx-get="/list" hx-target="#alert-list" hx-select="#alert-list" hx-swap="outerMorph" hx-replace-url="true"><p class="field grow"><label for="q">${t("ことば", "Words")}</label><input class="input" id="q" name="q" type="search" data-filter data-key="/"></p><p class="field"><label for="state">${t("状態", "State")}</label><select class="input" id="state" name="state" data-autosubmit><option value="">${t("すべて", "All")}</option><option value="firing">${t("鳴っている", "Firing")}</option></select></p><button class="button">${t("しぼる", "Apply")}</button></form>
${list(t, alerts)}${forms(t)}${parts(t)}</div>
<aside class="aside stay"><section id="why" aria-labelledby="why-h"><h2 id="why-h">${t("なぜ届いたか", "Why it came")} <span class="note">HighErrorRate</span></h2><ol class="why"><li><span class="t">02:44:07</span>${icon("firing")}<span><b>${t("受け取った", "Received")}</b><span class="sub">${t("Prometheus tokyo-2 から", "from Prometheus tokyo-2")}</span></span></li><li><span class="t">02:44:07</span>${icon("map")}<span><b>${t("持ち主", "Owner")}</b><span class="sub">checkout-api</span></span></li></ol></section>
<section><h2>${t("確かめる", "Ask first")}</h2><form id="close" method="post" action="/close" data-confirm="#close-ask" data-submit-once><button class="button" name="how" value="now">${t("閉じる", "Close INC-214")}</button></form>
<dialog class="dialog" id="close-ask" aria-labelledby="close-h"><h2 id="close-h">${t("INC-214 を閉じる?", "Close INC-214?")}</h2><p>${t("チームに知らせる。7日のあいだ、また開ける。", "The team is told. It can be reopened for 7 days.")}</p><form method="dialog" class="acts"><button class="button" value="">${t("開けておく", "Keep it open")}</button><button class="button main" value="go">${t("閉じる", "Close it")}</button></form></dialog></section></aside></div>
<div class="toast" role="status" data-expires="6"><span>${t("第2報を送った。", "Update 2 sent.")}</span><form class="undo" method="post" action="/undo"><button>${t("10秒以内なら取り消せる", "Undo, for 10 s")}</button></form></div></main>
<nav class="thumbs" aria-label="${t("主なページ(下)", "Main, bottom")}"><a href="#">${icon("today", false)}${t("今日", "Today")}</a><a href="#" aria-current="page">${icon("alert", false)}${t("アラート", "Alerts")}</a><a href="#side">${icon("menu", false)}${t("メニュー", "Menu")}</a></nav>
<dialog id="palette" class="dialog palette-dialog" aria-label="${t("探す・操作する", "Find or do anything")}"><label class="unseen" for="pq">${t("探す", "Find")}</label><input class="input" id="pq" type="search" name="q" role="combobox" aria-controls="palette-list" aria-expanded="false" aria-autocomplete="list" autocomplete="off"><ul id="palette-list" role="listbox" class="options" aria-label="${t("候補", "Options")}"></ul><template id="palette-error"><li role="presentation">${t("答えが来ない。もう一度打つ", "No answer. Type again")}</li></template></dialog>
<dialog id="keys-help" class="dialog keys-dialog" aria-labelledby="kh"><h2 id="kh">${t("キー", "Keys")}</h2><dl class="key-list"><div><dt><kbd>⌘K</kbd></dt><dd>${t("探す・操作する", "Find or do")}</dd></div><div><dt><kbd>J</kbd> <kbd>K</kbd></dt><dd>${t("行を移る", "Move")}</dd></div><div><dt><kbd>G</kbd> <kbd>T</kbd></dt><dd>${t("今日", "Today")}</dd></div></dl><p class="acts"><button class="button" type="button" data-close>${t("閉じる", "Close")}</button></p></dialog>
</body></html>`;
}

export function signIn(t, { sprite, theme }) {
  return `<!doctype html><html lang="${t("ja", "en")}"${theme ? ` data-theme="${theme}"` : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${t("入る", "Sign in")} · Ryugaku</title><link rel="stylesheet" href="/assets/app.css"><script type="module" src="/assets/app.js"></script></head><body class="narrow">${sprite}
<header class="top"><a class="brand" href="/">${icon("ryugaku", false)}Ryugaku</a><a class="lang" href="?lang=en" lang="en">English</a></header>
<main class="page" id="main"><div class="sheet"><header class="opening"><div class="out"><span class="at"></span><span></span><div class="what page-title"><h1>${t("入る", "Sign in")}</h1></div></div></header>
<section><form class="form" method="post" data-submit-once><p class="field"><label for="mail">${t("メール", "Mail")}</label><input class="input" id="mail" type="email" autocomplete="username"></p><p class="field"><label for="pw">${t("パスワード", "Password")}</label><input class="input" id="pw" type="password" autocomplete="current-password" aria-invalid="true"><span class="why">${t("メールかパスワードが合わない", "Mail or password does not match")}</span></p><div class="foot"><button class="button main">${t("入る", "Sign in")}</button></div></form><p class="or">${t("または", "or")}</p><p class="acts"><a class="button" href="#">${t("会社のアカウントで入る", "Use the company account")}</a></p></section></div></main></body></html>`;
}
