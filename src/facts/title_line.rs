//! What the title of a newspaper header tells beside itself, where nothing else tells it: pages are
//! titled `The Bell | by Ida Coll | Mar, 2021 | News Example`, and minutes `March 3, 2021`.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::date_line;
use crate::facts::header_line::is_lone_name;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::FieldName;
use crate::syntax::Labels;

/// The author and the date in the title among `fields`, which lies in `all`, if neither `fields` nor
/// `told` have them.
pub(super) fn fields(
    all: Passage<'_>,
    fields: &[Field],
    told: &[Field],
    labels: &Labels,
) -> Vec<Field> {
    let mut more = Vec::new();
    let title = fields.iter().find(|it| it.name == FieldName::Title);
    let Some(title) = title.filter(|it| it.style == FieldStyle::Newspaper) else { return more };
    let start = usize::from(title.source.start()) - all.start;
    let line = all.part(start..start + usize::from(title.source.len()));
    let has = |name| fields.iter().chain(told).any(|it| it.name == name);
    let telling = |name, label, value| Telling {
        name,
        style: FieldStyle::Newspaper,
        range: title.range,
        label,
        value,
    };
    if !has(FieldName::Date)
        && let Some(dates) = date_line::read(line, labels)
        && let [date] = dates.as_slice()
        && matches!(&date.reading, DateReading::Date(it) if it.day.is_some())
    {
        let telling = telling(FieldName::Date, None, date.source);
        more.push(value::field(telling, date.source.range(), Value::Date(date.reading.clone())));
        return more;
    }
    let mut parts = parts(line).into_iter().skip(1);
    let named = parts.find_map(|part| {
        let label = part.part(0..part.text.get(..3)?.eq_ignore_ascii_case("by ").then_some(2)?);
        let name = part.from(2).trim();
        is_lone_name(name).then_some((label, name))
    });
    let Some((label, name)) = named else { return more };
    if !has(FieldName::Author) {
        more.extend(value::fields(telling(FieldName::Author, Some(label.range()), name)));
    }
    let mut dates = parts.map(|part| (part, Date::read(part.text)));
    if let Some((part, reading)) = dates.find(|(_, it)| matches!(it, DateReading::Date(_)))
        && !has(FieldName::Date)
    {
        let telling = telling(FieldName::Date, None, part);
        more.push(value::field(telling, part.range(), Value::Date(reading)));
    }
    more
}

/// What stands between the bars of `line`.
fn parts(line: Passage<'_>) -> Vec<Passage<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    for part in line.text.split('|') {
        parts.push(line.part(at..at + part.len()).trim());
        at += part.len() + 1;
    }
    parts
}
