//! `text`: the survey for people: a table with bars, forms and outliers, and the configuration.

use std::io;
use std::io::Write;

use super::FieldSurvey;
use super::Form;
use super::Spot;
use super::Survey;
use crate::export::Corpus;
use crate::export::Format;
use crate::export::columns::BOLD;
use crate::export::columns::CYAN;
use crate::export::columns::DIM;
use crate::export::columns::PLAIN;
use crate::export::columns::clipped;
use crate::export::columns::clipped_path;
use crate::export::columns::columns;
use crate::export::columns::one_line;

pub(super) static FORMAT: Format = Format {
    name: "text",
    summary: "for people: tables with bars, and the configuration",
    is_for_people: true,
    write,
};

/// Of the longest name, `YAML front matter`.
const NAME_WIDTH: usize = 17;
/// Of the numbers of files.
const COUNT_WIDTH: usize = 7;
/// Of `100 %`.
const SHARE_WIDTH: usize = 5;

/// What is shown of each list; `json` has all.
const MOST_FORMS: usize = 6;
const MOST_SPOTS: usize = 3;
const MOST_LABELS: usize = 12;

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let survey = Survey::new(corpus);
    let width = corpus.width.max(40);
    let files = survey.files;
    writeln!(
        out,
        "{BOLD}{}{PLAIN}",
        if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
    )?;
    if files == 0 {
        return Ok(());
    }
    writeln!(out)?;
    for &(style, count) in &survey.headers {
        write_bar(header(style), count, files, width, out)?;
    }

    writeln!(out, "\n{BOLD}Fields{PLAIN}")?;
    for field in &survey.fields {
        write_bar(field.name.as_str(), field.told, files, width, out)?;
    }
    for field in &survey.fields {
        write_field(field, width, out)?;
    }

    if !survey.unknown.is_empty() {
        writeln!(out, "\n{BOLD}Keys and labels that name no field{PLAIN}")?;
        for unknown in survey.unknown.iter().take(MOST_LABELS) {
            let suggests =
                unknown.suggests.map(|it| format!("  {DIM}may be `{}`{PLAIN}", it.as_str()));
            let label = clipped(&unknown.label, width.saturating_sub(COUNT_WIDTH + 24).max(16));
            let count = unknown.files;
            writeln!(out, "{count:>COUNT_WIDTH$}  {label}{}", suggests.unwrap_or_default())?;
        }
        write_rest(survey.unknown.len(), MOST_LABELS, out)?;
    }

    writeln!(out, "\n{BOLD}seedls.toml{PLAIN}\n")?;
    for line in survey.config.lines() {
        match line.starts_with('#') {
            true => writeln!(out, "{DIM}{}{PLAIN}", one_line(line))?,
            false => writeln!(out, "{}", crate::text::plain(line))?,
        }
    }
    Ok(())
}

fn header(style: &str) -> &'static str {
    match style {
        "newspaper" => "newspaper header",
        "yaml" => "YAML front matter",
        "toml" => "TOML front matter",
        "keys" => "key lines",
        _ => "no header",
    }
}

/// `title  ██████▌       120   48 %`
fn write_bar(
    name: &str,
    count: usize,
    all: usize,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let room = width.saturating_sub(2 + NAME_WIDTH + 2 + COUNT_WIDTH + 2 + SHARE_WIDTH);
    let room = room.clamp(4, 40);
    let bar = bar(count, all, room);
    let gap = " ".repeat(room.saturating_sub(columns(&bar)));
    let share = share(count, all);
    writeln!(
        out,
        "  {name:NAME_WIDTH$}  {CYAN}{bar}{PLAIN}{gap}{count:>COUNT_WIDTH$}  {share:>SHARE_WIDTH$}"
    )
}

/// A bar of at most `room` columns, in eighths of one; what is there has a bar, and only what is
/// whole fills the room.
fn bar(count: usize, all: usize, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count * room * 8).checked_div(all).unwrap_or_default();
    let eighths = if count < all { eighths.min(room * 8 - 1) } else { eighths };
    let eighths = if 0 < count { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// `48 %`, rounded so that only what is whole is 100 % and only what is nothing 0 %.
pub(super) fn share(count: usize, all: usize) -> String {
    match (count * 100).checked_div(all).unwrap_or_default() {
        0 if 0 < count => "<1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

fn write_field(field: &FieldSurvey<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{}{PLAIN}", field.name.as_str())?;
    for Form { form, spots } in field.forms.iter().take(MOST_FORMS) {
        let count = spots.len();
        let share = share(count, field.told);
        let form = clipped(form, width.saturating_sub(COUNT_WIDTH + SHARE_WIDTH + 4));
        writeln!(out, "{count:>COUNT_WIDTH$}  {share:>SHARE_WIDTH$}  {form}")?;
    }
    write_rest(field.forms.len(), MOST_FORMS, out)?;
    for outlier in &field.outliers {
        let count = outlier.spots.len();
        let why = clipped(&outlier.why, width.saturating_sub(COUNT_WIDTH + 2));
        let head = format!("{count:>COUNT_WIDTH$}  {why}");
        let mut spots: Vec<String> = outlier.spots.iter().take(MOST_SPOTS).map(spot).collect();
        if MOST_SPOTS < count {
            spots.push(format!("and {} more", count - MOST_SPOTS));
        }
        let line = spots.join(", ");
        if columns(&head) + 2 + columns(&line) <= width {
            writeln!(out, "{CYAN}{head}{PLAIN}{DIM}: {line}{PLAIN}")?;
            continue;
        }
        writeln!(out, "{CYAN}{head}{PLAIN}")?;
        for spot in spots {
            let spot = clipped_path(&spot, width.saturating_sub(COUNT_WIDTH + 2));
            writeln!(out, "{:COUNT_WIDTH$}  {DIM}{spot}{PLAIN}", "")?;
        }
    }
    Ok(())
}

fn write_rest(count: usize, shown: usize, out: &mut dyn Write) -> io::Result<()> {
    let rest = count.saturating_sub(shown);
    if rest == 0 {
        return Ok(());
    }
    writeln!(out, "{:COUNT_WIDTH$}  {DIM}and {rest} more{PLAIN}", "")
}

fn spot(spot: &Spot<'_>) -> String {
    let file = one_line(spot.file);
    spot.line.map_or(file.clone(), |line| format!("{file}:{line}"))
}

#[cfg(test)]
mod tests {
    use super::bar;
    use super::share;

    #[test]
    fn bars_and_shares_tell_nothing_some_and_all_apart() {
        assert_eq!((bar(0, 9, 4).as_str(), share(0, 9).as_str()), ("", "0 %"));
        assert_eq!((bar(1, 999, 4).as_str(), share(1, 999).as_str()), ("▏", "<1 %"));
        assert_eq!((bar(5, 10, 4).as_str(), share(5, 10).as_str()), ("██", "50 %"));
        assert_eq!((bar(998, 999, 4).as_str(), share(998, 999).as_str()), ("███▉", "99 %"));
        assert_eq!((bar(9, 9, 4).as_str(), share(9, 9).as_str()), ("████", "100 %"));
        assert_eq!((bar(0, 0, 4).as_str(), share(0, 0).as_str()), ("", "0 %"));
    }
}
