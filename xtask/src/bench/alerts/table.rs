//! Tables, as text for a terminal and as Markdown.

pub struct Table {
    title: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: impl Into<String>, header: Vec<String>) -> Table {
        Table { title: title.into(), header, rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Columns in line; all but the first to the right.
    pub fn text(&self) -> String {
        let lines = || std::iter::once(&self.header).chain(&self.rows);
        let width = |column: usize| lines().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max();
        let widths: Vec<usize> = (0..self.header.len()).filter_map(width).collect();
        let mut text = format!("{}\n", self.title);
        for row in lines() {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }

    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = (0..self.header.len()).map(|column| if column == 0 { "---|" } else { "--:|" });
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        format!("### {}\n\n{}|{}\n{rows}", self.title, line(&self.header), rule.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("Speed", vec!["what".to_owned(), "a second".to_owned()]);
        table.push(vec!["new".to_owned(), "1,234".to_owned()]);
        table.push(vec!["post → webhook".to_owned(), "7".to_owned()]);
        table
    }

    #[test]
    fn columns_stand_in_line() {
        assert_eq!(
            table().text(),
            "Speed\nwhat            a second\nnew                1,234\npost → webhook         7\n"
        );
    }

    #[test]
    fn markdown_has_a_rule_below_its_header() {
        let expected = "### Speed\n\n| what | a second |\n|---|--:|\n| new | 1,234 |\n| post → webhook | 7 |\n";
        assert_eq!(table().markdown(), expected);
    }
}
