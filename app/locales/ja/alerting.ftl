alert-body-not-utf8 = 本文が UTF-8 でない({ $byte } バイト目)。UTF-8 で送る
alert-body-cut-off = 本文が途中で切れている({ $line } 行目 { $column } 文字目まで)。全部を送る
alert-body-not-json = 本文を JSON として読めない({ $line } 行目 { $column } 文字目)
alert-body-not-array = アラートの配列を送る
alert-too-many-posted = 1回に { $count }件ある。{ $limit }件まで。分けて送る
alert-webhook-alerts-missing = Alertmanager の Webhook でない。配列 alerts がない
alert-webhook-status = status は firing か resolved にする
alert-not-object = オブジェクトにする
alert-not-text = 文字列にする({ $found ->
    [number] 数値
    [boolean] 真偽値
    [array] 配列
   *[object] オブジェクト
}になっている)
alert-labels-missing = 値のあるラベルを 1つ以上付ける
alert-label-name = 「{ $name }」は名前に使えない。NUL のほかの文字を 1文字以上
alert-label-name-long = 名前が長すぎる。{ $limit } バイトまで
alert-label-value-long = 「{ $name }」の値が長すぎる。{ $limit } バイトまで
alert-too-many-labels = { $count }個ある。{ $limit }個まで
alert-time = 「{ $text }」を日時として読めない。2026-04-01T09:00:00Z のように、RFC 3339 の形で送る
alert-ends-before-starts = 終了が開始より前になっている
alert-starts-in-future = 開始が先すぎる。送信元の時計を確かめる
matcher-shape = 「{ $text }」を条件として読めない。severity="critical" のように書く
matcher-name = 「{ $text }」はラベルの名前でない。英数字と _ で書くか、" で囲む
matcher-quotes = { $text } の引用符が対になっていない。値の中の " は \" と書く
matcher-regex = 「{ $text }」を正規表現として読めない。括弧を閉じ、( や . そのものは \ を前に付ける
matcher-regex-large = 正規表現「{ $text }」が大きすぎる。短くするか、条件を分ける
matcher-too-many = 1つの並びに書ける条件は { $limit }個まで
