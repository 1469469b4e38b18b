//! The clock: what time it is, and the ways in which files and servers write a time.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Today's date where the user is, in ISO 8601.
pub fn today() -> String {
    jiff::ZonedDateTime::now().date().to_string()
}

/// Seconds since 1970 began, by UTC.
pub fn now() -> i64 {
    Timestamp::now().as_second()
}

/// The time that `written` names in ISO 8601 with a zone, as [`now`] counts.
pub fn read_time(written: &str) -> Option<i64> {
    written.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// `time`, as [`now`] counts, in ISO 8601.
pub fn written_time(time: i64) -> String {
    Timestamp::from_second(time).map_or_else(|_| time.to_string(), |it| it.to_string())
}

/// The time that `written` names in one of the three ways of HTTP (RFC 9110, section 5.6.7).
pub fn read_http_time(written: &str) -> Option<i64> {
    let written = written.trim();
    if let Ok(time) = jiff::fmt::rfc2822::parse(written) {
        return Some(time.timestamp().as_second());
    }
    let time = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| DateTime::strptime(form, written).ok())?;
    Some(TimeZone::UTC.to_timestamp(time).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::now;
    use super::read_http_time;
    use super::read_time;
    use super::written_time;

    #[test]
    fn times_are_read_as_they_are_written() {
        assert_eq!(written_time(784_111_777), "1994-11-06T08:49:37Z");
        assert_eq!(read_time("1994-11-06T08:49:37Z"), Some(784_111_777));
        assert_eq!(read_time("1994-11-06"), None);
        assert_eq!(read_time(&written_time(now())).map(|then| now() - then < 60), Some(true));
    }

    #[test]
    fn servers_write_times_in_three_ways() {
        for written in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(read_http_time(written), Some(784_111_777), "{written}");
        }
        assert_eq!(read_http_time("tomorrow"), None);
    }
}
