//! Dates as people write them, read into ISO 8601 without guessing.

use std::fmt;

/// A calendar date, as coarse as it was written, with a time and a zone where they were given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date {
    pub year: i16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; only with a month.
    pub day: Option<u8>,
    /// Hour, minute, second.
    pub time: Option<(u8, u8, u8)>,
    /// Minutes east of UTC.
    pub offset: Option<i16>,
    /// A zone that was written as a name, kept as text because names are ambiguous.
    pub zone: Option<String>,
}

/// What became of an attempt to read a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateReading {
    Date(Date),
    /// Day and month can be told either way.
    Ambiguous {
        day_first: Date,
        month_first: Date,
    },
    /// It has the shape of a date, but there is no such day or time. The range counts bytes of
    /// the string that was read and covers the wrong part.
    Impossible {
        part: std::ops::Range<usize>,
        why: String,
    },
    NotADate,
}

impl Date {
    /// Reads `written`, which must be a date and nothing else.
    pub fn read(written: &str) -> DateReading {
        let Ok(date) = written.trim().parse::<jiff::civil::Date>() else {
            return DateReading::NotADate;
        };
        DateReading::Date(Date {
            year: date.year(),
            month: u8::try_from(date.month()).ok(),
            day: u8::try_from(date.day()).ok(),
            time: None,
            offset: None,
            zone: None,
        })
    }
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
