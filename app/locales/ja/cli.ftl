cli-nothing = なし
