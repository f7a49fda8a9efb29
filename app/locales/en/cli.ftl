cli-nothing = Nothing
