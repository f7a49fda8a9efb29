cli-nothing = なし
cli-no-database = { $folder } にデータベースがない。ryugaku serve が使っているフォルダーを --data に、またはその URL を --server に書く。新しく始めるなら ryugaku serve
