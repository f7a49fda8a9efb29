bot-errand-open = チャンネルを作る
bot-errand-summary = いまの様子を書く
bot-errand-pin = いまの様子をピン留めする
bot-errand-topic = トピックを書く
bot-errand-invite = 人を招く
bot-errand-put-out = 人を外す
bot-errand-tell = 起きたことを伝える
bot-errand-nudge = 次の一手を促す
bot-errand-archive = チャンネルをアーカイブする
bot-errand-unarchive = アーカイブしたチャンネルを戻す

bot-room-opening = 準備中
bot-room-open = 使える
bot-room-archived = アーカイブ済み
bot-room-gone = なくなった
bot-room-failed = 作れなかった

bot-step-waiting = 待っている
bot-step-done = 済んだ
bot-step-failed = できなかった
bot-step-skipped = しなかった

bot-trouble-scope = Slack アプリに権限「{ $scope }」がない。アプリの設定の OAuth & Permissions で足し、入れ直してから「もう一度」を押す
bot-trouble-gone = チャンネルがない。作り直せる
bot-trouble-token = { $chat } がトークンを受け付けない。設定 { $setting } を確かめる。直れば、待っているものは続きから進む
bot-trouble-restricted = ワークスペースの設定で、アプリには許されていない。管理者に頼む
bot-trouble-no-account = この人のメールアドレスのアカウントが Slack にない
bot-trouble-not-linked = この人は Matrix のアカウントを結び付けていない。自分のページの「チャット」でできる
bot-trouble-forbidden = ホームサーバーがボットの操作を許可しない。部屋の設定でボットの権限を元に戻すか、招き直してから「もう一度」を押す
bot-trouble-not-in = ボットがチャンネルにいない。そこで /invite @ryugaku と打って招いてから「もう一度」を押す
bot-trouble-not-in-room = ボットがチャンネルにいない。そこで /invite @ryugaku と打って招けば、できなかったことは自動で進む
bot-trouble-out-of-reach = { $chat } は返事をするが、この人を招けない。この人のホームサーバーが止まっているのかもしれない。あとで「もう一度」を押す。ほかの手順は進めた
bot-trouble-too-many = このあと1万件を超える発言が続き、送れたかどうかを確かめきれない。チャンネルを見て、なければ自分で書く
bot-trouble-name = 同じ名前のチャンネルが多すぎる
bot-trouble-over = もう要らなくなった
bot-trouble-away = { $chat } から返事がない。間隔をあけて試し直している
bot-trouble-limited = { $chat } に少し待つように言われた。続きから進む
bot-trouble-other = { $chat } の返事: { $code }

bot-socket-trouble = Socket Mode がつながらず、Slack から何も届かない({ $code })。{ $why }。{ $mend }
bot-socket-scope = slack.app_token のトークンに権限「{ $scope }」がない
bot-socket-kind = slack.app_token には xapp- で始まるトークンを書く。いまは別のものが書いてある
bot-socket-token = slack.app_token のトークンは使えない
bot-socket-disabled = アプリの設定で Socket Mode が切られている
bot-socket-other = Slack がこのトークンでの接続を受け付けない
bot-socket-make = アプリの設定の Basic Information → App-Level Tokens で connections:write の付いたトークンを作り、slack.app_token に書いて、サーバーを起動し直す
bot-socket-switch-on = 設定の Socket Mode を有効にすると、自動でつながる

bot-chat = チャット
bot-chat-none = チャンネルはない
bot-chat-make = チャンネルを作る
bot-chat-made-said = チャンネルを作り始めた
bot-chat-anew = チャンネルを作り直す
bot-chat-again = もう一度
bot-chat-again-said = もう一度試している
bot-chat-now = 待たずに試す
bot-chat-language = チャンネルの言語
bot-chat-language-set = 言語を変える
bot-chat-language-said = チャンネルの言語を変えた
bot-chat-steps = ボットがしたこと
bot-chat-counts = 済み { $done } · 待ち { $waiting } · できなかった { $failed }
bot-chat-next-at = 次は
bot-chat-tries = { $n }回目
bot-chat-again-missing = step・room・now のどれか 1つを付ける

bot-not-connected = チャットにつながっていない。設定 slack.bot_token か、matrix.homeserver と matrix.access_token を書く
bot-room-there = すでにチャンネルがある
bot-room-not-gone = チャンネルはまだある
bot-step-not-failed = その手順は失敗していない

bot-unknown-person = このアカウントのメールアドレス({ $email })の人が Ryugaku にいない。管理者に足してもらう
bot-no-address = Slack からあなたのメールアドレスを受け取れず、だれかわからない。管理者が Slack アプリの設定の OAuth & Permissions で権限「users:read.email」を足し、入れ直す
bot-other-workspace = あなたのアカウントは別の Slack ワークスペースのもの。受け付けるのは、このワークスペースの人だけ。中の人に頼む
bot-person-left = あなたのアカウントは Ryugaku では使えなくなっている。管理者に聞く
bot-not-linked = このアカウントがだれのものかわからない。{ $page } でコードを受け取り、ほかにだれもいない部屋でボットに伝える: !link コード
bot-linked-said = これからは { $name } として受け付ける。できることは !incident help
bot-link-alone = コードは、ほかにだれも読まない場所で伝える(ボットとの1対1の部屋)
bot-exchange-alone = 社内留学のことは、ボットとの1対1の部屋で扱う
bot-restricted-alone = 限定インシデントは、ボットとの1対1の部屋で開く。ここはほかの人も読む
bot-code-wrong = そのコードは知らないか、使われたか、古すぎる。新しいものを受け取る
bot-cannot-read = 暗号化された部屋は読めない。この部屋は暗号化していないので、ここで話す
bot-network-which = 複数のチャットにチャンネルがある。slack か matrix を選ぶ
bot-cannot-look-up = あなたがだれかを Slack に確かめられなかった({ $code })
bot-lacks-scope = Slack アプリに権限「{ $scope }」がない。管理者がアプリの設定の OAuth & Permissions で足し、入れ直す
bot-chat-away = Slack から返事がなかった
bot-too-slow = 時間がかかりすぎて、受け付けたかわからない。/incident で確かめてから、もう一度送る
bot-not-stored = 書き込めなかった
bot-not-taken = 受け付けていない: { $why }。もう一度送る
bot-taken-said = はじめに届いたときに受け付けた。もう一度送らなくてよい
bot-not-found = 見つからない
bot-stale = その間にほかの人が変えた。もう一度見てから送る
bot-no-room-here = このチャンネルはインシデントのものではない。INC-12 のように番号を先に書く
bot-restricted-say = 限定で開くには、深刻度と件名も続けて書く: { $sign }incident open sev2 restricted 件名
bot-say-severity = 深刻度も書く: open sev2 件名
bot-unknown-mention = そのアカウントがだれのものかわからない。Ryugaku にいる人なら、名前かメールアドレスを書く
bot-unknown-shortcut = 知らないショートカット: { $name }
bot-unknown-word = 「{ $word }」は知らない。使い方は { $sign }incident help
bot-status-which = 状態は次のどれか: { $all }
bot-role-which = 役割は次のどれか: { $all }
bot-language-which = ja か en

bot-none-open = いま続いているインシデントはない
bot-opened-said = { $number } を開いた。チャンネルを作っている
bot-severity-said = 深刻度を { $severity } にした
bot-title-said = 件名を「{ $title }」にした
bot-impact-said = 影響を書いた
bot-impact-which = 影響を続けて書く: impact 注文の3割が失敗している
bot-services-said = 影響を受けているサービス: { $all }
bot-services-none-said = 影響を受けているサービスはなくなった
bot-services-which = サービスの短い名前に、足すなら +、外すなら - を付ける: services +checkout -search
bot-service-unknown = 短い名前が { $name } のサービスはない
bot-similar-none = 似たインシデントは過去にない
bot-which-step = どの一手かを印で書く: { $all }
bot-no-step = いま、あてはまる一手はない
bot-note-said = 時系列に書いた
bot-not-collected = 時系列に書けなかった: { $why }。直ったら、もう一度 📌 を付ける
bot-task-said = { $number } を足した
bot-resolved-said = 解決にした
bot-postmortem-said = { $number } のポストモーテム: { $state }
bot-postmortem-draft = 文はページで書く。読んでもらえるようになったら、レビューに出す
bot-postmortem-review = レビューで気づいたことはページで直す。レビューを終えたら、公開する
bot-postmortem-published = 直すときは、ページで下書きに戻す
bot-postmortem-none = ポストモーテムはまだない。{ $sign }incident postmortem で下書きを作る
bot-postmortem-which = 次のどれか: postmortem、postmortem review、postmortem publish
bot-notice-ended-said = ステータスページのお知らせを終えた。購読者にもメールで届く
bot-closed-said = 閉じた。チャンネルは 7日後にアーカイブする
bot-reopened-said = もう一度開いた
bot-call-said = 通話のリンクを書いた
bot-language-said = このチャンネルの言語を{ $language ->
    [en] 英語
   *[ja] 日本語
}にした
bot-type-it = 続けて打つ: { $command }
bot-draft = 状況報告 { $number }の下書き。まだ送っていない
bot-draft-send = このまま送る

bot-services = サービス
bot-next = 次の一手
bot-late = 超過
bot-more = ほか { $n }件
bot-left-out = { $team }: 長くいる { $most }人を招いた。ほかに { $n }人いる
bot-call-join = 通話に入る
bot-open-page = ページを開く
bot-foot = 📌 を付けた発言は時系列に入る · 使い方は { $sign }incident help
bot-note = 時系列に書く
bot-task = タスクを足す
bot-nudge = { $step }

bot-form-open = インシデントを開く
bot-form-open-button = 開く
bot-form-severity-hint = 迷ったら重いほうにする。あとで変えられる
bot-form-services-hint = はじめの { $n }件が並ぶ。ほかのサービスは、コマンドに短い名前で書く: /incident open sev2 件名 +サービス
bot-form-boxes = 開き方
bot-form-practice = 訓練として開く。本番の障害ではない
bot-form-update = 状況報告
bot-form-update-button = 送る
bot-form-update-text = 文面
bot-form-note = 時系列に書く
bot-form-note-button = 書く
bot-form-note-text = メモ
bot-form-task = タスクを足す
bot-form-task-button = 足す
bot-form-task-title = すること
bot-form-task-detail = くわしく
bot-form-resolve = 解決にする
bot-form-resolve-button = 解決にする
bot-form-notice = お知らせを終える
bot-form-notice-button = 終える
bot-form-reason = 要らない理由
bot-form-reason-button = 記録する
bot-form-cancel = やめる
bot-no-form = 入力欄が開かなかったら、こう打つ: { $command }

bot-home = あなたを待っているもの
bot-home-incidents = インシデント
bot-home-no-incidents = あなたを待っているものはない
bot-home-tasks = タスク
bot-home-no-tasks = 受け持っているタスクはない
bot-home-exchange = 社内留学
bot-home-week = { $weeks }週のうち第{ $week }週

bot-link-title = チャット
bot-link-look = アカウントを結び付ける
bot-link-note = Slack はメールアドレスで結び付く。Matrix では、どのアカウントが自分のものかを一度だけ示す
bot-link-say = ボットとの1対1の部屋で、こう伝える
bot-link-until = 一度だけ使える。期限は
bot-link-account = あなたのアカウント
bot-link-since = 結び付けたのは
bot-link-none = まだない
bot-link-bot = ボット
bot-link-make = コードを作る
bot-link-unconnected = Matrix につながっていない。管理者が設定 matrix.homeserver と matrix.access_token を書く
bot-link-end = 結び付けをやめる
bot-unlinked-said = 結び付けをやめた

bot-help-title = { $sign }incident の使い方
bot-help-begin =
    開く
    • /incident ― 入力欄を開く
    • /incident open sev2 件名 +サービス ― すぐ開く。チャンネルができ、人が招かれる。サービスは短い名前で、いくつでも。省ける
    • /incident list ― 続いているもの
    • /incident drill sev2 件名 ― 訓練を始める
    • 発言のメニュー「インシデントを開く」― その発言から開く
bot-help-run =
    進める(インシデントのチャンネルで。ほかの場所では先に INC-12)
    • /incident(または next)― いまの様子と次の一手
    • /incident take 役割 · give 役割 @人 · leave 役割 ― 指揮官・連絡担当・書記・対応者
    • /incident status 状態 · severity sev1
    • /incident update ― 書きかけの状況報告を開く · update inside 文 ― 対応チームへ
    • /incident note 文 · task すること · call リンク
    • /incident impact 文 · title 件名 · services +checkout -search ― 影響、件名、影響を受けているサービスを書き直す
    • /incident similar ― 過去の似たインシデントと、どう収束したか
    • /incident skip 一手 理由 · later 一手 · told 一手 · need 一手 ― 要らない、10分延ばす、自分で知らせた、やはり要る。一手は role/scribe のような印で書く。促しに付くボタンでも同じ
    • 📌 を付けるかピン留めした発言は、時系列に入る
    • 発言のメニュー「時系列に入れる」「タスクにする」― その発言を時系列に、またはタスクに
    • /incident restrict · invite @人 · open-up ― 指定した人だけに限定し、非公開のチャンネルで進める。限定で開くときは open sev2 restricted 件名
    • /incident merge INC-5 ― ほかのインシデントに統合する。一度聞かれるので yes を足す
bot-help-end =
    終える
    • /incident resolve どう収束したか · close · reopen 理由
    • /incident end-notice 文 ― ステータスページのお知らせを、その文で終える。文を省くと入力欄を開く
    • /incident postmortem ― わかっていることから下書きを作る。もうあれば、いまの状態を見る · postmortem review ― レビューに出す · postmortem publish ― 公開する。文はページで書く
bot-help-else =
    ほか
    • /incident language en ― このチャンネルの言語 · help ― この一覧
    • ボットに話しかけても同じ: @ryugaku status 復旧作業中
    • /exchange help ― 社内留学と相談で打てること

bot-matrix-begin =
    開く
    • !incident open sev2 件名 +サービス ― すぐ開く。部屋ができ、人が招かれる。サービスは短い名前で、いくつでも。省ける
    • !incident drill sev2 件名 ― 訓練を始める
    • !incident list ― 続いているもの
bot-matrix-run =
    進める(インシデントの部屋で。ほかの場所では先に INC-12)
    • !incident(または next)― いまの様子と次の一手
    • !incident take 役割 · give 役割 @人:サーバー · leave 役割 ― 指揮官・連絡担当・書記・対応者
    • !incident status 状態 · severity sev1
    • !incident update ― 下書きを見せる。✅ でそのまま送る · update 文 ― 代わりにその文を送る · update inside 文 ― 対応チームへ
    • !incident note 文 · task すること · call リンク
    • !incident impact 文 · title 件名 · services +checkout -search ― 影響、件名、影響を受けているサービスを書き直す
    • !incident similar ― 過去の似たインシデントと、どう収束したか
    • !incident restrict · invite @人:サーバー · open-up ― 指定した人だけに限定し、別の部屋で進める。限定で開くときは、ボットとの1対1の部屋で open sev2 restricted 件名
    • !incident merge INC-5 ― ほかのインシデントに統合する。一度聞かれるので yes を足す
    • !incident skip 一手 理由 · later 一手 · told 一手 · need 一手 ― 要らない、10分延ばす、自分で知らせた、やはり要る。一手は role/scribe のような印で書く
    • ボットの発言にリアクションを付けると、横に書いてあることをする
    • 📌 のリアクションを付けるかピン留めした発言は、時系列に入る
    • 発言への返信で !incident task や !incident open sev2 と打つと、その発言の文を使う
bot-matrix-end =
    終える
    • !incident resolve どう収束したか · close · reopen 理由
    • !incident end-notice 文 ― ステータスページのお知らせを、その文で終える
    • !incident postmortem ― わかっていることから下書きを作る。もうあれば、いまの状態を見る · postmortem review ― レビューに出す · postmortem publish ― 公開する。文はページで書く
bot-matrix-else =
    ほか
    • !incident language en ― この部屋の言語 · help ― この一覧
    • ボットに話しかけても同じ: ryugaku: status 復旧作業中
    • ボットとの1対1の部屋で: !exchange help

bot-no-exchange = いま関わっている社内留学がない。EX-3 のように番号を先に書く
bot-diary-said = 日記に書いた
bot-aim-said = 「実現したいこと」のいまの値を書いた
bot-consult-said = 相談 { $number } を書いた({ $urgency }・{ $reach })。答えが付くのはここ: { $address }
bot-consult-which = 相談したいことを続けて書く: consult 急ぎ 一緒に しきい値の決め方
bot-aim-which = 「実現したいこと」の印と、いまの値を書く: aim g1 12
bot-unknown-exchange-word = 「{ $word }」は知らない。使い方は { $sign }exchange help
bot-exchange-foot = { $sign }exchange diary 今日したこと #g1 · 使い方は { $sign }exchange help
bot-exchange-help-title = { $sign }exchange の使い方
bot-exchange-help =
    • { $sign }exchange ― 自分の社内留学のいま
    • { $sign }exchange diary 今日したこと #g1 ― 日記に 1行。#g1 はその「実現したいこと」の証拠になり、リンクも書ける
    • { $sign }exchange aim g1 12 ― 「実現したいこと」のいまの値
    • { $sign }exchange consult 急ぎ 一緒に しきい値の決め方 ― SREへの相談。急ぎ・今週・いつでも、助言・一緒に・任せる は省ける。社内留学の外にいても使える
    • ほかの社内留学は番号を先に: { $sign }exchange EX-3 diary …
    • ボットに話しかけても同じ: @ryugaku exchange diary …

event-incident-collected = { $thing } にチャットの発言を入れた
event-incident-collected_anew = { $thing } に入れた発言が書き換えられた
event-incident-collected_no_more = { $thing } に入れた発言がチャットで消された
event-incident-joined = { $person } が { $thing } のチャンネルに入った
event-incident-channel_language_set = { $thing } のチャンネルの言語を{ $language ->
    [en] 英語
   *[ja] 日本語
}にした
event-incident-channel_begun = { $thing } のチャンネルを作り始めた
event-incident-channel_begun_anew = { $thing } のチャンネルを作り直し始めた
event-incident-channel_step_retried = { $thing } のチャンネルの、できなかった手順をもう一度試した
event-incident-channel_hurried = { $thing } のチャンネルで待っている手順を、待たずに試した
event-chat_account-code_made = { $thing } のチャットのアカウントを示すコードを作った
event-chat_account-linked = { $thing } にチャットのアカウントを結び付けた
event-chat_account-unlinked = { $thing } のチャットのアカウントの結び付けをやめた

incident-event-collected = { $name }の発言
incident-event-collected-unknown = チャットの発言
incident-event-collected-anew = 発言が書き換えられた
incident-event-collected-no-more = 発言がチャットで消された
incident-event-joined = { $name } がチャンネルに入った
incident-event-channel-begun = チャンネルを作り始めた
incident-event-channel-begun-anew = チャンネルを作り直し始めた
incident-event-channel-step-retried = チャンネルの、できなかった手順をもう一度試した
incident-event-channel-hurried = チャンネルで待っている手順を、待たずに試した
incident-event-channel-language = チャンネルの言語を{ $language ->
    [en] 英語
   *[ja] 日本語
}にした
