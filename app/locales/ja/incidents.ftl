chosen-name-twice = 同じ名前の人が 2人以上いる。id で選ぶ
chosen-only-reads = この人は読むだけの権限。ほかの人を選ぶ
form-must = 必須

incident-new = インシデントを開く
incident-open-it = 開く
incident-edit = 編集する
incident-save = 保存する
incident-title = 件名
incident-severity = 深刻度
incident-status = 状態
incident-services = 影響のあるサービス
incident-services-chosen = { $of } のうち { $n }
incident-service = サービス
incident-team = チーム
incident-impact = 影響
incident-impact-hint = だれの何が動かないか。1行で
incident-impact-unknown = まだ書かれていない
incident-began = 発生
incident-began-hint = 空なら、アラートが鳴った時刻か、開いた時刻
incident-opened-at = 開始
incident-commander = 指揮官
incident-elapsed = 経過
incident-took = 解決まで
incident-until-resolved = 発生から解決まで
incident-nobody-yet = 未定
incident-now = いま
incident-words = 件名に含む語
incident-filter = 絞り込む
incident-any = すべて
incident-all = すべて見る
incident-going-on = 動いている
incident-past = 終わったもの
incident-open-count = { $n }件 動いている
incident-none-open = 動いているインシデントはない
incident-last-one = 前のものは
incident-none-ever = まだ 1つも開かれていない。アラートから、または手で開く
incident-none-found = この条件に合うインシデントはない
incident-from-alerts = このアラートをつないで開く
incident-over = 閉じた。残っている作業はない
incident-only-read = この画面は読める。動かすのはメンバーに頼む

incident-sev1-means = 多くの利用者が使えない
incident-sev2-means = 一部の利用者が使えない
incident-sev3-means = 使えるが、遅いか欠けている
incident-sev4-means = 利用者はまだ気づかない

incident-role-commander = 指揮官(IC)
incident-role-communications = 連絡担当
incident-role-scribe = 書記
incident-role-responder = 対応者
incident-role-commander-does = 全体を見て決め、役割を割り振る
incident-role-communications-does = 状況報告を書き、知らせるべき人に知らせる
incident-role-scribe-does = いつ何をして、何を決めたかを書き留める
incident-role-responder-does = 原因を探し、復旧させる

incident-circle-inside = 対応チーム
incident-circle-stakeholders = 関係者

incident-status-investigating = 調査中
incident-status-identified = 原因特定
incident-status-fixing = 復旧作業中
incident-status-monitoring = 様子見
incident-status-resolved = 解決
incident-status-closed = 閉じた
incident-status-unknown = 不明
incident-status-own-command = 「{ $status }」にするコマンドは別にある: ryugaku incident { $command } { $number }
incident-step-skipped = 省略
incident-status-and-severity = 状態と深刻度
incident-move = 状態・深刻度を変える
incident-set-status = 状態を変える
incident-set-severity = 深刻度を変える
incident-resolve-line = どう収束したか(任意)
incident-reopen = もう一度開く
incident-reason = 理由

incident-next = 次の一手
incident-next-since = この状態で
incident-next-command = 指揮を引き受ける
incident-next-command-why = 決める人がまだいない
incident-next-command-button = 引き受ける
incident-next-identified = 原因を突き止める
incident-next-identified-why = わかったら、原因特定へ進める
incident-next-identified-button = 原因がわかった
incident-next-fixing = 復旧をはじめる
incident-next-fixing-why = 手を入れはじめたら、復旧作業中へ進める
incident-next-fixing-button = 復旧をはじめた
incident-next-monitoring = 復旧させる
incident-next-monitoring-why = 手を入れ終えたら、様子見へ進める
incident-next-monitoring-button = 様子を見る
incident-next-resolve = 収束したら、解決にする
incident-next-resolve-why = 様子を見ている
incident-next-resolve-button = 解決にする
incident-next-follow-up = あとに残すタスクを書く
incident-next-follow-up-why = 解決した。同じことが起きないように
incident-next-follow-up-button = タスクを書く
incident-next-close = 閉じる
incident-next-close-why = 解決し、タスクも書いた
incident-next-close-button = 閉じる

incident-timeline = 時系列
incident-timeline-older = これより前の { $n }件は出していない。
incident-timeline-whole = すべて見る
incident-timeline-note = 新しい順。アラート、デプロイ、操作は自動で入る
incident-deployed = 直前のデプロイ
incident-say = 時系列に書く
incident-say-hint = 気づいたことを1行で
incident-write = 書く
incident-tab-all = すべて
incident-tab-state = 状態
incident-tab-notes = メモ
incident-tab-alerts = アラート
incident-tab-deploys = デプロイ
incident-tab-tasks = タスク
incident-tab-deeds = 操作
incident-quote-open = 「
incident-quote-close = 」
incident-by-operator = コマンドライン
incident-by-itself = 自動

incident-event-opened = インシデントを開いた { $severity }
incident-event-opened-by-rule = 道すじの決まり { $rule } で開いた { $severity }
incident-event-alerts-linked = 決まり { $rule } に合うアラート { $linked }件をつないだ
incident-event-alerts-linked-some = 決まり { $rule } に合うアラート { $linked }件をつないだ。上限を超えた { $left }件はつないでいない
incident-event-status = 状態 { $from } → { $to }
incident-event-severity = 深刻度 { $from } → { $to }
incident-event-resolved = 状態 { $from } → 解決
incident-event-reopened = もう一度開いた。{ $to }から
incident-event-closed = 閉じた
incident-event-noted = 書いた
incident-event-redacted = メモを消した
incident-event-command-taken = { $name } が指揮を引き受けた
incident-event-command-given = 指揮を { $name } に渡した
incident-event-command-left = 指揮官が未定になった
incident-event-changed = { $fields }を変えた
incident-event-alert-linked = アラートをつないだ
incident-event-alert-unlinked = アラートを外した
incident-event-cleared = 鳴りやんだ
incident-event-lost = 送信が途切れた
incident-event-fired = 鳴った

incident-roles = 役割
incident-hand-over = ほかの人に渡す
incident-give-button = 渡す
incident-to-whom = だれに
incident-to-nobody = 未定にする
incident-alerts-services = アラートとサービス
incident-nothing-linked = まだ何もつながっていない
incident-alert-firing = 鳴っている
incident-alert-cleared = 鳴りやんだ
incident-alert-gone = いまの状態はわからない
incident-link = アラートをつなぐ
incident-link-what = アラートの URL かフィンガープリント(16桁)
incident-link-button = つなぐ
incident-unlink = 外す
incident-tasks = タスク
incident-task-add = 足す
incident-no-tasks = まだない

incident-redact = 消す
incident-redacted = 消したメモ
incident-redact-ask = このメモを消す?
incident-redact-then = 文は戻せない。書いた時刻と人は残る
incident-redact-yes = 消す
incident-redact-no = 残す
incident-resolve-ask = { $number } を解決にする?
incident-resolve-then = 経過の時計が止まる。あとでもう一度開ける
incident-resolve-yes = 解決にする
incident-resolve-no = 続ける
incident-close-ask = { $number } を閉じる?
incident-close-then = 一覧の「終わったもの」に残る。あとでもう一度開ける
incident-close-yes = 閉じる
incident-close-no = 開けておく

incident-key-status = 状態・深刻度
incident-key-command = 指揮を引き受ける・渡す
incident-key-task = タスクを足す
incident-key-alert = アラートをつなぐ

incident-opened-said = { $number } を開いた
incident-changed-said = { $number } を変えた
incident-status-said = 状態を{ $status }にした
incident-severity-said = 深刻度を { $severity } にした
incident-severity-asks-said = 深刻度を { $severity } にした。{ $asks }
incident-resolved-said = { $number } を解決にした
incident-reopened-said = { $number } をもう一度開いた
incident-closed-said = { $number } を閉じた
incident-redacted-said = メモを消した
incident-linked-said = アラートをつないだ
incident-unlinked-said = アラートを外した

incident-too-many = { $most }個までにする
incident-began-late = 開いた時刻より前にする
incident-began-early = 開いた時刻の 1年前よりあとにする
incident-is-resolved = すでに解決している。動かすには、もう一度開く
incident-is-closed = すでに閉じている。動かすには、もう一度開く
incident-is-open = まだ終わっていない
incident-same-status = すでにその状態になっている
incident-same-severity = すでにその深刻度になっている
incident-already-resolved = すでに解決している
incident-already-closed = すでに閉じている
incident-resolve-first = 閉じる前に、解決にする
incident-same-commander = 指揮官は変わっていない
incident-alerts-full = つなげるアラートは { $most }個まで
incident-alert-linked-already = そのアラートはすでにつながっている
incident-alert-unknown = このフィンガープリントのアラートは届いていない

event-incident-opened = { $thing } を開いた({ $severity ->
    [sev1] SEV1
    [sev2] SEV2
    [sev3] SEV3
   *[sev4] SEV4
})
event-incident-status_changed = { $thing } の状態を{ $to ->
    [investigating] 調査中
    [identified] 原因特定
    [fixing] 復旧作業中
   *[monitoring] 様子見
}にした
event-incident-severity_changed = { $thing } の深刻度を { $to ->
    [sev1] SEV1
    [sev2] SEV2
    [sev3] SEV3
   *[sev4] SEV4
} にした
event-incident-changed = { $thing } の内容を変えた
event-incident-resolved = { $thing } を解決にした
event-incident-reopened = { $thing } をもう一度開いた
event-incident-closed = { $thing } を閉じた
event-incident-noted = { $thing } に書いた
event-incident-command_taken = { $thing } の指揮を { $person } が引き受けた
event-incident-command_given = { $thing } の指揮を { $person } に渡した
event-incident-command_left = { $thing } の指揮官が未定になった
event-incident-alert_linked = { $thing } にアラート { $alert } をつないだ
event-incident-alerts_linked = { $thing } に、決まりに合うアラート { $linked }件をつないだ
event-incident-alert_unlinked = { $thing } からアラート { $alert } を外した
incident-field-title = 件名
incident-field-severity = 深刻度
incident-field-services = サービス
incident-field-impact = 影響
incident-field-call-url = 通話
incident-field-began-at = 発生時刻
