//! The time of day and the zone that stand beside a date.

use std::ops::Range;

use crate::facts::date_scan::Cursor;

/// A time that was found.
pub(super) struct Clock {
    /// Hour, minute, second.
    pub(super) time: (u8, u8, u8),
    /// Minutes east of UTC.
    pub(super) offset: Option<i16>,
    pub(super) zone: Option<String>,
    /// The part that no clock shows, and why.
    pub(super) impossible: Option<(Range<usize>, String)>,
}

/// `4:05 PM ET, ` before a date.
pub(super) fn before_date(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let start = *cursor;
    if let Some(clock) = clock(cursor) {
        cursor.eat_any(&[',', ';']);
        if cursor.spaces() {
            return Some(clock);
        }
    }
    *cursor = start;
    None
}

/// `T16:05:00+03:00`, `, 4:05 p.m. EDT`, ` um 16.05 Uhr` after a date.
pub(super) fn after_date(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let start = *cursor;
    if !cursor.eat_any(&['T', 't']) {
        cursor.spaces();
        cursor.eat_any(&[',', '·', '•', '|', '–', '—', '-', '@', '/', ';']);
        cursor.spaces();
        let word = *cursor;
        let connects = cursor.word().map(str::to_lowercase);
        let connects = connects.as_deref().is_some_and(|it| CONNECTIVES.contains(&it));
        if !connects {
            *cursor = word;
        }
        cursor.eat_any(&['.', ':']);
        cursor.spaces();
    }
    if cursor.at != start.at
        && let Some(clock) = clock(cursor)
    {
        return Some(clock);
    }
    *cursor = start;
    None
}

const CONNECTIVES: &[&str] = &[
    "at", "um", "à", "às", "om", "ore", "alle", "kl", "klo", "ab", "gegen", "в", "o", "las", "godz",
];

fn clock(cursor: &mut Cursor<'_>) -> Option<Clock> {
    // MarkDownload puts the zone into brackets: `(UTC +02:00)`.
    let first = cursor.number()?;
    let mut second = None;
    let mut minute = None;
    let mut told = false;
    if first.digits <= 2 {
        let after_hour = *cursor;
        if cursor.eat_any(&[':', '.', 'h', 'H', '時', '时', '点', '點', '시']) {
            let colon = cursor.text[after_hour.at..].starts_with(':');
            let plain = cursor.text[after_hour.at..].starts_with('.');
            cursor.spaces();
            minute = cursor.number().filter(|it| it.digits == 2);
            told = minute.is_some() && !plain;
            if minute.is_none() {
                *cursor = after_hour;
            }
            if minute.is_some() && !colon && !plain {
                cursor.eat_any(&['分', '분']);
            }
            let after_minute = *cursor;
            if colon && cursor.eat(':') {
                second = cursor.number().filter(|it| it.digits == 2);
                if second.is_none() {
                    *cursor = after_minute;
                }
                let after_second = *cursor;
                if !(cursor.eat_any(&['.', ',']) && cursor.fraction()) {
                    *cursor = after_second;
                }
            }
        }
    }
    let meridiem = meridiem(cursor);
    let zone = zone(cursor);
    // `2010 GMT`: four digits are a time only where a zone follows.
    if first.digits == 4 && zone.is_some() {
        let time = (first.value / 100, first.value % 100, 0);
        let (offset, zone) = zone?;
        return Some(Clock { time: checked(time)?, offset, zone, impossible: None });
    }
    if 2 < first.digits || !(told || meridiem.is_some()) {
        return None;
    }
    let mut hour = first.value;
    match meridiem {
        Some(Meridiem::Afternoon) if hour < 12 => hour += 12,
        Some(Meridiem::Morning) if hour == 12 => hour = 0,
        _ => {}
    }
    let minutes = minute.as_ref().map_or(0, |it| it.value);
    let seconds = second.as_ref().map_or(0, |it| it.value);
    let (offset, zone) = zone.unwrap_or_default();
    let time = checked((hour, minutes, seconds));
    let impossible = if time.is_some() {
        None
    } else if 23 < hour {
        Some((first.range, "a day has 24 hours".to_owned()))
    } else if 59 < minutes {
        minute.map(|it| (it.range, "an hour has 60 minutes".to_owned()))
    } else {
        second.map(|it| (it.range, "a minute has 60 seconds".to_owned()))
    };
    Some(Clock { time: time.unwrap_or_default(), offset, zone, impossible })
}

/// `time` where a clock can show it. 24:00:00 is the end of a day, and 60 a leap second.
pub(super) fn checked((hour, minute, second): (u32, u32, u32)) -> Option<(u8, u8, u8)> {
    let end_of_day = (hour, minute, second) == (24, 0, 0);
    let fits = end_of_day || (hour < 24 && minute < 60 && second <= 60);
    if !fits {
        return None;
    }
    Some((hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?))
}

enum Meridiem {
    Morning,
    Afternoon,
    /// `16:05 Uhr`: all 24 hours.
    Neither,
}

fn meridiem(cursor: &mut Cursor<'_>) -> Option<Meridiem> {
    let start = *cursor;
    cursor.spaces();
    let word = cursor.word().unwrap_or_default().to_lowercase();
    let found = match word.as_str() {
        "am" => Some(Meridiem::Morning),
        "pm" => Some(Meridiem::Afternoon),
        "uhr" | "uur" | "hrs" | "h" => Some(Meridiem::Neither),
        "a" | "p" if cursor.eat('.') => {
            cursor.spaces();
            let of_noon = cursor.word().is_some_and(|it| it.eq_ignore_ascii_case("m"));
            let side = if word == "a" { Meridiem::Morning } else { Meridiem::Afternoon };
            of_noon.then(|| {
                cursor.eat('.');
                side
            })
        }
        _ => None,
    };
    if found.is_none() {
        *cursor = start;
    }
    found
}

/// Abbreviations of zones that stand beside times in the press.
const ZONES: &[&str] = &[
    "ACDT", "ACST", "ADT", "AEDT", "AEST", "AKDT", "AKST", "ART", "AST", "AWST", "BRT", "BST",
    "CAT", "CDT", "CEST", "CET", "CLT", "COT", "CST", "CT", "EAT", "EDT", "EEST", "EET", "EST",
    "ET", "HKT", "HST", "ICT", "IST", "JST", "KST", "MDT", "MESZ", "MEZ", "MSK", "MST", "MT",
    "NDT", "NPT", "NST", "NZDT", "NZST", "PDT", "PET", "PHT", "PKT", "PST", "PT", "SAST", "SGT",
    "TRT", "VET", "WAT", "WEST", "WET", "WIB",
];

type Zone = (Option<i16>, Option<String>);

fn zone(cursor: &mut Cursor<'_>) -> Option<Zone> {
    let start = *cursor;
    cursor.spaces();
    let bracket = cursor.eat('(');
    let zone = numeric_zone(cursor).or_else(|| named_zone(cursor));
    if zone.is_none() || (bracket && !cursor.eat(')')) {
        *cursor = start;
        return None;
    }
    // A zone told twice: `-0700 (PDT)`, `2010 GMT (0410 HKT)`, `+0000 UTC`.
    let mut again = *cursor;
    again.spaces();
    let numbered = zone.as_ref().is_some_and(|(offset, _)| offset.is_some());
    if numbered && !again.rest().starts_with('(') && named_zone(&mut again).is_some() {
        *cursor = again;
        return zone;
    }
    if again.eat('(') {
        while again.word().is_some() || again.number().is_some() || again.spaces() {}
        if again.eat(')') {
            *cursor = again;
        }
    }
    zone
}

fn numeric_zone(cursor: &mut Cursor<'_>) -> Option<Zone> {
    let start = *cursor;
    let sign = match cursor.peek() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return None,
    };
    cursor.skip();
    let offset = cursor.number().and_then(|hours| {
        let minutes = match hours.digits {
            1 | 2 if cursor.eat(':') => {
                hours.value * 60 + cursor.number().filter(|it| it.digits == 2)?.value
            }
            1 | 2 => hours.value * 60,
            4 => hours.value / 100 * 60 + hours.value % 100,
            _ => return None,
        };
        // The calendar's zones lie between -12:00 and +14:00.
        i16::try_from(minutes).ok().filter(|minutes| *minutes <= 14 * 60)
    });
    let Some(offset) = offset else {
        *cursor = start;
        return None;
    };
    Some((Some(sign * offset), None))
}

fn named_zone(cursor: &mut Cursor<'_>) -> Option<Zone> {
    let start = *cursor;
    let word = cursor.word()?;
    if matches!(word, "Z" | "z") {
        return Some((Some(0), None));
    }
    if matches!(word, "UTC" | "GMT") {
        let after = *cursor;
        cursor.spaces();
        if let Some(zone) = numeric_zone(cursor) {
            return Some(zone);
        }
        *cursor = after;
        return Some((Some(0), None));
    }
    if ZONES.contains(&word) {
        return Some((None, Some(word.to_owned())));
    }
    if matches!(word, "Eastern" | "Central" | "Mountain" | "Pacific") {
        loop {
            let after = *cursor;
            cursor.spaces();
            if !matches!(cursor.word(), Some("Standard" | "Daylight" | "Time")) {
                *cursor = after;
                break;
            }
        }
        return Some((None, Some(cursor.text[start.at..cursor.at].to_owned())));
    }
    *cursor = start;
    None
}

impl Cursor<'_> {
    /// Skips the digits of a fraction, however many; true if there were any.
    fn fraction(&mut self) -> bool {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += digits;
        0 < digits
    }
}
