//! Fixtures: a workspace in one string.
//!
//! `//- /path` starts a file (without one, the whole string is `/seeds/a.seed`), `$0` marks the cursor,
//! and a line of carets is not part of the file: it annotates the line above.
//!
//! ```text
//! by: A. Writer
//! ^^^^^^^^^^^^^ this seed has no title
//! ```

use std::collections::BTreeMap;

use crate::index::{FileId, Host, Snapshot};
use crate::text::{Text, TextRange, TextSize};

type Annotation = (TextRange, String);

pub(crate) struct Fixture {
    host: Host,
    cursor: Option<(FileId, TextSize)>,
    annotations: BTreeMap<FileId, Vec<Annotation>>,
}

impl Fixture {
    #[track_caller]
    pub(crate) fn parse(fixture: &str) -> Fixture {
        let mut res = Fixture { host: Host::default(), cursor: None, annotations: BTreeMap::new() };
        let fixture = fixture.strip_prefix('\n').unwrap_or(fixture);
        if !fixture.starts_with("//- ") {
            res.add("/seeds/a.seed", fixture);
            return res;
        }
        for part in fixture.split("//- ").skip(1) {
            let (path, text) = part.split_once('\n').expect("a path line");
            res.add(path, text);
        }
        res
    }

    fn add(&mut self, path: &str, marked: &str) {
        let mut text = String::new();
        let mut line_start = 0;
        let mut cursor = None;
        let mut annotations = Vec::new();
        for line in marked.split_inclusive('\n') {
            if line.trim_start().starts_with('^') {
                annotations.push(annotation(&text[line_start..], line, line_start));
                continue;
            }
            line_start = text.len();
            let line = match line.split_once("$0") {
                Some((before, after)) => {
                    cursor = Some(TextSize::from((line_start + before.len()) as u32));
                    format!("{before}{after}")
                }
                None => line.to_owned(),
            };
            text.push_str(&line);
        }
        let file = self.host.set_document(path, Text::new(&text));
        if let Some(offset) = cursor {
            assert!(self.cursor.is_none(), "two cursors in one fixture");
            self.cursor = Some((file, offset));
        }
        self.annotations.insert(file, annotations);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.host.snapshot()
    }

    #[track_caller]
    pub(crate) fn cursor(&self) -> (FileId, TextSize) {
        self.cursor.expect("the fixture has no $0")
    }

    pub(crate) fn annotations(&self, file: FileId) -> &[Annotation] {
        &self.annotations[&file]
    }
}

/// Carets line up by character, as an editor shows them; the range is in bytes.
fn annotation(above: &str, line: &str, line_start: usize) -> Annotation {
    let indent = line.chars().take_while(|&c| c == ' ').count();
    let width = line.chars().skip(indent).take_while(|&c| c == '^').count();
    let byte = |n_chars: usize| -> usize { above.chars().take(n_chars).map(char::len_utf8).sum() };
    let start = TextSize::from((line_start + byte(indent)) as u32);
    let end = TextSize::from((line_start + byte(indent + width)) as u32);
    (TextRange::new(start, end), line.trim().trim_start_matches('^').trim().to_owned())
}
