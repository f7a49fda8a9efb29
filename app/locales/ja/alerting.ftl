alert-body-not-utf8 = 本文が UTF-8 ではありません（{ $byte } バイト目）。
alert-body-cut-off = 本文が途中で切れています（{ $line } 行目 { $column } 文字目まで）。
alert-body-not-json = 本文が JSON として読めません（{ $line } 行目 { $column } 文字目）。
alert-body-not-array = アラートの配列を送ってください。
alert-webhook-alerts-missing = Alertmanager の Webhook ではありません。配列 alerts がありません。
alert-webhook-status = status は firing か resolved です。
alert-not-object = オブジェクトではありません。
alert-not-text = 文字列にしてください（{ $found ->
    [number] 数値
    [boolean] 真偽値
    [array] 配列
   *[object] オブジェクト
}になっています）。
alert-labels-missing = 空でないラベルが 1 つ以上必要です。
alert-label-name = 「{ $name }」は名前に使えません。1 文字以上で、NUL 以外の文字だけにしてください。
alert-label-name-long = 名前が長すぎます。{ $limit } バイトまでです。
alert-label-value-long = 「{ $name }」の値が長すぎます。{ $limit } バイトまでです。
alert-too-many-labels = { $count } 個あります。{ $limit } 個までです。
alert-time = 「{ $text }」は日時として読めません。2026-04-01T09:00:00Z のような RFC 3339 の形式で送ってください。
alert-ends-before-starts = 終了が開始より前です。
alert-starts-in-future = 開始が先すぎます。送信元の時計を確認してください。
matcher-shape = 「{ $text }」は絞り込みの条件として読めません。severity="critical" のように書いてください。
matcher-name = 「{ $text }」はラベル名ではありません。
matcher-quotes = { $text } の引用符が対になっていません。値の中の " は \" と書いてください。
matcher-regex = 「{ $text }」は正規表現として読めません。
matcher-regex-large = 正規表現「{ $text }」が大きすぎます。
matcher-too-many = 1つの並びに書ける条件は { $limit } 個までです。
