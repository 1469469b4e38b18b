//! `missing-file`: a link to a file that is not there.

use crate::facts::Destination;
use crate::facts::OutgoingLink;
use crate::facts::Part;
use crate::index::Existence;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::paths;
use crate::index::stem;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::outgoing::nearest;
use crate::rules::outgoing::redirect;
use crate::rules::outgoing::targets;

pub(crate) static RULE: Rule = Rule {
    name: "missing-file",
    code: 302,
    level: Level::Error,
    summary: "a link leads to a file that does not exist",
    docs: r#"
A path is relative to the file that the link stands in; with a leading `/`, to the root of the
workspace. `%20` and its like are decoded.

Many captured texts link to pages of the site that they come from (`../news/strike`, `/about/`,
`story.html`). Nobody can tell from the disk whether there is such a page, so what a path looks like
decides:

- a text (`.txt`, `.md`, `.seed` and their like) must be there;
- another file (`.pdf`, `.png`, …) must be there if its directory is, or if one with a name much
  like it is;
- anything else (`.html`, or no extension) is a page of a site, and only reported where something
  with a name that differs in a letter or two is there.

`page.html` and `page` are there if `page.md` is.
A file in a directory that cannot be listed may exist.

Where wiki links are links (`wiki-links = true`), `[[name]]` must name a file of the workspace, by
the end of its path with or without `.seed`, `.md` or `.txt`, or a seed by its title.

The nearest name that does exist is offered as a fix.

```body bad
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilots.txt)
//- /seeds/0002_pilot.txt
```

```body fixed
The pilots voted on Tuesday.

Related article: [Why the Harbour Is Short of Pilots](0002_pilot.txt)
```

```body good
The strike goes on: see [the union](../union), [their page](/union/news/).
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    report(snapshot, file, |link| !link.is_image(), out);
}

/// Reports the links that `concerns` picks and whose files are missing.
pub(super) fn report(
    snapshot: &Snapshot,
    file: FileId,
    concerns: impl Fn(&OutgoingLink) -> bool,
    out: &mut Vec<Finding>,
) {
    let Some(document) = snapshot.document(file) else { return };
    for (link, target) in targets(snapshot, file) {
        let Target::Missing { path } = target else { continue };
        if !concerns(link) {
            continue;
        }
        let part = match &link.destination {
            Destination::Path { path: part, .. } => part,
            Destination::Page { name, .. } => {
                out.push(missing_page(snapshot, name));
                continue;
            }
            _ => continue,
        };
        let near = nearest_path(snapshot, &path);
        let is_file = match likeness(&part.text) {
            Likeness::Source => true,
            // A page, or an image beside it, on the site that the text was taken from.
            Likeness::File => near.is_some() || is_known_place(snapshot, &part.text, &path),
            Likeness::Page => near.is_some(),
            Likeness::Nothing => false,
        };
        if !is_file {
            continue;
        }
        let written = document.text().slice(part.range);
        let mut finding = Finding::new(part.range, format!("`{written}` does not exist"));
        if let Some(near) = near {
            let destination = rewritten(snapshot, file, part, &near);
            finding.help = Some(format!("did you mean `{destination}`?"));
            let title = format!("Change the destination to `{destination}`");
            finding.fixes.push(redirect(title, part.range, &destination));
        }
        out.push(finding);
    }
}

/// `nearest` lets no more letters differ.
const FARTHEST: usize = 6;

/// The finding that nothing is what a wiki link names.
fn missing_page(snapshot: &Snapshot, name: &Part) -> Finding {
    let message = format!("no file and no seed is called `{}`", name.text);
    let mut finding = Finding::new(name.range, message);
    let last = paths::name(&name.text);
    let stem = stem(last).to_lowercase();
    let names = snapshot.page_names();
    let by_name = nearest(&stem, names.iter().map(|(lower, _)| lower.as_str()));
    let by_name = by_name.and_then(|near| {
        let at = names.partition_point(|(lower, _)| lower.as_str() < near);
        names.get(at).map(|(_, name)| name.as_str())
    });
    let near = by_name.or_else(|| nearest_title(snapshot, &stem));
    if let Some(near) = near {
        finding.help = Some(format!("did you mean `{near}`?"));
        let title = format!("Change the name to `{near}`");
        finding.fixes.push(redirect(title, name.range, near));
    }
    finding
}

/// The title that is nearest to `name`, which is in lower case.
fn nearest_title<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a str> {
    let length = name.chars().count();
    // There can be very many.
    let titles: Vec<(String, &str)> = snapshot
        .page_titles()
        .filter(|title| title.chars().count().abs_diff(length) <= FARTHEST)
        .map(|title| (title.to_lowercase(), title))
        .collect();
    let near = nearest(name, titles.iter().map(|(lower, _)| lower.as_str()))?;
    titles.iter().find(|(lower, _)| lower == near).map(|(_, title)| *title)
}

/// What a path looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// A text that no site serves under this name.
    Source,
    /// A file, here or on a site.
    File,
    /// A page of a site, though a file can be called so.
    Page,
    /// It has a meaning to one program only.
    Nothing,
}

/// `path` looks like a page of a site, or has a meaning to one program only.
pub(super) fn is_page(path: &str) -> bool {
    matches!(likeness(path), Likeness::Page | Likeness::Nothing)
}

fn likeness(path: &str) -> Likeness {
    const SOURCES: &[&str] = &["md", "markdown", "mdx", "rst", "adoc", "org", "seed", "txt"];
    const FILES: &[&str] = &[
        "7z", "avif", "bib", "bmp", "bz2", "c", "cfg", "conf", "cpp", "cs", "css", "csv", "doc",
        "docx", "epub", "flac", "gif", "go", "gz", "h", "heic", "ico", "ini", "ipynb", "java",
        "jpeg", "jpg", "js", "json", "jsonl", "log", "lua", "m4a", "mkv", "mov", "mp3", "mp4",
        "odp", "ods", "odt", "ogg", "opus", "pdf", "png", "ppt", "pptx", "ps1", "py", "rar", "rb",
        "rs", "rtf", "sh", "sql", "svg", "tar", "tex", "tgz", "tif", "tiff", "toml", "ts", "tsv",
        "wav", "webm", "webp", "xls", "xlsx", "xml", "xz", "yaml", "yml", "zip",
    ];
    // Site generators and editors have such paths from a place of their own.
    if path.starts_with(['@', '~', ':']) {
        return Likeness::Nothing;
    }
    let extension = paths::extension(path).unwrap_or_default();
    let is_in = |list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(extension));
    if is_in(SOURCES) {
        Likeness::Source
    } else if is_in(FILES) {
        Likeness::File
    } else {
        Likeness::Page
    }
}

/// The directory that `path`, written as `written`, lies in is there, and not merely the root of
/// a site.
fn is_known_place(snapshot: &Snapshot, written: &str, path: &str) -> bool {
    let directory = paths::parent(path);
    let is_at_root = written.starts_with('/') && snapshot.root_above(path) == Some(directory);
    !is_at_root && snapshot.existence(directory) == Existence::Directory
}

/// What lies on the disk and is spelt most like `path`, one name being different.
fn nearest_path(snapshot: &Snapshot, path: &str) -> Option<String> {
    let mut directory = paths::parent(path);
    while snapshot.existence(directory) != Existence::Directory {
        if directory.is_empty() {
            return None;
        }
        directory = paths::parent(directory);
    }
    let rest = path.get(directory.len() + 1..)?;
    let (name, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let near = |name: &str| format!("{directory}/{name}{below}");
    let is_there = |name: &str| match below {
        "" => true,
        _ => snapshot.existence(&near(name)) == Existence::File,
    };
    let names = snapshot.names_in(directory).filter(|(_, is_directory)| {
        // A page can be made of a file or of a directory.
        *is_directory != below.is_empty() || paths::extension(name).is_none()
    });
    let names = names.map(|(name, _)| name);
    // `page.html` is made of `page.md`.
    let extension = paths::extension(name).unwrap_or_default();
    if !matches!(extension, "" | "html" | "htm") {
        return Some(near(nearest(name, names.filter(|name| is_there(name)))?));
    }
    let pages: Vec<String> = names
        .filter(|name| is_there(name))
        .filter_map(|name| match paths::extension(name) {
            Some("md" | "markdown" | "seed" | "txt") => {
                let stem = name.rsplit_once('.')?.0;
                Some(if extension.is_empty() {
                    stem.to_owned()
                } else {
                    format!("{stem}.{extension}")
                })
            }
            _ => Some(name.to_owned()),
        })
        .collect();
    let page = nearest(name, pages.iter().map(String::as_str))?;
    // Pages elsewhere are often called a little like those here, so only a slip is taken for one.
    (strsim::osa_distance(name, page) <= 2).then(|| near(page))
}

/// `path` as a link of `file` writes it, in the way `part` does.
pub(super) fn rewritten(snapshot: &Snapshot, file: FileId, part: &Part, path: &str) -> String {
    let own = snapshot.path(file).unwrap_or_default();
    let slash = if part.text.ends_with('/') { "/" } else { "" };
    if part.text.starts_with('/') {
        let root = snapshot.root_above(own).unwrap_or_default();
        let path = paths::encode(path.strip_prefix(root).unwrap_or(path));
        return format!("{path}{slash}");
    }
    let relative = paths::relative(paths::parent(own), path);
    let dot = if part.text.starts_with("./") && !relative.starts_with("../") { "./" } else { "" };
    format!("{dot}{relative}{slash}")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn files_that_are_not_there_are_reported() {
        check(
            &RULE,
            "
//- /seeds/a.seed
[a](b.txt) [a](<no such file.txt>) [a](../README.md#top) [a](/seeds/b.txt)
                ^^^^^^^^^^^^^^^^ `no such file.txt` does not exist
[a](../docs/b.md \"title\") [a](b.pdf?x=1) [a][b] [a](/b.pdf)
    ^^^^^^^^^^^^ `../docs/b.md` does not exist
                              ^^^^^ `b.pdf` does not exist

[b]: b%20c.txt
     ^^^^^^^^^ `b%20c.txt` does not exist
//- /seeds/b.txt
//- /README.md
",
        );
    }

    #[test]
    fn pages_of_a_site_are_let_pass() {
        check(
            &RULE,
            "
[a](../news/strike) [a](/about/) [a](/images/b.png) [a](page) [a](v1.2) [a](news.example)
[a](page.html) [a](other/page.html) [a](.) [a](..) [a](/logo.png) [a](story.html) [a](@/b.md)
//- /seeds/page.md
//- /logos.png.orig
",
        );
    }

    #[test]
    fn wiki_links_are_reported_where_they_are_links() {
        let text = "See [[harbour]], [[0002_pilots.txt#x|them]], [[a year on]] and [[habour]].\n";
        let files = "//- /other/harbour.md\n//- /seeds/0001.seed\nA Year On\n";
        check(&RULE, &format!("{text}{files}"));
        let marks = "                   ^^^^^^^^^^^^^^^ no file and no seed is called `0002_pilots.txt`\n                                                                 ^^^^^^ no file and no seed is called `habour`\n";
        let files = format!("{files}//- /seedls.toml\nwiki-links = true\n");
        check(&RULE, &format!("{text}{marks}{files}"));
        for (before, after) in [
            ("[[habour#x|a]]", "[[harbour#x|a]]"),
            ("![[other/habour.md]]", "![[harbour]]"),
            ("[[A Year in]]", "[[A Year On]]"),
        ] {
            check_fix(&RULE, &format!("{before}\n{files}"), &format!("{after}\n"));
        }
    }

    #[test]
    fn a_slip_in_the_name_of_a_page_is_told_from_a_page_elsewhere() {
        for (before, after) in [
            ("[a](harbuor.html#x)", "[a](harbour.html#x)"),
            ("[a](harbuor)", "[a](harbour)"),
            ("[a](../LICENCE)", "[a](../LICENSE)"),
        ] {
            let files = "//- /seeds/harbour.md\n//- /LICENSE\n";
            check_fix(&RULE, &format!("{before}\n{files}"), &format!("{after}\n"));
        }
    }

    #[test]
    fn the_fix_keeps_the_way_the_path_is_written() {
        let files = "//- /seeds/harbour pilots.txt\n//- /docs/strike.md\n";
        for (before, after) in [
            ("[a](./harbor%20pilots.txt#x)", "[a](./harbour%20pilots.txt#x)"),
            ("[a](<harbor pilots.txt>)", "[a](<harbour%20pilots.txt>)"),
            ("[a](/doc/strike.md)", "[a](/docs/strike.md)"),
            ("[a](../doc/strike.md 'b')", "[a](../docs/strike.md 'b')"),
        ] {
            check_fix(&RULE, &format!("{before}\n{files}"), &format!("{after}\n"));
        }
    }
}
