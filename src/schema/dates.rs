//! The lexical forms of dates and times (XML Schema 1.0 part 2 §3.2.8, §3.2.9, appendix D).

/// Whether `text` is an `xs:date`: `-?YYYY-MM-DD` with a time zone or without, of a day that exists.
///
/// Years have four digits or more, without needless zeros; there is no year 0000. As in libxml2, years
/// beyond 64 bits are refused and leap years before the common era count from the number as written.
pub(super) fn is_date(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let Some((year, rest)) = rest.split_once('-') else { return false };
    let Some(year) = parse_year(year) else { return false };
    let Some((month, rest)) = two_digits(rest) else { return false };
    let Some((day, zone)) = rest.strip_prefix('-').and_then(two_digits) else { return false };
    (1..=days_in_month(year, month)).contains(&day) && is_zone(zone)
}

/// Whether `text` is an `xs:time`: `hh:mm:ss` with a fraction and a time zone or without; `24:00:00` is
/// the end of the day.
pub(super) fn is_time(text: &str) -> bool {
    let Some((hour, rest)) = two_digits(text) else { return false };
    let Some((minute, rest)) = rest.strip_prefix(':').and_then(two_digits) else { return false };
    let Some((second, rest)) = rest.strip_prefix(':').and_then(two_digits) else { return false };
    let (fraction, zone) = match rest.strip_prefix('.') {
        None => ("", rest),
        Some(rest) => {
            let end = rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
            if end == 0 {
                return false;
            }
            rest.split_at_checked(end).unwrap_or((rest, ""))
        }
    };
    let end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.bytes().all(|b| b == b'0');
    (end_of_day || (hour < 24 && minute < 60 && second < 60)) && is_zone(zone)
}

fn parse_year(digits: &str) -> Option<i64> {
    let plain = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || (digits.len() > 4 && digits.starts_with('0')) {
        return None;
    }
    digits.parse().ok().filter(|&year| year != 0)
}

/// How many days a month has; none if there is no such month.
pub(super) fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// `Z`, or `+hh:mm` or `-hh:mm` up to fourteen hours, or nothing.
fn is_zone(text: &str) -> bool {
    if matches!(text, "" | "Z") {
        return true;
    }
    let Some((hour, rest)) = text.strip_prefix(['+', '-']).and_then(two_digits) else { return false };
    let Some((minute, "")) = rest.strip_prefix(':').and_then(two_digits) else { return false };
    (hour < 14 && minute < 60) || (hour == 14 && minute == 0)
}

/// Takes a number of exactly two digits off the front.
fn two_digits(text: &str) -> Option<(u8, &str)> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
            Some(((tens - b'0') * 10 + (ones - b'0'), text.get(2..)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_exist_are_dates() {
        for good in [
            "2024-02-29",
            "2000-02-29",
            "2023-12-31",
            "12345-01-01",
            "-0001-01-01",
            "-0004-02-29",
            "2024-01-01Z",
            "2024-01-01+14:00",
            "2024-01-01-13:59",
            "9223372036854775807-01-01",
            "-2024-01-01-05:00",
        ] {
            assert!(is_date(good), "{good}");
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_not() {
        for bad in [
            "2027-06-31",
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "01999-01-01",
            "00000-01-01",
            "999-01-01",
            "2024-13-01",
            "2024-00-01",
            "2024-01-00",
            "2024-1-01",
            "2024-01-1",
            "20240101",
            "2024-01-01T",
            "",
            "2024-01-01+14:01",
            "2024-01-01-13:60",
            "2024-01-01+1:00",
            "2024-01-01z",
            "+2024-01-01",
            "-",
            "2024-01-01 ",
            " 2024-01-01",
            "9223372036854775808-01-01",
            "-0100-02-29",
            "2024-01-01ZZ",
            "٢٠٢٤-٠١-٠١",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn times_of_a_day_are_times() {
        for good in [
            "00:00:00",
            "23:59:59",
            "24:00:00",
            "24:00:00.000",
            "12:00:00.5",
            "12:00:00Z",
            "12:00:00.25-05:00",
            "12:00:59.999999999999999999999",
        ] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "24:00:01",
            "24:00:00.1",
            "24:01:00",
            "25:00:00",
            "12:60:00",
            "12:00:60",
            "12:00",
            "12:00:0",
            "1:00:00",
            "12:00:00.",
            "12:00:00,5",
            "12:00:00+14:01",
            "12:00:00+",
            "",
            ".5",
            "12: 00:00",
            "12:00:00.5.5",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
