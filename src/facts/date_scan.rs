//! Finds a date at the start of a string: thin recognisers for the ways people write dates. The
//! calendar is that of the date library.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::date_names::MONTHS;
use crate::facts::date_names::WEEKDAYS;
use crate::facts::date_time;
use crate::facts::date_time::Clock;

/// A date that was found, and where it ends.
pub(super) struct Scan {
    pub(super) end: usize,
    pub(super) reading: DateReading,
}

/// Reads a date, with its weekday and time, at the start of `text`.
pub(super) fn scan(text: &str) -> Option<Scan> {
    if !has_digit(text) {
        return None;
    }
    let mut cursor = Cursor { text, at: 0 };
    cursor.spaces();
    let early = date_time::before_date(&mut cursor);
    let day = weekday_and_day(&mut cursor)?;
    let clock = if early.is_some() { early } else { date_time::after_date(&mut cursor) };
    if cursor.rest().starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    Some(Scan { end: cursor.at, reading: with_clock(day, clock) })
}

/// No date is without one, and most lines that are asked about are no dates.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn with_clock(day: DateReading, clock: Option<Clock>) -> DateReading {
    let Some(clock) = clock else { return day };
    let add = |mut date: Date| {
        date.time = Some(clock.time);
        date.offset = clock.offset;
        date.zone.clone_from(&clock.zone);
        date
    };
    match (day, &clock.impossible) {
        (day @ (DateReading::Impossible { .. } | DateReading::NotADate), _) => day,
        (_, Some((part, why))) => DateReading::Impossible { part: part.clone(), why: why.clone() },
        (DateReading::Date(date), None) => DateReading::Date(add(date)),
        (DateReading::Ambiguous { readings }, None) => {
            DateReading::Ambiguous { readings: readings.into_iter().map(add).collect() }
        }
    }
}

fn weekday_and_day(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let start = *cursor;
    if let Some(day) = day(cursor) {
        // `2019年3月2日（土）`, `July 18, 2019 (Thursday)`
        let mut after = *cursor;
        after.spaces();
        let open = after.eat_any(&['(', '（']);
        let word = after.word();
        if open && word.is_some() && after.eat_any(&[')', '）']) {
            *cursor = after;
        } else if !open && word.is_some_and(is_east_asian_weekday) {
            // `2019年7月18日 星期四`, `2019年7月18日木曜日`
            *cursor = after;
        }
        return Some(day);
    }
    *cursor = start;
    let word = cursor.word()?;
    // `quinta-feira`
    if cursor.eat('-') {
        cursor.word()?;
    } else if !is_weekday(word) {
        return None;
    }
    cursor.eat_any(&['.', ',', '،']);
    cursor.eat(',');
    cursor.spaces();
    let article = *cursor;
    if !matches!(cursor.word(), Some("den" | "the" | "le" | "el" | "il")) || !cursor.spaces() {
        *cursor = article;
    }
    day(cursor)
}

fn day(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let start = *cursor;
    for form in [year_first, numbers_year_last, month_first, day_first] {
        if let Some(reading) = form(cursor) {
            return Some(reading);
        }
        *cursor = start;
    }
    None
}

/// `2019-07-18`, `2019/7/18`, `20190718`, `2019年7月18日`, `2019 July 18`, `2019-07`, `2019`
fn year_first(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let year = cursor.number()?;
    if matches!(year.digits, 8 | 12 | 14) {
        return compact(cursor, &year);
    }
    if year.digits != 4 || !(1000..3000).contains(&year.value) {
        return None;
    }
    let coarse = DateReading::Date(coarse(year.value, None));
    let after_year = *cursor;
    if let Some(reading) = east_asian(cursor, &year) {
        return Some(reading);
    }
    *cursor = after_year;
    let separator = cursor.peek();
    if matches!(separator, Some('-' | '/' | '.' | '‐' | '‑' | '–'))
        && cursor.eat_any(&['-', '/', '.', '‐', '‑', '–'])
        && let Some(month) = cursor.number()
        && month.digits <= 2
    {
        let after_month = *cursor;
        if cursor.peek() == separator
            && cursor.skip()
            && let Some(day) = cursor.number()
            && day.digits <= 3
        {
            return Some(civil(&year, &month, &day));
        }
        *cursor = after_month;
        let ends = !cursor.rest().starts_with(['-', '/', '.', ':']);
        if month.digits == 2 && separator != Some('.') && ends {
            return Some(match month_fault(&month) {
                Some(fault) => fault,
                None => DateReading::Date(self::coarse(year.value, Some(month.value))),
            });
        }
        return None;
    }
    *cursor = after_year;
    if cursor.spaces()
        && let Some(month) = cursor.month()
        && cursor.spaces()
        && let Some(day) = cursor.number()
        && day.digits <= 2
    {
        return Some(civil(&year, &month, &day));
    }
    *cursor = after_year;
    Some(coarse)
}

/// `20190718`, `201907181605`, `20190718160530`
fn compact(cursor: &mut Cursor<'_>, number: &Number) -> Option<DateReading> {
    let at = number.range.start;
    let part = |from: usize, to: usize| {
        Cursor { text: cursor.text.get(..at + to)?, at: at + from }.number()
    };
    let reading = civil(&part(0, 4)?, &part(4, 6)?, &part(6, 8)?);
    let DateReading::Date(mut date) = reading else { return None };
    if 8 < number.digits {
        let second = if number.digits == 14 { part(12, 14)?.value } else { 0 };
        let time = (part(8, 10)?.value, part(10, 12)?.value, second);
        date.time = Some(date_time::checked(time)?);
    }
    (1800..2200).contains(&date.year).then_some(DateReading::Date(date))
}

fn east_asian(cursor: &mut Cursor<'_>, year: &Number) -> Option<DateReading> {
    const MARKS: [[&[char]; 3]; 2] =
        [[&['年'], &['月'], &['日', '号', '號']], [&['년'], &['월'], &['일']]];
    cursor.spaces();
    let [year_mark, month_mark, day_mark] =
        MARKS.into_iter().find(|marks| cursor.rest().starts_with(marks[0]))?;
    cursor.eat_any(year_mark);
    let after_year = *cursor;
    cursor.spaces();
    let Some(month) = cursor.number().filter(|it| it.digits <= 2) else {
        *cursor = after_year;
        return Some(DateReading::Date(coarse(year.value, None)));
    };
    cursor.spaces();
    cursor.eat_any(month_mark).then_some(())?;
    let after_month = *cursor;
    cursor.spaces();
    if let Some(day) = cursor.number().filter(|it| it.digits <= 2) {
        cursor.spaces();
        if cursor.eat_any(day_mark) {
            return Some(civil(year, &month, &day));
        }
    }
    *cursor = after_month;
    Some(match month_fault(&month) {
        Some(fault) => fault,
        None => DateReading::Date(coarse(year.value, Some(month.value))),
    })
}

/// `18.07.2019`, `18. 7. 2019`, `7/18/2019`, `18-07-19`
fn numbers_year_last(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let first = cursor.number().filter(|it| it.digits <= 2)?;
    let separator = cursor.peek().filter(|c| matches!(c, '.' | '/' | '-'))?;
    cursor.skip();
    if separator == '.' {
        cursor.spaces();
    }
    let second = cursor.number().filter(|it| it.digits <= 2)?;
    cursor.eat(separator).then_some(())?;
    if separator == '.' {
        cursor.spaces();
    }
    let year = cursor.number().filter(|it| matches!(it.digits, 2 | 4))?;
    let mut tail = *cursor;
    if tail.eat(separator) && tail.number().is_some() {
        return None;
    }
    year_mark(cursor);
    let years = centuries(&year);
    if separator == '.' {
        return Some(either(years.iter().map(|year| civil(year, &second, &first)).collect()));
    }
    if 12 < first.value && 12 < second.value {
        let year = years.first()?;
        return Some(civil(year, &second, &first));
    }
    let mut readings = Vec::new();
    for year in &years {
        readings.push(civil(year, &second, &first));
        if first.value != second.value {
            readings.push(civil(year, &first, &second));
        }
    }
    Some(either(readings))
}

/// `July 18, 2019`, `Jul 18 2019`, `July 2019`
fn month_first(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let month = cursor.month()?;
    cursor.eat_any(&['-', '/', ',']);
    cursor.spaces();
    // `julio de 2019`
    let mut joined = *cursor;
    cursor.joining_word();
    let number = cursor.number()?;
    if joined.word().is_some() && number.digits != 4 {
        return None;
    }
    if number.digits == 4 {
        return Some(DateReading::Date(coarse(number.value, Some(month.value))));
    }
    if 3 < number.digits {
        return None;
    }
    cursor.ordinal();
    cursor.eat_any(&['.', '-', '/']);
    cursor.eat(',');
    cursor.spaces();
    cursor.joining_word();
    let year = cursor.number().filter(|it| matches!(it.digits, 2 | 4))?;
    if year.digits == 2 && cursor.rest().starts_with(':') {
        return None;
    }
    year_mark(cursor);
    Some(either(centuries(&year).iter().map(|year| civil(year, &month, &number)).collect()))
}

/// `18 July 2019`, `18th of July, 2019`, `18. Juli 2019`, `18 de julio de 2019`, `18-Jul-2019`
fn day_first(cursor: &mut Cursor<'_>) -> Option<DateReading> {
    let day = cursor.number().filter(|it| it.digits <= 3)?;
    cursor.ordinal();
    cursor.eat_any(&['.', '-', '/', ',']);
    cursor.spaces();
    cursor.joining_word();
    let month = cursor.month()?;
    cursor.eat_any(&[',', '-', '/']);
    cursor.spaces();
    cursor.joining_word();
    let year = cursor.number().filter(|it| matches!(it.digits, 2 | 4))?;
    if year.digits == 2 && cursor.rest().starts_with(':') {
        return None;
    }
    year_mark(cursor);
    Some(either(centuries(&year).iter().map(|year| civil(year, &month, &day)).collect()))
}

/// What follows a year in some languages: `2019 г.`, `2019 r.`
fn year_mark(cursor: &mut Cursor<'_>) {
    let before = *cursor;
    cursor.spaces();
    if matches!(cursor.word(), Some("г" | "года" | "год" | "р" | "року" | "r" | "roku"))
    {
        cursor.eat('.');
    } else {
        *cursor = before;
    }
}

/// A year of two digits in this century and the last, any other as it is.
fn centuries(year: &Number) -> Vec<Number> {
    if year.digits == 4 {
        return vec![year.clone()];
    }
    let in_century = |century| Number { value: century + year.value, ..year.clone() };
    vec![in_century(2000), in_century(1900)]
}

/// One reading of several: the impossible ones count only where no other is left.
fn either(readings: Vec<DateReading>) -> DateReading {
    let mut dates: Vec<Date> = readings.iter().filter_map(|it| it.date().cloned()).collect();
    match dates.len() {
        0 => readings.into_iter().next().unwrap_or(DateReading::NotADate),
        1 => DateReading::Date(dates.remove(0)),
        _ => DateReading::Ambiguous { readings: dates },
    }
}

fn coarse(year: u32, month: Option<u32>) -> Date {
    Date {
        year: i16::try_from(year).unwrap_or(i16::MAX),
        month: month.and_then(|it| u8::try_from(it).ok()),
        day: None,
        time: None,
        offset: None,
        zone: None,
    }
}

fn civil(year: &Number, month: &Number, day: &Number) -> DateReading {
    if let Some(fault) = month_fault(month) {
        return fault;
    }
    let impossible = |why: String| DateReading::Impossible { part: day.range.clone(), why };
    let date = coarse(year.value, Some(month.value));
    let first =
        i8::try_from(month.value).ok().and_then(|it| jiff::civil::Date::new(date.year, it, 1).ok());
    let Some(first) = first else { return DateReading::NotADate };
    if day.value == 0 {
        return impossible("days begin at 1".to_owned());
    }
    let days = first.days_in_month();
    match u8::try_from(day.value) {
        Ok(number) if i8::try_from(number).is_ok_and(|it| it <= days) => {
            DateReading::Date(Date { day: Some(number), ..date })
        }
        _ => impossible(format!("{} has {days} days", first.strftime("%B %Y"))),
    }
}

fn month_fault(month: &Number) -> Option<DateReading> {
    (!(1..=12).contains(&month.value)).then(|| DateReading::Impossible {
        part: month.range.clone(),
        why: format!("there is no month {}", month.value),
    })
}

/// Behind a date, other languages' short names could be words of the text.
fn is_east_asian_weekday(word: &str) -> bool {
    word.starts_with(|c: char| '\u{2e80}' <= c) && is_weekday(word)
}

fn is_weekday(word: &str) -> bool {
    static NAMES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| WEEKDAYS.split(' ').collect());
    NAMES.contains(word.to_lowercase().as_str())
}

/// A run of digits.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) value: u32,
    pub(super) digits: usize,
    pub(super) range: Range<usize>,
}

/// A place in a string, moved by what it reads; what does not fit leaves it where it was.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    // A character boundary of `text`.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn skip(&mut self) -> bool {
        let Some(char) = self.peek() else { return false };
        self.at += char.len_utf8();
        true
    }

    pub(super) fn eat(&mut self, char: char) -> bool {
        self.peek() == Some(char) && self.skip()
    }

    pub(super) fn eat_any(&mut self, chars: &[char]) -> bool {
        self.peek().is_some_and(|c| chars.contains(&c)) && self.skip()
    }

    /// Skips blanks; true if there were any.
    pub(super) fn spaces(&mut self) -> bool {
        let before = self.at;
        self.at = self.text.len() - self.rest().trim_start().len();
        before < self.at
    }

    pub(super) fn number(&mut self) -> Option<Number> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        // No date has more digits in a row than `YYYYMMDDhhmmss`.
        if !(1..=14).contains(&digits) {
            return None;
        }
        let value =
            rest[..digits].parse::<u64>().map_or(u32::MAX, |it| it.try_into().unwrap_or(u32::MAX));
        let range = self.at..self.at + digits;
        self.at = range.end;
        Some(Number { value, digits, range })
    }

    /// A run of letters, with the marks that combine with them.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let is_letter = |c: char| c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}');
        let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        self.at += end;
        (0 < end).then(|| &rest[..end])
    }

    /// The name of a month, with the full stop of an abbreviation.
    fn month(&mut self) -> Option<Number> {
        static NUMBERS: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
            let months = MONTHS.iter().zip(1..);
            months
                .flat_map(|(names, month)| names.split(' ').map(move |name| (name, month)))
                .collect()
        });
        let start = *self;
        let month = self.word().and_then(|it| NUMBERS.get(it.to_lowercase().as_str()));
        let Some(&value) = month else {
            *self = start;
            return None;
        };
        let range = start.at..self.at;
        self.eat('.');
        Some(Number { value, digits: 0, range })
    }

    /// `18th`, `1er`, `1º`, `1.º`
    fn ordinal(&mut self) {
        let before = *self;
        self.eat('.');
        if self.eat_any(&['º', '°', 'ª']) {
            return;
        }
        *self = before;
        let word = self.word().map(str::to_lowercase);
        if !matches!(word.as_deref(), Some("st" | "nd" | "rd" | "th" | "er" | "o" | "e")) {
            *self = before;
        }
    }

    /// The `of` of `18th of July` in several languages, with the blanks after it.
    fn joining_word(&mut self) {
        let before = *self;
        let word = self.word().map(str::to_lowercase);
        if !matches!(word.as_deref(), Some("of" | "de" | "del" | "di" | "do")) || !self.spaces() {
            *self = before;
        }
    }
}
