cli-nothing = 何もない
