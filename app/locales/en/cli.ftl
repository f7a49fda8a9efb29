cli-nothing = Nothing
cli-no-database = There is no database in { $folder }. Give --data the folder that ryugaku serve works on, or --server its URL. ryugaku serve begins a new one
