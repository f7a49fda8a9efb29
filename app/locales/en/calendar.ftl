time-zone-unknown = There is no time zone “{ $name }”. Use an IANA name such as Asia/Tokyo.
fiscal-start-month = The fiscal year starts in a month from 1 to 12.
