organisation-title = Organisation
organisation-name = Organisation name
organisation-language = Default language
organisation-zone = Time zone
organisation-fiscal-start = Fiscal year begins in
organisation-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
organisation-holidays = Public holidays
organisation-holidays-japan = Japan
organisation-holidays-none = None
organisation-extra-days = Our own days off
organisation-extra-days-like = 2026-12-29 Year-end break
organisation-extra-days-hint = One per line: date, space, name
organisation-save = Save
organisation-changed-said = Saved the organisation’s settings
organisation-now = Now
organisation-today = Today
organisation-business-day = business day
organisation-day-off = day off
organisation-quarter = Quarter
organisation-quarter-is = Q{ $number }, fiscal { $year }
organisation-quarter-ends = Quarter ends
organisation-next-days = Next days off, besides weekends
organisation-no-days = No day off in the next 400 days
organisation-too-many-days = Keep it to { $most } days
organisation-day-name = Name the day { $day }, in at most { $most } characters
organisation-day-line = Line { $line } cannot be read. Write it like “2026-12-29 Year-end break”
