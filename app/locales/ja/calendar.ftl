time-zone-unknown = 「{ $name }」というタイムゾーンはありません。Asia/Tokyo のような IANA の名前で指定してください。
fiscal-start-month = 年度の開始月は 1 から 12 で指定してください。
