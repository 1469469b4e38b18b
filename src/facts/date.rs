//! Dates as people write them, read into ISO 8601 without guessing.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::Serialize;

use crate::facts::date_scan;

/// A calendar date, as coarse as it was written, with a time and a zone where they were given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Date {
    pub year: i16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; only with a month.
    pub day: Option<u8>,
    /// Hour (24 only in 24:00:00, the end of the day), minute, second.
    pub time: Option<(u8, u8, u8)>,
    /// Minutes east of UTC.
    pub offset: Option<i16>,
    /// A zone that was written as a name, kept as text because names are ambiguous.
    pub zone: Option<String>,
}

/// What became of an attempt to read a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateReading {
    Date(Date),
    /// Day and month can be told either way, or the century is not told. At least two readings:
    /// day first before month first, this century before the last.
    Ambiguous {
        readings: Vec<Date>,
    },
    /// It has the shape of a date, but there is no such day or time. The range counts bytes of
    /// the string that was read and covers the wrong part.
    Impossible {
        part: Range<usize>,
        why: String,
    },
    NotADate,
}

/// Which of two numbers is the day, where a date can be read either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl DateReading {
    /// What is left of the readings once `order` is known.
    pub(super) fn settled(self, order: DateOrder) -> DateReading {
        let DateReading::Ambiguous { mut readings } = self else { return self };
        // The readings of one year stand day first before month first.
        match order {
            DateOrder::DayFirst => readings.dedup_by_key(|date| date.year),
            DateOrder::MonthFirst => {
                readings.reverse();
                readings.dedup_by_key(|date| date.year);
                readings.reverse();
            }
        }
        match readings.as_slice() {
            [date] => DateReading::Date(date.clone()),
            _ => DateReading::Ambiguous { readings },
        }
    }

    /// The date, where there is no doubt about it.
    pub fn date(&self) -> Option<&Date> {
        match self {
            DateReading::Date(date) => Some(date),
            _ => None,
        }
    }
}

impl Date {
    /// Reads `written`, which must be a date and nothing else.
    pub fn read(written: &str) -> DateReading {
        match date_scan::scan(written) {
            Some(found) if is_crumb(&written[found.end..]) => found.reading,
            _ => DateReading::NotADate,
        }
    }

    /// A date without a time.
    pub fn day(year: i16, month: u8, day: u8) -> Date {
        Date { year, month: Some(month), day: Some(day), time: None, offset: None, zone: None }
    }

    /// Days from `self` to `other`, negative where `other` is earlier; `None` where either is
    /// coarser than a day. Times do not count.
    pub fn days_until(&self, other: &Date) -> Option<i32> {
        let (from, to) = (self.civil()?, other.civil()?);
        from.until(to).ok().map(|span| span.get_days())
    }

    /// The date in the path of `url`: `/2019/07/18/`, `/2019-07-18-`.
    pub fn in_url(url: &str) -> Option<Date> {
        Date::in_path(url.split_once("://")?.1.split_once('/')?.1)
    }

    /// The date in `path`, which no host stands before.
    pub fn in_path(path: &str) -> Option<Date> {
        let path = path.split(['?', '#']).next()?;
        let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
        let in_parts = parts.windows(3).find_map(|part| {
            let [year, month, day] = part else { return None };
            let fits =
                year.len() == 4 && matches!(month.len(), 1 | 2) && matches!(day.len(), 1 | 2);
            let number = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
            (fits && part.iter().all(|it| number(it))).then(|| format!("{year}-{month}-{day}"))
        });
        match Date::read(&in_parts?) {
            DateReading::Date(date) if (1900..2200).contains(&date.year) => Some(date),
            _ => None,
        }
    }

    /// `July 18, 2019`; ISO 8601 where the date is coarser.
    pub fn in_words(&self) -> String {
        let written = self.civil().map(|it| it.strftime("%B %-d, %Y").to_string());
        written.unwrap_or_else(|| self.to_string())
    }

    fn civil(&self) -> Option<jiff::civil::Date> {
        let month = i8::try_from(self.month?).ok()?;
        jiff::civil::Date::new(self.year, month, i8::try_from(self.day?).ok()?).ok()
    }
}

/// Nothing that a date could be doubted for: blanks and a stop.
fn is_crumb(rest: &str) -> bool {
    rest.chars().all(|c| c.is_whitespace() || matches!(c, '.' | ','))
}

/// ISO 8601, as precise as the date was written.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")?;
        let Some((hour, minute, second)) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:{second:02}")?;
        match (self.offset, &self.zone) {
            (Some(0), _) => write!(f, "Z"),
            (Some(offset), _) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
            (None, Some(zone)) => write!(f, " {zone}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;
    use super::DateOrder;
    use super::DateReading;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let actual = match Date::read(written) {
            DateReading::Date(date) => date.to_string(),
            DateReading::Ambiguous { readings } => {
                let readings: Vec<_> = readings.iter().map(Date::to_string).collect();
                readings.join(" or ")
            }
            DateReading::Impossible { part, why } => format!("`{}`: {why}", &written[part]),
            DateReading::NotADate => "no date".to_owned(),
        };
        assert_eq!(actual, expected, "{written}");
    }

    #[test]
    fn numeric_dates_year_first() {
        check("2019-07-18", "2019-07-18");
        check("2019/07/18", "2019-07-18");
        check("2019.7.8", "2019-07-08");
        check("20190718", "2019-07-18");
        check("202507181546", "2025-07-18T15:46:00");
        check("2019-07", "2019-07");
        check("2019", "2019");
        check("2019年3月2日", "2019-03-02");
        check("2019年3月2日 星期六", "2019-03-02");
        check("2019年3月2日土曜日", "2019-03-02");
        check("2019年3月2日周六 16:05", "2019-03-02T16:05:00");
        check("2019년 3월 2일", "2019-03-02");
        check("2019年3月2日（土） 16時05分", "2019-03-02T16:05:00");
    }

    #[test]
    fn numeric_dates_year_last() {
        check("18.07.2019", "2019-07-18");
        check("18. 7. 2019", "2019-07-18");
        check("03.04.2019", "2019-04-03");
        check("13/04/2019", "2019-04-13");
        check("04/13/2019", "2019-04-13");
        check("03/04/2019", "2019-04-03 or 2019-03-04");
        check("04-04-2019", "2019-04-04");
        check("18.07.19", "2019-07-18 or 1919-07-18");
        check("3/4/19", "2019-04-03 or 2019-03-04 or 1919-04-03 or 1919-03-04");
    }

    #[test]
    fn a_known_order_leaves_no_doubt_about_day_and_month() {
        let settled = |written: &str, order| match Date::read(written).settled(order) {
            DateReading::Ambiguous { readings } => {
                readings.iter().map(Date::to_string).collect::<Vec<_>>().join(" or ")
            }
            reading => reading.date().map(Date::to_string).unwrap_or_default(),
        };
        assert_eq!(settled("03/04/2019", DateOrder::DayFirst), "2019-04-03");
        assert_eq!(settled("03/04/2019", DateOrder::MonthFirst), "2019-03-04");
        assert_eq!(settled("04/13/2019", DateOrder::DayFirst), "2019-04-13");
        assert_eq!(settled("3/4/19", DateOrder::DayFirst), "2019-04-03 or 1919-04-03");
        assert_eq!(settled("3/4/19", DateOrder::MonthFirst), "2019-03-04 or 1919-03-04");
        assert_eq!(settled("2019-03-04", DateOrder::DayFirst), "2019-03-04");
    }

    #[test]
    fn months_by_name() {
        check("July 18, 2019", "2019-07-18");
        check("Jul. 18, 2019", "2019-07-18");
        check("Sept. 3, 2019", "2019-09-03");
        check("JULY 18 2019", "2019-07-18");
        check("18 July 2019", "2019-07-18");
        check("18th of July, 2019", "2019-07-18");
        check("Thursday, July 18, 2019", "2019-07-18");
        check("Thu 18-Jul-2019", "2019-07-18");
        check("July 2019", "2019-07");
        check("2019 July 18", "2019-07-18");
    }

    #[test]
    fn months_of_other_languages() {
        check("Donnerstag, den 18. Juli 2019", "2019-07-18");
        check("1er juillet 2019", "2019-07-01");
        check("jueves, 18 de julio de 2019", "2019-07-18");
        check("1.º de setiembre de 2019", "2019-09-01");
        check("julio de 2019", "2019-07");
        check("julio de 20, 2019", "no date");
        check("18 luglio 2019", "2019-07-18");
        check("quinta-feira, 18 de julho de 2019", "2019-07-18");
        check("donderdag 18 juli 2019", "2019-07-18");
        check("18 lipca 2019 r.", "2019-07-18");
        check("18 июля 2019 г.", "2019-07-18");
        check("3. März 2019", "2019-03-03");
    }

    #[test]
    fn times_and_zones() {
        check("2019-07-18T16:05:00+03:00", "2019-07-18T16:05:00+03:00");
        check("2019-07-18 16:05", "2019-07-18T16:05:00");
        check("2015-03-17 14:00:00 -4", "2015-03-17T14:00:00-04:00");
        check("2021-03-04 10:00:00 +0000 UTC", "2021-03-04T10:00:00Z");
        check("2021-03-04 10:00:00 -0500 EST", "2021-03-04T10:00:00-05:00");
        check("2017-11-03 03:01:00.000000", "2017-11-03T03:01:00");
        check("2026-09-15T06:45:01.000Z", "2026-09-15T06:45:01Z");
        check("Thu, 16 Apr 2026 17:00:33 GMT", "2026-04-16T17:00:33Z");
        check("Thu, 16 Apr 2026 17:00:33 -0700", "2026-04-16T17:00:33-07:00");
        check("2023-01-05T10:00:00 (UTC +02:00)", "2023-01-05T10:00:00+02:00");
        check("July 18, 2019 at 4:05 p.m.", "2019-07-18T16:05:00");
        check("July 18, 2019, 4:05 PM EDT", "2019-07-18T16:05:00 EDT");
        check("July 18, 2019 12 am", "2019-07-18T00:00:00");
        check("4:05 PM ET, Thu July 18, 2019", "2019-07-18T16:05:00 ET");
        check("18.07.2019, 16:05 Uhr", "2019-07-18T16:05:00");
        check("18.07.2019 um 16.05 Uhr", "2019-07-18T16:05:00");
        check("18 juillet 2019 à 16h05", "2019-07-18T16:05:00");
        check("2019-07-18T24:00:00", "2019-07-18T24:00:00");
    }

    #[test]
    fn impossible_dates_point_at_the_wrong_part() {
        check("July 38, 2019", "`38`: July 2019 has 31 days");
        check("February 30, 2019", "`30`: February 2019 has 28 days");
        check("February 29, 2020", "2020-02-29");
        check("2019-02-30", "`30`: February 2019 has 28 days");
        check("2019-17-05", "`17`: there is no month 17");
        check("2019-04-0", "`0`: days begin at 1");
        check("  April 0, 2019", "`0`: days begin at 1");
        check("31.04.2019", "`31`: April 2019 has 30 days");
        check("38/04/2019", "`38`: April 2019 has 30 days");
        check("13/14/2019", "`14`: there is no month 14");
        check("2019-07-18 25:00", "`25`: a day has 24 hours");
        check("2019-07-18T16:75", "`75`: an hour has 60 minutes");
    }

    #[test]
    fn other_text_is_no_date() {
        for written in ["", "July", "July 18", "tomorrow", "8 years ago", "1 2 3", "{{date}}", "-"]
        {
            check(written, "no date");
        }
        check("July 18, 2019 and later", "no date");
        check("192.168.1.1", "no date");
        check("123456789", "no date");
    }

    #[test]
    fn dates_in_addresses() {
        let date = |url| Date::in_url(url).map(|it| it.to_string());
        assert_eq!(date("https://a.example/2019/7/18/x").as_deref(), Some("2019-07-18"));
        assert_eq!(date("https://a.example/n/2019-07-18-x.html").as_deref(), Some("2019-07-18"));
        assert_eq!(date("https://a.example/2019/38/18/x"), None);
        assert_eq!(date("https://a.example/?d=2019/07/18"), None);
        assert_eq!(date("https://a.example/2019/07/x"), None);
    }

    #[test]
    fn what_the_library_writes_is_read_alike() {
        for second in (-2_000_000_000..4_000_000_000).step_by(12_345_678) {
            let time = jiff::Timestamp::from_second(second).expect("within the calendar");
            let zoned = time.to_zoned_datetime(jiff::tz::Offset::constant(-7).to_time_zone());
            let iso = time.to_string();
            check(&iso, &iso);
            let mail = jiff::fmt::rfc2822::to_string(&zoned).expect("a year that mail can tell");
            check(&mail, &zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
        }
    }
}
