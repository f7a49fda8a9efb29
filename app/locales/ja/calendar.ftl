time-zone-unknown = 「{ $name }」というタイムゾーンはない。Asia/Tokyo のような名前で書く
fiscal-start-month = 年度の開始月は 1 から 12 にする
