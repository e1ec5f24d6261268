//! How values look: dates in the reader's own time zone, money, numbers, names.

use wallet_api::{AttributeValue, Language, PartyView};

use crate::i18n::{I18n, t};

/// A moment taken apart in some time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Year.
    pub(crate) year: i32,
    /// 1 to 12.
    pub(crate) month: u32,
    /// 1 to 31.
    pub(crate) day: u32,
    /// 0 to 23.
    pub(crate) hour: u32,
    /// 0 to 59.
    pub(crate) minute: u32,
}

const DAY_SECS: i64 = 86_400;

impl Moment {
    /// The moment of `time` (seconds since 1970) on this computer's clock.
    pub(crate) fn local(time: i64) -> Self {
        let date = js_sys::Date::new(&(time as f64 * 1000.0).into());
        Self {
            year: date.get_full_year() as i32,
            month: date.get_month() + 1,
            day: date.get_date(),
            hour: date.get_hours(),
            minute: date.get_minutes(),
        }
    }

    /// Reads a calendar day `YYYY-MM-DD`; it belongs to no time zone. `None` if there is no such day.
    pub(crate) fn day(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let year: i32 = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
        let month: u32 = parts.next()?.parse().ok()?;
        let day: u32 = parts.next()?.parse().ok()?;
        let exists = parts.next().is_none()
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self {
            year,
            month,
            day,
            hour: 0,
            minute: 0,
        })
    }

    /// The last second of this day, on this computer's clock, in seconds since 1970.
    pub(crate) fn end_of_day(self) -> i64 {
        let date = js_sys::Date::new_with_year_month_day_hr_min_sec(
            self.year as u32,
            self.month as i32 - 1,
            self.day as i32,
            23,
            59,
            59,
        );
        (date.get_time() / 1000.0) as i64
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Days since 1970-01-01 of the calendar day (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms", `days_from_civil`).
    fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// 2026年11月22日 / 22 Nov 2026.
pub(crate) fn date(i: I18n, m: Moment) -> String {
    t!(
        i,
        "date-full",
        y = m.year,
        d = m.day,
        month = month_short(i, m.month)
    )
}

/// 11月22日 / 22 Nov in the year of `now`, else with the year.
pub(crate) fn short_date(i: I18n, m: Moment, now: Moment) -> String {
    if m.year == now.year {
        t!(i, "date-short", d = m.day, month = month_short(i, m.month))
    } else {
        date(i, m)
    }
}

/// 14:02.
pub(crate) fn clock(m: Moment) -> String {
    format!("{:02}:{:02}", m.hour, m.minute)
}

/// 今天 09:12, 昨天 16:40, 11月19日, 2025年3月8日.
pub(crate) fn when(i: I18n, m: Moment, now: Moment) -> String {
    match now.day_number() - m.day_number() {
        0 => t!(i, "date-today", clock = clock(m)),
        1 => t!(i, "date-yesterday", clock = clock(m)),
        _ => short_date(i, m, now),
    }
}

/// A name or a day inside a sentence: without the capital that it has in a list or at a start.
pub(crate) fn inside(i: I18n, text: &str) -> String {
    let mut chars = text.chars();
    match (i.language, chars.next(), chars.clone().next()) {
        // An abbreviation keeps its capitals.
        (Language::En, Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// 2026年11月22日 14:02 / 22 Nov 2026, 14:02.
pub(crate) fn date_and_time(i: I18n, m: Moment) -> String {
    t!(i, "date-and-time", date = date(i, m), clock = clock(m))
}

/// Nov (the English short name; the Chinese texts use the number).
pub(crate) fn month_short(i: I18n, month: u32) -> String {
    i.text(&format!("month-short-{month}"))
}

/// 2026年11月 / November 2026.
pub(crate) fn month_title(i: I18n, year: i32, month: u32) -> String {
    t!(
        i,
        "month-title",
        y = year,
        month = i.text(&format!("month-{month}"))
    )
}

/// Whole days from `now` to `end`, rounded up; 0 when it is over.
pub(crate) fn days_left(end: i64, now: i64) -> i64 {
    ((end - now).max(0) + DAY_SECS - 1) / DAY_SECS
}

/// `1234567` as `1,234,567`.
pub(crate) fn grouped(n: u64) -> String {
    group_digits(&n.to_string())
}

fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size of a file: `812 B`, `4.2 MB`; in thousands, as file managers show it.
pub(crate) fn bytes(n: f64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (n.max(0.0), 0);
    // 999.95 would be shown as 1000.0.
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{value:.0} B"),
        unit => format!("{value:.1} {}", UNITS[unit]),
    }
}

/// A decimal amount with grouped digits and exactly two decimals; a text that is no decimal number
/// comes back as it is.
pub(crate) fn amount(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", decimal),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return decimal.to_owned();
    }
    let mut cents: String = part.chars().take(2).collect();
    while cents.len() < 2 {
        cents.push('0');
    }
    format!("{sign}{}.{cents}", group_digits(whole))
}

/// ¥1,234.56.
pub(crate) fn money(decimal: &str) -> String {
    format!("¥{}", amount(decimal))
}

/// A decimal in hundredths, for adding up and for heights of bars; 0 for what is no number.
pub(crate) fn cents(decimal: &str) -> i64 {
    let (negative, digits) = match decimal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, decimal),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut hundredths: String = part.chars().take(2).collect();
    while hundredths.len() < 2 {
        hundredths.push('0');
    }
    let value = format!("{whole}{hundredths}").parse::<i64>().unwrap_or(0);
    if negative { -value } else { value }
}

/// Hundredths as a decimal.
pub(crate) fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A long number in groups of four, for reading aloud.
pub(crate) fn in_fours(number: &str) -> String {
    if number.contains([' ', '-', '•']) || !number.is_ascii() {
        return number.to_owned();
    }
    let chars: Vec<char> = number.chars().collect();
    chars
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A hash or address with its middle cut: `0x71ce 880b … 04fd`; short values stay whole.
pub(crate) fn cut(value: &str) -> String {
    let (prefix, rest) = match value.rfind(':') {
        Some(at) if value.starts_with("did:") => value.split_at(at + 1),
        _ => ("", value),
    };
    let is_hash = rest.len() > 24 && rest.is_ascii() && !rest.contains(['/', ' ']);
    if is_hash {
        format!(
            "{prefix}{} {} … {}",
            &rest[..6],
            &rest[6..10],
            &rest[rest.len() - 4..]
        )
    } else {
        value.to_owned()
    }
}

/// The sign in an office's tile: by its kind, else the first letter of its name.
pub(crate) fn tile(i: I18n, party: &PartyView) -> String {
    i.find(&format!("tile-{}", party.kind), &[])
        .unwrap_or_else(|| {
            let name = i.pick(&party.name);
            name.chars()
                .next()
                .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
        })
}

/// An attribute's value in words.
pub(crate) fn value(i: I18n, value: &AttributeValue) -> String {
    match value {
        AttributeValue::Text(text) | AttributeValue::Number(text) => text.clone(),
        AttributeValue::Localised(text) => i.pick(text),
        AttributeValue::Date(day) => Moment::day(day).map_or_else(|| day.clone(), |m| date(i, m)),
        AttributeValue::Flag(true) => t!(i, "value-yes"),
        AttributeValue::Flag(false) => t!(i, "value-no"),
        AttributeValue::List(values) => {
            let all: Vec<_> = values.iter().map(|item| self::value(i, item)).collect();
            all.join(&t!(i, "list-comma"))
        }
        AttributeValue::Group(parts) => group(i, parts),
    }
}

/// Named parts; where one of them is a name, the others stand behind it.
fn group(i: I18n, parts: &[(String, AttributeValue)]) -> String {
    let (names, others): (Vec<_>, Vec<_>) = parts.iter().partition(|(code, _)| code == "name");
    if let [(_, name)] = names.as_slice() {
        let rest: Vec<_> = others.iter().map(|(_, part)| value(i, part)).collect();
        let name = value(i, name);
        return if rest.is_empty() {
            name
        } else {
            t!(
                i,
                "value-named",
                name = name,
                rest = rest.join(&t!(i, "list-comma"))
            )
        };
    }
    let all: Vec<_> = parts
        .iter()
        .map(|(code, part)| {
            t!(
                i,
                "value-part",
                name = i.code("part", code),
                value = value(i, part)
            )
        })
        .collect();
    all.join(&t!(i, "list-semicolon"))
}

#[cfg(test)]
mod tests {
    use wallet_api::LocalText;

    use super::*;

    const ZH: I18n = I18n {
        language: Language::Zh,
    };
    const EN: I18n = I18n {
        language: Language::En,
    };
    const NOW: Moment = Moment {
        year: 2026,
        month: 11,
        day: 22,
        hour: 14,
        minute: 2,
    };

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Moment {
        Moment {
            year,
            month,
            day,
            hour,
            minute,
        }
    }

    #[test]
    fn dates_read_as_each_language_writes_them() {
        assert_eq!(date(ZH, NOW), "2026年11月22日");
        assert_eq!(date(EN, NOW), "22 Nov 2026");
        let cases = [
            (at(2026, 11, 22, 9, 12), "今天 09:12", "Today 09:12"),
            (at(2026, 11, 21, 16, 40), "昨天 16:40", "Yesterday 16:40"),
            (at(2026, 11, 19, 0, 0), "11月19日", "19 Nov"),
            (at(2025, 3, 8, 0, 0), "2025年3月8日", "8 Mar 2025"),
            (at(2026, 12, 5, 0, 0), "12月5日", "5 Dec"),
        ];
        for (moment, zh, en) in cases {
            assert_eq!(
                (when(ZH, moment, NOW), when(EN, moment, NOW)),
                (zh.into(), en.into())
            );
        }
        let new_year = at(2027, 1, 1, 0, 5);
        assert_eq!(
            when(EN, at(2026, 12, 31, 23, 59), new_year),
            "Yesterday 23:59"
        );
        assert_eq!(month_title(ZH, 2026, 11), "2026年11月");
        assert_eq!(month_title(EN, 2026, 11), "November 2026");
    }

    #[test]
    fn calendar_days_have_no_time_zone() {
        let day = AttributeValue::Date("1990-04-17".into());
        assert_eq!(value(ZH, &day), "1990年4月17日");
        assert_eq!(value(EN, &day), "17 Apr 1990");
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-01-01-01",
            "soon",
            "",
        ] {
            assert_eq!(Moment::day(wrong), None, "{wrong}");
        }
        assert!(Moment::day("2024-02-29").is_some());
        assert_eq!(at(1970, 1, 1, 0, 0).day_number(), 0);
        assert_eq!(at(2000, 3, 1, 0, 0).day_number(), 11_017);
    }

    #[test]
    fn money_is_grouped_and_never_rounded_up() {
        for (decimal, shown) in [
            ("1234.56", "¥1,234.56"),
            ("0", "¥0.00"),
            ("286.5", "¥286.50"),
            ("1000000", "¥1,000,000.00"),
            ("-12.3", "¥\u{2212}12.30"),
            ("9.999", "¥9.99"),
            ("n/a", "¥n/a"),
        ] {
            assert_eq!(money(decimal), shown);
        }
        assert_eq!(cents("1234.5"), 123_450);
        assert_eq!(decimal(-123_405), "-1234.05");
        assert_eq!(cents(&decimal(-99)), -99);
    }

    #[test]
    fn numbers_are_cut_and_grouped_for_reading() {
        assert_eq!(grouped(12_345), "12,345");
        assert_eq!(in_fours("330711820461"), "3307 1182 0461");
        assert_eq!(in_fours("HT 2107 •••• 0417"), "HT 2107 •••• 0417");
        assert_eq!(cut("R-2026-0417"), "R-2026-0417");
        let hash = format!("0x{}", "71ce880b".repeat(8));
        assert_eq!(cut(&hash), "0x71ce 880b … 880b");
    }

    #[test]
    fn sizes_are_short() {
        for (size, shown) in [
            (0.0, "0 B"),
            (999.0, "999 B"),
            (1_000.0, "1.0 kB"),
            (4_194_304.0, "4.2 MB"),
            (999_960.0, "1.0 MB"),
            (21_474_836_480.0, "21.5 GB"),
        ] {
            assert_eq!(bytes(size), shown);
        }
    }

    #[test]
    fn names_lose_their_capital_inside_a_sentence() {
        assert_eq!(inside(EN, "Date of birth"), "date of birth");
        assert_eq!(inside(EN, "VAT number"), "VAT number");
        assert_eq!(inside(ZH, "出生日期"), "出生日期");
    }

    #[test]
    fn days_left_count_the_day_that_runs() {
        assert_eq!(days_left(DAY_SECS, 0), 1);
        assert_eq!(days_left(DAY_SECS + 1, 0), 2);
        assert_eq!(days_left(0, 5), 0);
    }

    #[test]
    fn values_of_every_shape_have_words() {
        let name = AttributeValue::Localised(LocalText {
            zh: "李明".into(),
            en: "Li Ming".into(),
        });
        assert_eq!(value(ZH, &name), "李明");
        assert_eq!(value(EN, &name), "Li Ming");
        let list = AttributeValue::List(vec![name, AttributeValue::Text("王芳".into())]);
        assert_eq!(value(ZH, &list), "李明、王芳");
        assert_eq!(value(EN, &AttributeValue::Flag(true)), "Yes");
        let group = AttributeValue::Group(vec![(
            "x-unknown".into(),
            AttributeValue::Number("3".into()),
        )]);
        assert_eq!(value(EN, &group), "x unknown: 3");
        let text = |text: &str| AttributeValue::Text(text.into());
        let member = AttributeValue::Group(vec![
            ("name".into(), text("王芳")),
            ("relation".into(), text("配偶")),
        ]);
        assert_eq!(value(ZH, &member), "王芳（配偶）");
        assert_eq!(
            value(EN, &AttributeValue::Group(vec![("name".into(), text("A"))])),
            "A"
        );
    }
}
