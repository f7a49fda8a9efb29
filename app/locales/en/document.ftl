document-yaml = Line { $line }: not valid YAML (column { $column }): { $reason }.
document-yaml-alias = Line { $line }: an alias inside the very value it names. Write the value out.
document-yaml-deep = Line { $line }: nested deeper than { $limit } levels.
document-yaml-documents = Line { $line }: a second document begins. Keep one.
document-yaml-key = Line { $line }: a key has to be a plain text.
document-yaml-large = Line { $line }: more than { $limit } values, aliases counted each time. Make it smaller.
document-yaml-merge = Line { $line }: “<<” has to name a map.
document-yaml-tag = Line { $line }: tags such as !!binary cannot be used here. Leave it out.
document-not-map = Line { $line }: a map of fields is needed here.
document-not-list = Line { $line }: a list is needed here. Write it as [a, b].
document-not-text = Line { $line }: a text is needed here.
document-not-flag = Line { $line }: write true or false, without quotes.
document-not-number = Line { $line }: a whole number is needed here, without quotes.
document-field-unknown = Line { $line }: “{ $name }” is not known here. Check the spelling, or take it out.
document-field-twice = Line { $line }: this stands here twice. Keep one.
document-duration = Line { $line }: “{ $text }” is not a duration. Write it like 30s, 5m or 1h30m.
document-zero = Line { $line }: this must be longer than zero.
document-many-patterns = Line { $line }: more than { $limit } regular expressions in the whole. Write values with = where that will do.
