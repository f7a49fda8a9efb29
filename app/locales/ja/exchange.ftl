nav-exchanges = 社内留学
exchange-about = だれが、どこで、何を学んでいるか
exchange-new = 社内留学を始める
exchange-edit = 直す
exchange-save = 保存する
exchange-draft-it = 下書きを作る
exchange-of = { $name } の社内留学
exchange-number = 番号
exchange-who-where = だれが、どこへ
exchange-state = 状態
exchange-team = チーム
exchange-whose = だれの
exchange-mine = 自分が関わるもの
exchange-when = 期間
exchange-share = 勤務の割合
exchange-share-of = 勤務の { $share }%
exchange-share-long = 勤務の何 % を使うか
exchange-share-hint = 40 なら週2日。少しずつでよい
exchange-rhythm = いつ行くか(例: 火・木)
exchange-template = テンプレート
exchange-template-none = 使わない(白紙から)
exchange-template-hint = 実現したいこと、準備の一覧、フィードバックの質問、終わったあとのことが入る。あとからすべて変えられる
exchange-why = なぜ、このチームに、いま
exchange-why-hint = 決める人が読む。数行でよい
exchange-from = 始まりの日
exchange-until = 終わりの日
exchange-home-team = 所属チーム
exchange-host-team = 受け入れチーム
exchange-home-of-guest = 留学者のいまのチーム
exchange-choose-team = チームを選ぶ
exchange-none = 社内留学はまだない
exchange-none-next = だれかが 1つ目を始める
exchange-none-found = この条件に合う社内留学はない
exchange-all = すべて見る
exchange-nobody-yet = 未定
exchange-mid = 中間
exchange-week-n = { $n }週目
exchange-road = { $weeks }週のうち { $week }週目
exchange-road-weeks = { $weeks }週
exchange-manager-is = 責任者 { $name }
exchange-buddy-is = 受け入れ担当 { $name }
exchange-at-earliest = 早くて { $day }
exchange-came-of = もとになった募集と希望:
exchange-people = 関わる人
exchange-more = ほかの操作
exchange-reason = 理由
exchange-trail = 台帳で見る
exchange-do-it = 進める
exchange-to-it = 社内留学を見る

exchange-plan-open = 予定を開く
exchange-told = 伝える
exchange-report = 報告を読む
exchange-slides = スライド

exchange-state-draft = 下書き
exchange-state-proposed = 提案
exchange-state-agreed = 合意
exchange-state-preparing = 準備
exchange-state-active = 実施中
exchange-state-reviewing = 振り返り中
exchange-state-following-up = 継続交流
exchange-state-closed = 終了
exchange-state-declined = 見送り
exchange-state-cancelled = 中止
exchange-state-open = 終わっていないもの
exchange-paused = 休止中
exchange-guest-left = 留学者は組織を離れた
exchange-guest-left-next = ひとりでには終わらない。中止するか、最後まで進める
exchange-leaves-guest = 留学は残る。中止するか、最後まで進めるかは、あとで決める
exchange-held-steps = 準備 { $n }件
exchange-held-follow-ups = 続けること { $n }件

exchange-side-guest = 留学者
exchange-side-host = 受け入れチーム
exchange-side-home = 所属チーム
exchange-letter-guest = 留
exchange-letter-host = 受
exchange-letter-home = 所
exchange-role-guest = 留学者
exchange-role-buddy = 受け入れ担当
exchange-role-home-manager = 所属チームの責任者
exchange-role-host-manager = 受け入れチームの責任者
exchange-role-owner = プログラムの担当
exchange-role-step-owner = 担当は未定
exchange-role-time = 日が来るのを待つ

exchange-missing-n = あと { $n }つ
exchange-for-next = 「{ $state }」へ進むために要るもの。日付が過ぎるだけでは進まない
exchange-nothing-missing = 要るものはそろっている
exchange-late-since = { $day } を過ぎた
exchange-advance = 「{ $state }」へ進める
exchange-deed-propose = 提案する
exchange-deed-prepare = 準備を始める
exchange-deed-begin = 始める
exchange-deed-review = 振り返りに入る
exchange-deed-follow-up = 継続交流に移る
exchange-deed-close = 終える
exchange-give-word = { $side ->
    [host] 受け入れチーム
   *[home] 所属チーム
}として合意するか決める
exchange-agree = この内容で合意する
exchange-agree-note = いまの文面が、そのまま残る
exchange-decline = 見送る
exchange-cancel = 中止する
exchange-pause = 休止する
exchange-resume = 再開する
exchange-extend = 延長する
exchange-back = 前の状態に戻す
exchange-back-to = どこへ
exchange-despite = 足りないまま進める
exchange-despite-why = 足りないまま進める理由
exchange-state-said = { $number } は「{ $state }」
exchange-drafted-said = { $number } の下書きを作った
exchange-changed-said = { $number } を直した

exchange-agreement = 合意した文面
exchange-agreed-text = 合意した文面
exchange-agreed-by = { $name } が合意
exchange-not-agreed = まだ合意していない
exchange-amends = 合意のあとの変更として残る
exchange-amended = 変更あり
exchange-amended-since = 合意のあとに変わったもの
exchange-field-people = 関わる人
exchange-field-days = 期間
exchange-field-share = 勤務の割合
exchange-field-why = 理由
exchange-field-aims = 実現したいこと

exchange-need-resume = 再開
exchange-need-why = なぜ、このチームに、いま
exchange-need-guest-aim = 留学者の実現したいこと
exchange-need-host-aim = 受け入れチームの実現したいこと
exchange-need-home-aim = 所属チームの実現したいこと
exchange-need-home-manager = 所属チームの責任者を決める
exchange-need-host-manager = 受け入れチームの責任者を決める
exchange-need-buddy = 受け入れ担当を決める
exchange-need-home-word = 所属チームの責任者の合意
exchange-need-host-word = 受け入れチームの責任者の合意
exchange-need-steps = 初日までに要るものを書き出す
exchange-need-step-owners = 準備のそれぞれに担当を決める
exchange-need-step = 準備: { $what }
exchange-need-follow = 続けること: { $what }
exchange-need-day-one = 初日が来る
exchange-need-last-day = 最終日が来る
exchange-need-feedback-mid = { $side ->
    [guest] 留学者
    [host] 受け入れチーム
   *[home] 所属チーム
}の中間フィードバック
exchange-need-feedback-end = { $side ->
    [guest] 留学者
    [host] 受け入れチーム
   *[home] 所属チーム
}の終了フィードバック
exchange-need-feedback-30 = { $side ->
    [guest] 留学者
    [host] 受け入れチーム
   *[home] 所属チーム
}の 30日後フィードバック
exchange-need-feedback-90 = { $side ->
    [guest] 留学者
    [host] 受け入れチーム
   *[home] 所属チーム
}の 90日後フィードバック
exchange-need-evidence = { $aim } の証拠
exchange-need-evidence-n = { $n }件
exchange-need-plan = 計画した活動の半分以上
exchange-need-plan-n = { $all }件のうち { $done }件
exchange-need-learning = 学びを1つ以上公開
exchange-need-learning-n = { $n }件
exchange-need-result = { $aim } の結果
exchange-need-follow-up = 終わったあとに続けること
exchange-need-followed = 続けることの区切り

aim-title = 実現したいこと
aim-marks = 下の印は始める前、縦の印は目標
aim-new = 書き足す
aim-add = 書き足す
aim-edit = 書き直す
aim-remove = 取り消す
aim-none = まだ書かれていない
aim-side = だれの
aim-kind = 種類
aim-kind-trust = チームどうしの信頼
aim-kind-way = 相手のチームの開発の進め方
aim-kind-technology = 相手のチームの技術
aim-kind-sre-role = SREの役割と仕事
aim-kind-joint-task = いっしょに片づけるタスク
aim-kind-joint-tool = いっしょに作るツール
aim-kind-other = その他
aim-what = 実現したいこと
aim-how = どうなれば実現したといえるか
aim-tell = 見分け方: { $how }
aim-priority = 優先(1 が先)
aim-unit = 単位
aim-baseline = 始める前の値
aim-target = 目標の値
aim-reading = いまの値
aim-read = いまの値を記録する
aim-unmeasured = まだ測っていない
aim-evidence = 証拠
aim-evidence-n = 証拠 { $n }件
aim-result = 結果
aim-result-reached = 実現した
aim-result-partly = 一部実現した
aim-result-dropped = やめた
aim-result-note = 何がそれを示すか。やめたなら、その理由
aim-end = 結果を記録する
aim-reopen = もう一度続ける
aim-added-said = { $aim } を書き足した
aim-changed-said = { $aim } を直した
aim-removed-said = 取り消した
aim-priority-range = 1 から 3 までにする
aim-number-range = 数が大きすぎる
aim-target-missing = 始める前の値があるときは、目標の値も要る
aim-no-number = 目標の値を決めると、いまの値を記録できる
aim-too-many = 1つの側に { $most }個まで
aim-drop-instead = 合意のあとは、取り消さずに、やめた理由を書く
aim-end-when = 結果を書けるのは、合意してから終了するまで
aim-is-open = まだ結果は書かれていない

exchange-ready = 初日までの準備
exchange-ready-note = それぞれに担当と日付を決める
exchange-learnings-n = 公開 { $n }件
exchange-learning-nobody = まだ採用なし
exchange-learning-adopted = 採用
exchange-learning-asked = まだ
exchange-way = 社内留学の道のり
exchange-ready-all = { $n }件すべて済んだ
exchange-ready-none = まだ書き出していない
exchange-ready-none-next = アカウント、環境、チャンネル、最初のタスクなど
exchange-step-add = 準備を足す
exchange-step-what = 要るもの
exchange-step-owner = 担当
exchange-step-due = いつまでに
exchange-step-done = 済んだ
exchange-step-undo = 済んでいない
exchange-step-remove = 外す
exchange-step-said = 準備を直した
exchange-steps-most = 準備は { $most }件まで

exchange-away = 使った時間
exchange-away-agreed = 約束 週{ $days }日
exchange-away-mean = 実際は週平均 { $days }日 (n={ $n })
exchange-away-unknown = まだ記録していない
exchange-away-record = 週の日数を記録する
exchange-away-week = どの週か(その中の日)
exchange-away-days = 所属チームを離れた日数
exchange-away-note = メモ
exchange-week-said = 日数を記録した
exchange-week-outside = 期間の中の週を選ぶ
exchange-days-range = 0 から 7 までにする
exchange-put-off = あと回しにしたことを書く
exchange-put-off-what = あと回しにしたこと
exchange-put-off-until = いつまで
exchange-put-off-back = 取り消す
exchange-put-off-said = あと回しにしたことを書いた
exchange-put-off-back-said = 取り消した
exchange-put-offs-most = { $most }件まで

exchange-after = 終わったあと
exchange-after-note = 送り出して終わりにしない
exchange-after-none = まだ決めていない
exchange-sre-is = プロダクトSRE: { $person } ({ $product })
exchange-sre-appoint = { $product } のプロダクトSREを任せる
exchange-follow-add = 続けることを足す
exchange-follow-what = 続けること
exchange-follow-next = 最初の日
exchange-follow-note = 話したことを書く
exchange-follow-said-what = 話したこと
exchange-follow-end = 区切りにする
exchange-follow-over = 区切り
exchange-follow-said = 続けることを直した
exchange-follow-ended = もう区切りになっている
exchange-follow-most = 続けることは { $most }件まで
exchange-cadence = どのくらいの間をおいて
cadence-once = 1回
cadence-weekly = 毎週
cadence-monthly = 毎月

exchange-manager-is-guest = 留学者本人は、合意する責任者になれない
exchange-manager-whose = 提案したあとは、いまの責任者かプログラムの担当だけが責任者を替えられる
exchange-extend-with-reason = 合意した期間より長くなる。「延ばす」から理由をそえて延ばす
exchange-same-team = 所属チームと別のチームを選ぶ
exchange-no-home = この人はどのチームにもいない。所属チームを選ぶ
exchange-day-far = 2000年から 2199年までの日にする
exchange-until-early = 始まりの日 ({ $from }) よりあとの日にする
exchange-until-late = 2年以内にする
exchange-share-range = 1 から 100 までにする
exchange-only-involved = この画面は読める。変えるのは、関わる人に頼む
exchange-only-inside = 計画と日記は、2つのチームと関わる人が読む
exchange-only-owner = これはプログラムの担当に頼む
exchange-draft-whose = 下書きを作れるのは、留学者、2つのチームのメンバー、プログラムの担当
exchange-is-over = もう終わっている。動かすには、前の状態に戻す
exchange-no-way-back = そこへは戻れない
exchange-decline-proposed-only = 見送れるのは、提案されているあいだ
exchange-propose-draft-only = もう提案している
exchange-pause-when = 休止できるのは、準備から継続交流までのあいだ
exchange-paused-already = もう休止している
exchange-not-paused = 休止していない
exchange-resume-first = 休止中。先に再開する
exchange-extend-when = 延長できるのは、合意してから振り返りまでのあいだ
exchange-extend-later = いまの終わりの日 ({ $until }) よりあとの日にする
exchange-agree-first = 2人の責任者が合意すると進む
exchange-agree-proposed-only = 合意できるのは、提案されているあいだ
exchange-agree-manager-only = 合意するのは、その側の責任者
exchange-agreed-already = この側はもう合意している
exchange-no-room = いまは空きがない。{ $what }
exchange-missing-for = 「{ $state }」へ進むには、あと { $n }つ: { $what }

thing-exchange = 社内留学
thing-exchange_step = 準備
thing-aim = 実現したいこと
thing-follow_up = 続けること
event-exchange-drafted = { $thing } の下書きを作った
event-exchange-changed = { $thing } を直した
event-exchange-amended = { $thing } を、合意のあとに変えた
event-exchange-proposed = { $thing } を提案した
event-exchange-side_agreed = { $thing } に{ $side ->
    [host] 受け入れチーム
   *[home] 所属チーム
}の責任者が合意した
event-exchange-agreed = { $thing } に 2つのチームが合意した
event-exchange-preparing = { $thing } の準備を始めた
event-exchange-begun = { $thing } が始まった
event-exchange-reviewing = { $thing } が振り返りに入った
event-exchange-following_up = { $thing } が継続交流に移った
event-exchange-closed = { $thing } が終わった
event-exchange-declined = { $thing } を見送った
event-exchange-cancelled = { $thing } を中止した
event-exchange-paused = { $thing } を休止した
event-exchange-resumed = { $thing } を再開した({ $days }日休んだ)
event-exchange-extended = { $thing } を { $to } まで延長した
event-exchange-turned_back = { $thing } を前の状態に戻した
event-exchange-week_recorded = { $thing } の週の日数を記録した({ $days }日)
event-exchange-put_off = { $thing } のためにあと回しにしたことを書いた
event-exchange-put_off_taken_back = { $thing } のためにあと回しにしたことを取り消した
event-exchange_step-added = { $thing } に準備を足した
event-exchange_step-changed = { $thing } の準備を直した
event-exchange_step-done = { $thing } の準備が 1つ済んだ
event-exchange_step-undone = { $thing } の準備を 1つ戻した
event-exchange_step-removed = { $thing } の準備を 1つ外した
event-exchange_step-late = { $thing } の準備が遅れている
event-aim-added = { $thing } に実現したいこと({ $aim })を書き足した
event-aim-changed = { $thing } の実現したいこと({ $aim })を直した
event-aim-amended = { $thing } の実現したいこと({ $aim })を、合意のあとに変えた
event-aim-removed = { $thing } の実現したいこと({ $aim })を取り消した
event-aim-read = { $thing } の { $aim } の値を記録した: { $from } → { $to }
event-aim-ended = { $thing } の { $aim } の結果を記録した: { $result ->
    [reached] 実現した
    [partly] 一部実現した
   *[dropped] やめた
}
event-aim-reopened = { $thing } の { $aim } をもう一度続けることにした
event-follow_up-added = { $thing } のあとに続けることを決めた
event-follow_up-changed = { $thing } のあとに続けることの担当を変えた
event-follow_up-held = { $thing } のあとの交流で話した
event-follow_up-ended = { $thing } のあとの交流を区切りにした
event-follow_up-due = { $thing } のあとの交流の日が来た
