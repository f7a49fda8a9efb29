//! `people.csv` as lines with named cells. What the cells mean is for the import to judge; here only the form of the file
//! is: UTF-8 with or without a byte order mark, a header row, commas, quotes, LF or CRLF. Anything else is refused whole.

use ryugaku_kernel::{Failure, Msg, Outcome};

pub const COLUMNS: [&str; 7] = ["name", "email", "team", "role", "language", "time_zone", "from_day"];
const REQUIRED: [&str; 2] = ["name", "email"];
const MOST_LINES: usize = 5000;
const LARGEST: usize = 1 << 20;

/// A row of the file; `number` is the line in which it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub number: u64,
    cells: [String; COLUMNS.len()],
    /// Cells to the right of the last heading.
    pub too_many: bool,
}

impl Line {
    /// Without the spaces around it; empty if the file has no such column.
    pub fn get(&self, column: &str) -> &str {
        COLUMNS.iter().position(|name| *name == column).map_or("", |at| &self.cells[at])
    }

    /// The same, unless it is empty.
    pub fn some(&self, column: &str) -> Option<&str> {
        Some(self.get(column)).filter(|cell| !cell.is_empty())
    }
}

/// Whether the first line looks like ours: it names what we cannot do without.
pub fn is_people(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(first).to_lowercase();
    REQUIRED.iter().all(|column| text.split(',').any(|cell| tidy(cell).trim_matches('"').trim() == *column))
}

pub fn read(bytes: &[u8]) -> Outcome<Vec<Line>> {
    if bytes.len() > LARGEST {
        return Err(Failure::TooLarge { limit: LARGEST as u64 });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::invalid("file", "import-not-utf8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(Failure::invalid("file", "import-not-utf8"));
    }
    // The reader counts a line end of two characters as part of the next row.
    let text = text.replace("\r\n", "\n");
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).into_records();
    let header =
        rows.next().transpose().map_err(Failure::internal)?.ok_or_else(|| Failure::invalid("file", "import-empty"))?;
    let places = places(&header)?;
    let mut lines = Vec::new();
    for row in rows {
        let row = row.map_err(Failure::internal)?;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() == MOST_LINES {
            return Err(Failure::invalid_msg("file", Msg::new("import-too-many-lines").with("most", MOST_LINES)));
        }
        let mut line = Line { number: row.position().map_or(0, csv::Position::line), ..Line::default() };
        for (at, cell) in row.iter().enumerate() {
            match places.get(at) {
                Some(place) => line.cells[*place] = cell.trim().to_owned(),
                None => line.too_many |= !cell.trim().is_empty(),
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

/// For each column of the file, which of ours it is.
fn places(header: &csv::StringRecord) -> Outcome<Vec<usize>> {
    let mut places = Vec::new();
    for heading in header {
        let name = tidy(heading).to_lowercase();
        let place = COLUMNS.iter().position(|column| *column == name).filter(|place| !places.contains(place));
        let wrong =
            || Msg::new("import-column-unknown").with("column", heading.to_owned()).with("columns", COLUMNS.join(", "));
        places.push(place.ok_or_else(|| Failure::invalid_msg("line 1", wrong()))?);
    }
    for required in REQUIRED {
        if !places.iter().any(|place| COLUMNS[*place] == required) {
            return Err(Failure::invalid_msg("line 1", Msg::new("import-column-missing").with("column", required)));
        }
    }
    Ok(places)
}

fn tidy(heading: &str) -> &str {
    heading.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(bytes: &[u8]) -> String {
        match read(bytes) {
            Err(Failure::Invalid(errors)) => errors[0].msg.key.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn marks_quotes_and_line_ends_do_not_matter() {
        let plain = read("name,email,team\n\"水野, 遥\",haruka@example.com,payments\n".as_bytes()).unwrap();
        assert_eq!((plain[0].number, plain[0].get("name"), plain[0].get("team")), (2, "水野, 遥", "payments"));
        let windows = "\u{feff}name,email,team\r\n\"水野, 遥\", haruka@example.com ,payments\r\n\r\n,,\r\n";
        assert_eq!(read(windows.as_bytes()).unwrap(), plain);
        let turned = read("Email,NAME\na@example.com,\"two\nlines\"\nb@example.com,B\n".as_bytes()).unwrap();
        assert_eq!((turned[0].get("name"), turned[1].number, turned[1].some("role")), ("two\nlines", 4, None));
        assert!(read(b"name,email\nA,a@example.com,x\n").unwrap()[0].too_many);
        assert!(!read(b"name,email\nA,a@example.com,\n").unwrap()[0].too_many);
    }

    #[test]
    fn other_encodings_are_told_apart() {
        // 氏名 in Shift_JIS, then UTF-16 with its mark.
        assert_eq!(why(b"name,email\n\x8e\x81\x96\xbc,a@example.com\n"), "import-not-utf8");
        assert_eq!(why(b"\xff\xfen\0a\0m\0e\0"), "import-not-utf8");
        assert_eq!(why(b"n\0a\0m\0e\0"), "import-not-utf8");
    }

    #[test]
    fn headings_must_be_ours() {
        assert_eq!(why(b""), "import-empty");
        assert_eq!(why(b"name,team\n"), "import-column-missing");
        assert_eq!(why(b"name,email,salary\n"), "import-column-unknown");
        assert_eq!(why(b"name,email,name\n"), "import-column-unknown");
        assert_eq!(
            why(format!("name,email\n{}", "A,a@example.com\n".repeat(5001)).as_bytes()),
            "import-too-many-lines"
        );
        assert!(matches!(read(&vec![b'a'; LARGEST + 1]), Err(Failure::TooLarge { .. })));
    }

    #[test]
    fn a_file_is_known_by_its_first_line() {
        for (text, ours) in [
            ("name,email\n", true),
            ("\u{feff}\"Email\", \"Name\",team\r\nx", true),
            ("id,title\n", false),
            ("{\"name\": \"email\"}", false),
            ("", false),
        ] {
            assert_eq!(is_people(text.as_bytes()), ours, "{text}");
        }
    }
}
