document-yaml = { $line } 行目: YAML として読めない({ $column } 文字目: { $reason })
document-yaml-alias = { $line } 行目: 別名が自分自身を含む。値をそのまま書く
document-yaml-deep = { $line } 行目: 入れ子が { $limit } 段を超えている
document-yaml-documents = { $line } 行目: 2つ目の文書が始まる。1つにする
document-yaml-key = { $line } 行目: キーは文字列にする
document-yaml-large = { $line } 行目: 値が(別名を展開して){ $limit } 個を超えている。小さくする
document-yaml-merge = { $line } 行目: 「<<」にはマップを指定する
document-yaml-tag = { $line } 行目: !!binary のようなタグは使えない。外す
document-not-map = { $line } 行目: ここは「名前: 値」の組にする
document-not-list = { $line } 行目: ここはリストにする。[a, b] のように書く
document-not-text = { $line } 行目: ここは文字列にする
document-not-flag = { $line } 行目: true か false を引用符なしで書く
document-not-number = { $line } 行目: ここは引用符なしの整数にする
document-field-unknown = { $line } 行目: 「{ $name }」という項目はない。つづりを確かめるか、消す
document-field-twice = { $line } 行目: 同じ項目が 2回ある。1つにする
document-duration = { $line } 行目: 「{ $text }」は長さとして読めない。30s、5m、1h30m のように書く
document-zero = { $line } 行目: 0 より長くする
document-many-patterns = { $line } 行目: 正規表現は全部で { $limit } 個まで。値そのもので足りるところは = で書く
