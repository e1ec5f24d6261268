//! What the proof drawer and the detail pages list: checks and technical rows.

use gloo_timers::callback::Timeout;
use wallet_api::{CheckResult, CheckView, PartyView, TechnicalRow};
use yew::prelude::*;

use super::{Sign, icon, icon_small};
use crate::{
    format::{self, Moment},
    hooks::{dom, use_i18n},
    i18n::{I18n, t},
};

/// What this computer checked, step by step. Where a step is about `office`, it is called by name.
pub(crate) fn checks(i: I18n, checks: &[CheckView], office: Option<&PartyView>) -> Html {
    html! { <ul class="check">for one in checks { { check(i, one, office) } }</ul> }
}

fn check(i: I18n, check: &CheckView, office: Option<&PartyView>) -> Html {
    let (class, sign, verdict) = match check.result {
        CheckResult::Valid => (None, Sign::Tick, "check-valid"),
        CheckResult::Invalid => (Some("no"), Sign::Cross, "check-invalid"),
        CheckResult::NotChecked => (Some("open"), Sign::DashedRound, "check-not-checked"),
    };
    html! {
        <li {class} data-testid={format!("check-{}", check.step)}>
            { icon(sign) }
            <span>
                <span class="vh">{ i.text(verdict) }</span>
                { check_words(i, check, office) }
                if check.result == CheckResult::NotChecked {
                    <span class="hint blk">{ t!(i, "check-not-checked") }</span>
                }
                if let Some(why) = reason(i, check) { <span class="hint blk">{ why }</span> }
            </span>
        </li>
    }
}

/// Why a step is not valid, where the service names a reason that there are words for.
fn reason(i: I18n, check: &CheckView) -> Option<String> {
    let named = check.result != CheckResult::Valid && !check.detail.is_empty();
    let plain = |c: char| c.is_ascii_lowercase() || c == '-';
    (named && check.detail.chars().all(plain))
        .then(|| i.find(&format!("reason-{}", check.detail), &[]))
        .flatten()
}

fn check_words(i: I18n, check: &CheckView, office: Option<&PartyView>) -> String {
    let detail = match reason(i, check) {
        Some(_) => String::new(),
        None => readable_detail(i, check, office),
    };
    let key = format!("step-{}", check.step);
    let args = [("detail", detail.clone().into())];
    if !detail.is_empty()
        && let Some(words) = i.find(&format!("{key}-detail"), &args)
    {
        return words;
    }
    i.find(&key, &[])
        .unwrap_or_else(|| i.code("step", &check.step))
}

/// A detail as people read it: seconds as a day, heights grouped, numbers of invoices in fours, the office by its name; other
/// identifiers belong to the technical rows.
fn readable_detail(i: I18n, check: &CheckView, office: Option<&PartyView>) -> String {
    if check.step == "invoice-number" {
        return format::in_fours(&check.detail);
    }
    match check.detail.parse::<i64>() {
        Ok(time) if time > 1_000_000_000 => format::date(i, Moment::local(time)),
        Ok(number) => format::grouped(number.unsigned_abs()),
        Err(_) if check.detail.starts_with("did:") => office
            .filter(|office| office.did == check.detail)
            .map(|office| i.pick(&office.name))
            .unwrap_or_default(),
        Err(_) => check.detail.clone(),
    }
}

/// Technical values, each with a copy button.
pub(crate) fn technical_rows(i: I18n, rows: &[TechnicalRow]) -> Html {
    html! {
        <dl class="tech">
            for row in rows {
                <dt>{ i.code("label", &row.label) }</dt>
                <dd>
                    <span class="mono" title={row.value.clone()}>{ format::cut(&row.value) }</span>
                    <CopyButton value={row.value.clone()} />
                </dd>
            }
        </dl>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct CopyButtonProps {
    /// What is copied.
    pub(crate) value: String,
}

/// Puts a text into the clipboard, and says so.
#[function_component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let i = use_i18n();
    let copied = use_state(|| false);
    {
        let done = copied.clone();
        use_effect_with(*copied, move |copied| {
            let timer = copied.then(|| Timeout::new(2000, move || done.set(false)));
            move || drop(timer)
        });
    }
    let onclick = {
        let (copied, value) = (copied.clone(), props.value.clone());
        Callback::from(move |_: MouseEvent| copied.set(dom::copy(&value)))
    };
    let (sign, words) = if *copied {
        (Sign::Tick, t!(i, "copied"))
    } else {
        (Sign::Copy, t!(i, "copy"))
    };
    html! {
        <button type="button" class="btn quiet sm" {onclick} aria-label={words.clone()} title={words}>
            { icon_small(sign) }
        </button>
    }
}

#[cfg(test)]
mod tests {
    use wallet_api::{Language, LocalText, Proof};

    use super::*;

    #[test]
    fn the_office_stands_in_a_check_by_its_name() {
        let i = I18n {
            language: Language::En,
        };
        let office = PartyView {
            did: "did:ethr:0x7a69:0xab".into(),
            name: LocalText {
                zh: "海棠市户籍登记处".into(),
                en: "Household Registry".into(),
            },
            code: "HT-0101".into(),
            kind: "household".into(),
            level: 3,
            active: true,
            since: 0,
            proof: Proof::NotChecked,
        };
        let check = |detail: &str| CheckView {
            step: "issuer-directory".into(),
            result: CheckResult::Valid,
            detail: detail.into(),
        };
        let named = check_words(i, &check(&office.did), Some(&office));
        assert_eq!(
            named,
            "Household Registry stands in the directory and is active"
        );
        let another = check_words(i, &check("did:ethr:0x7a69:0xcd"), Some(&office));
        assert_eq!(another, "The issuer stands in the directory and is active");
        assert_eq!(check_words(i, &check(&office.did), None), another);
    }
}
