silences-title = サイレンス
silence-new = サイレンスを作る
silence-edit = サイレンスを変える
silence-again = 同じ条件でもう一度作る
silence-state = 状態
silence-active = 有効
silence-pending = 開始前
silence-expired = 期限切れ
silence-filter = サイレンスを絞り込む
silence-filter-words = 条件。cluster="tokyo-3" のように
silence-filter-apply = 絞り込む
silence-none-fits = この条件に合うサイレンスはない
silence-none-active = いま有効なサイレンスはない
silence-none-pending = これから始まるサイレンスはない
silence-none-expired = 終わったサイレンスはない
silence-none-next = 鳴っているアラートから作る
silence-matchers = 条件
silence-matchers-hint = 1行に 1つ。全部に合うアラートが黙る
silence-by = 作った人
silence-left = 残り
silence-lasted = 長さ
silence-starts = 開始
silence-starts-hint = 空欄ならすぐに
silence-ends = 終了
silence-ended = 終わった時刻
silence-made = 作成
silence-changed = 最後の変更
silence-id = ID
silence-facts = このサイレンスについて
silence-comment = 理由
silence-for = いつまで
silence-for-30m = 30分
silence-for-1h = 1時間
silence-for-2h = 2時間
silence-for-4h = 4時間
silence-for-tomorrow = あすの 9:00
silence-for-until = 時刻を決める
silence-until = 終わる時刻
silence-until-hint = 「時刻を決める」のときに使う
silence-save = 変更を保存
silence-make-it = 黙らせる
silence-preview = サイレンスの下見
silence-preview-again = 下見を更新
silence-preview-none = 条件を書くと、黙るアラートがここに並ぶ
silence-preview-everything = 鳴っているものがすべて黙る。作る前にもう一度確かめる
silence-hides = 黙らせているもの
silence-hides-now = いま黙るもの
silence-of-firing = { $all }件中 { $n }件
silence-hid-before = 過去7日の同じ時間なら
silence-times = { $n }回
silence-incidents = うちインシデントになったもの
silence-no-incident = ない
silence-incident-count = { $n }件
silence-day = { $day }: { $n }回{ $incidents ->
    [0] {""}
   *[other] {" "}(インシデント { $incidents }件)
}
silence-looked-until = 履歴が多いため、見たのはここより後に鳴りやんだものだけ:
silence-same = 同じ条件のサイレンスがすでにある。
silence-same-show = そのサイレンスを見る
silence-others = ほかに { $n }件
silence-replaced = 代わりのサイレンスがある。
silence-extend = 延ばす
silence-extend-1 = 1時間延ばす
silence-extend-4 = 4時間延ばす
silence-extend-until = 時刻を決めて延ばす
silence-expire = すぐに終える
silence-made-said = サイレンスを作った: { $name }
silence-changed-said = サイレンスを変えた
silence-replaced-said = 前のサイレンスを終え、新しく作った
silence-extended-said = サイレンスの終了を変えた
silence-expired-said = サイレンスを終えた: { $name }
silence-not-found = このサイレンスはない
silence-expired-already = このサイレンスはもう終わっている
silence-too-many = 有効と開始前を合わせて { $most }件まで。要らないものを終える
silence-ends-before-start = 終了を開始より後にする
silence-ends-in-past = 終了をいまより後にする
silence-duration = 90m、2h、1h 30m のように書く
silence-duration-twice = ends_at と duration は、どちらか一方にする
silence-matchers-none = 条件を 1つ以上書く
silence-matchers-many = 条件は { $most }個まで
silence-matchers-large = 条件は合わせて { $most } バイトまで
silence-matchers-empty = どの条件も空の値に合うため、何でも黙る。値のある条件を 1つ以上加える
silence-matchers-contradict = { $one } と { $other } の両方に合うアラートはない
silence-catches-all = 鳴っているもの({ $count }件)がすべて黙る。そのつもりなら、もう一度確かめて送る
silence-catches-all-yes = すべて黙ってよい

maintenance-title = メンテナンス枠
maintenance-window = メンテナンス枠
maintenance-new = メンテナンス枠を予定する
maintenance-edit = メンテナンス枠を変える
maintenance-name = 何をするか
maintenance-whose = 対象のプロダクト・サービス
maintenance-whose-open = 条件で決める
maintenance-matchers-hint = 1行に 1つ。対象を選べば空欄でよい
maintenance-upcoming = これから
maintenance-under-way = 期間中
maintenance-past = 終わった
maintenance-open = いま黙らせている
maintenance-between = 次の時間帯まで待機
maintenance-cancelled = 取りやめ
maintenance-none-under-way = 期間中のメンテナンス枠はない
maintenance-none-upcoming = これからのメンテナンス枠はない
maintenance-none-past = 終わったメンテナンス枠はない
maintenance-none-next = 作業の前に予定する
maintenance-weekly = 毎週くり返す
maintenance-weekly-hint = 開始から終了まで、選んだ曜日のこの時間帯だけ黙らせる。時刻は組織のタイムゾーン
maintenance-weekly-from = から
maintenance-weekly-until = まで(早い時刻なら翌日)
maintenance-monday = 月
maintenance-tuesday = 火
maintenance-wednesday = 水
maintenance-thursday = 木
maintenance-friday = 金
maintenance-saturday = 土
maintenance-sunday = 日
maintenance-plan-it = 予定する
maintenance-preview = メンテナンス枠の下見
maintenance-end = いま終える
maintenance-cancel = 取りやめる
maintenance-planned-said = 「{ $name }」を予定した
maintenance-changed-said = 「{ $name }」を変えた
maintenance-ended-said = 「{ $name }」を終えた
maintenance-cancelled-said = 「{ $name }」を取りやめた
maintenance-too-many = これからと期間中を合わせて { $most }件まで。要らないものを終える
maintenance-weekdays-none = 曜日を 1つ以上選ぶ
maintenance-time-of-day = 22:00 のように書く
maintenance-same-time = 開始と終了を別の時刻にする
maintenance-has-begun = もう始まっている。開始は変えられない
maintenance-is-past = このメンテナンス枠はもう終わっている

event-silence-made = サイレンス { $thing } を作った{ $catches_all ->
    [yes] 。鳴っているもの({ $hides }件)がすべて黙る
   *[no] {""}
}
event-silence-replaced = サイレンスを { $thing } に作り直した{ $catches_all ->
    [yes] 。鳴っているもの({ $hides }件)がすべて黙る
   *[no] {""}
}
event-silence-changed = サイレンス { $thing } を変えた
event-silence-expired = サイレンス { $thing } を終えた
event-maintenance-planned = メンテナンス枠 { $thing } を予定した{ $catches_all ->
    [yes] 。鳴っているもの({ $hides }件)がすべて黙る
   *[no] {""}
}
event-maintenance-changed = メンテナンス枠 { $thing } を変えた{ $catches_all ->
    [yes] 。鳴っているもの({ $hides }件)がすべて黙る
   *[no] {""}
}
event-maintenance-ended = メンテナンス枠 { $thing } を終えた
event-maintenance-cancelled = メンテナンス枠 { $thing } を取りやめた
thing-silence = サイレンス
thing-maintenance = メンテナンス枠
silence-matches-now = いま条件に合うもの
silence-would-hide = 黙らせるもの
maintenance-next = 次に黙らせる時間
maintenance-next-none = 期間のうちに、この曜日と時間はない
maintenance-hid-before = 過去7日の同じ曜日と時間なら
maintenance-whole-product = { $name } のすべて
silence-until-missing = 終わる時刻を入れるか、上の長さから選ぶ
