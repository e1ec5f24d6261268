//! Amounts in Chinese words, as they stand on an invoice beside the digits.
//!
//! The rules are those of the People's Bank of China for bills and settlement documents
//! (《正确填写票据和结算凭证的基本规定》, nos. 6 and 7): capital numerals, one 零 for any number of
//! zeros between other digits, 整 where nothing smaller follows. Where the rules leave a choice, the
//! shorter way is taken for a zero in front of 角, and 整 stands after 角 as tax invoices have it.

use super::amount::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Inside a group of four digits, from the left.
const PLACES: [&str; 4] = ["仟", "佰", "拾", ""];
/// Of groups of four digits, from the right.
const GROUPS: [&str; 3] = ["", "万", "亿"];
/// How a red-letter invoice begins its amount.
const NEGATIVE: &str = "（负数）";

impl Money {
    /// The amount in Chinese words, such as 壹仟贰佰叁拾肆圆伍角陆分; a negative one begins with
    /// （负数）.
    #[must_use]
    pub fn in_words(self) -> String {
        // An amount has exactly two places, so its digits are the cents.
        let cents = u64::try_from(self.abs().to_decimal().mantissa()).expect("14 digits, no sign");
        let sign = if self < Self::ZERO { NEGATIVE } else { "" };
        format!("{sign}{}", words(cents))
    }
}

fn words(cents: u64) -> String {
    let (yuan, jiao, fen) = (cents / 100, cents / 10 % 10, cents % 10);
    let mut text = String::new();
    if yuan > 0 || cents == 0 {
        text.push_str(&whole(yuan));
        text.push('圆');
    }
    match (jiao, fen) {
        (0, 0) => text.push('整'),
        (0, fen) => {
            if yuan > 0 {
                text.push('零');
            }
            part(&mut text, fen, '分');
        }
        (jiao, 0) => {
            part(&mut text, jiao, '角');
            text.push('整');
        }
        (jiao, fen) => {
            part(&mut text, jiao, '角');
            part(&mut text, fen, '分');
        }
    }
    text
}

fn part(text: &mut String, digit: u64, unit: char) {
    text.push(numeral(digit));
    text.push(unit);
}

fn numeral(digit: u64) -> char {
    DIGITS[usize::try_from(digit % 10).expect("a digit")]
}

/// Whole yuan, at most 12 digits.
fn whole(yuan: u64) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    // Whether zeros lie between the last numeral and the next one.
    let mut gap = false;
    for (at, unit) in GROUPS.iter().enumerate().rev() {
        let at = u32::try_from(at).expect("three groups");
        let group = yuan / 10_000_u64.pow(at) % 10_000;
        for (place, unit) in PLACES.iter().enumerate() {
            let digit = group / 10_u64.pow(3 - u32::try_from(place).expect("four places")) % 10;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
                gap = false;
            }
            text.push(numeral(digit));
            text.push_str(unit);
        }
        if group > 0 {
            text.push_str(unit);
            // Zeros at the end of a group are not said, only whole groups of them and those at the
            // beginning of the next.
            gap = false;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_written_as_the_rules_say() {
        for (amount, words) in [
            // The examples of the rules.
            ("1409.50", "壹仟肆佰零玖圆伍角整"),
            ("6007.14", "陆仟零柒圆壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾圆叁角贰分"),
            ("107000.53", "壹拾万柒仟圆伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖圆零贰分"),
            ("325.04", "叁佰贰拾伍圆零肆分"),
            // Whole amounts, and amounts below one yuan.
            ("0.00", "零圆整"),
            ("0.05", "伍分"),
            ("0.50", "伍角整"),
            ("0.55", "伍角伍分"),
            ("1.00", "壹圆整"),
            ("10.00", "壹拾圆整"),
            ("1234.56", "壹仟贰佰叁拾肆圆伍角陆分"),
            // Zeros inside, at the ends and as whole groups.
            ("10001.00", "壹万零壹圆整"),
            ("100010.00", "壹拾万零壹拾圆整"),
            ("1001000.00", "壹佰万壹仟圆整"),
            ("100000000.00", "壹亿圆整"),
            ("100000001.00", "壹亿零壹圆整"),
            ("100001000.00", "壹亿零壹仟圆整"),
            ("200030000.00", "贰亿零叁万圆整"),
            ("10000000000.10", "壹佰亿圆壹角整"),
            ("100000.05", "壹拾万圆零伍分"),
            (
                "999999999999.99",
                "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖圆玖角玖分",
            ),
            // A red-letter invoice.
            ("-119.60", "（负数）壹佰壹拾玖圆陆角整"),
        ] {
            assert_eq!(amount.parse::<Money>().unwrap().in_words(), words);
        }
    }

    /// Reads words back by adding up, which knows nothing of how they are written.
    fn read(words: &str) -> u64 {
        let (mut cents, mut group, mut digit) = (0, 0, 0);
        for c in words.chars() {
            if let Some(value) = DIGITS.iter().position(|known| *known == c) {
                digit = value as u64;
                continue;
            }
            match c {
                '仟' => group += digit * 1_000,
                '佰' => group += digit * 100,
                '拾' => group += digit * 10,
                '万' | '亿' | '圆' => {
                    group += digit;
                    let unit = match c {
                        '万' => 10_000,
                        '亿' => 100_000_000,
                        _ => 1,
                    };
                    cents += group * unit * 100;
                    group = 0;
                }
                '角' => cents += digit * 10,
                '分' => cents += digit,
                '整' => {}
                other => panic!("{other} in {words}"),
            }
            digit = 0;
        }
        cents
    }

    proptest! {
        #[test]
        fn words_are_read_back_and_keep_the_rules(cents in prop_oneof![
            0..=100_000_u64,
            0..=99_999_999_999_999_u64,
            // Many zeros.
            (0..14_u32, 0..14_u32, 1..10_u64).prop_map(|(a, b, n)| n * 10_u64.pow(a) + 10_u64.pow(b)),
        ]) {
            let cents = cents.min(99_999_999_999_999);
            let money: Money = format!("{}.{:02}", cents / 100, cents % 100).parse().unwrap();
            let words = money.in_words();
            prop_assert_eq!(read(&words), cents, "{}", words);
            prop_assert!(!words.contains("零零"), "{}", words);
            for unit in ["零万", "零亿", "零圆", "零角", "零整", "亿万"] {
                prop_assert!(cents < 100 || !words.contains(unit), "{}", words);
            }
            prop_assert!(cents == 0 || !words.starts_with('零'), "{}", words);
            prop_assert_eq!(words.ends_with('分'), cents % 10 > 0);
            prop_assert_eq!(words.ends_with('整'), cents % 10 == 0);
            if cents > 0 {
                prop_assert_eq!(money.negated().in_words(), format!("（负数）{words}"));
            }
        }
    }
}
