use wallet_api::{Action, InboxState, LocalText, PartyView, Proof, Usual};

use super::*;

fn party() -> PartyView {
    PartyView {
        did: "did:ethr:0x1:0x0".into(),
        code: "HT-0203".into(),
        name: LocalText::default(),
        kind: "education".into(),
        level: 3,
        active: true,
        since: 0,
        proof: Proof::NotChecked,
    }
}

fn item(id: &str, required: bool, law: LawVerdict) -> ItemView {
    ItemView {
        id: id.into(),
        entry: "household".into(),
        attribute: "person.name".into(),
        action: Action::Read,
        required,
        value: None,
        proposed: None,
        usual: Usual::Usual {
            asked: 0,
            requests: 0,
        },
        law,
        clause: None,
    }
}

fn review(obstacle: Option<ErrorCode>) -> ReviewView {
    ReviewView {
        id: "r".into(),
        digest: "0x00".into(),
        number: "R-1".into(),
        party: party(),
        custodian: party(),
        contacts: 0,
        purpose: "school-enrolment".into(),
        purpose_text: LocalText::default(),
        items: vec![
            item("needed", true, LawVerdict::Permitted),
            item("denied", true, LawVerdict::Denied),
            item("officer", true, LawVerdict::NeedsOfficer),
            item("refused", true, LawVerdict::RefusedByOfficer),
            item("optional", false, LawVerdict::Permitted),
        ],
        clause: None,
        clause_code: "x/1".into(),
        from: 0,
        until: 1_000_000,
        until_limit: 2_000_000,
        max_uses: 2,
        retention_days: 180,
        max_depth: 0,
        may_reach: Vec::new(),
        check_code: None,
        documents: Vec::new(),
        document: None,
        offered: None,
        received: 0,
        expires: 500_000,
        state: InboxState::Waiting,
        obstacle,
        case: None,
    }
}

fn chosen(choice: &Choice) -> Vec<&str> {
    choice.items.iter().map(String::as_str).collect()
}

#[test]
fn nothing_optional_and_nothing_forbidden_is_chosen_at_first() {
    // What an officer has to permit may be given: it sleeps until then.
    assert_eq!(chosen(&Choice::new(&review(None))), ["needed", "officer"]);
}

#[test]
fn items_can_be_left_out_and_added_but_never_against_the_law() {
    let review = review(None);
    let toggle = |choice: Choice, id: &str| choice.after(ChoiceStep::Toggled(id.into()), &review);
    let choice = toggle(toggle(Choice::new(&review), "needed"), "optional");
    let choice = toggle(choice, "officer");
    assert_eq!(chosen(&choice), ["optional"]);
    for id in ["denied", "refused", "never asked for"] {
        assert_eq!(chosen(&toggle(choice.clone(), id)), ["optional"]);
    }
}

#[test]
fn uses_stay_within_what_was_asked() {
    let review = review(None);
    let uses = |n| {
        Choice::new(&review)
            .after(ChoiceStep::UsesChosen(n), &review)
            .max_uses()
    };
    assert_eq!([uses(0), uses(1), uses(2), uses(9)], [1, 1, 2, 2]);
    let once = Choice::new(&review).after(ChoiceStep::TermChosen(Term::Once), &review);
    assert_eq!(once.max_uses(), 1);
}

#[test]
fn another_day_is_never_later_than_asked_nor_past() {
    let review = review(None);
    let until = |end: Option<i64>| {
        let term = ChoiceStep::TermChosen(Term::Until("day".into()));
        Choice::new(&review)
            .after(term, &review)
            .until(&review, 100, |_| end)
    };
    assert_eq!(until(Some(50_000)), Some(50_000));
    assert_eq!(
        until(Some(1_020_000)),
        Some(1_000_000),
        "the last day itself"
    );
    assert_eq!(until(Some(1_200_000)), None);
    assert_eq!(until(Some(99)), None);
    assert_eq!(until(None), None);
    assert_eq!(
        Choice::new(&review).until(&review, 100, |_| None),
        Some(1_000_000)
    );
}

#[test]
fn a_partial_denial_does_not_stop_the_rest() {
    assert_eq!(stop(&review(None)), None);
    assert_eq!(stop(&review(Some(ErrorCode::LawDenies))), None);
    assert_eq!(
        stop(&review(Some(ErrorCode::RequestEnded))),
        Some(ErrorCode::RequestEnded)
    );
    let mut all_denied = review(Some(ErrorCode::LawDenies));
    all_denied
        .items
        .retain(|item| item.law == LawVerdict::Denied);
    assert_eq!(stop(&all_denied), Some(ErrorCode::LawDenies));
    assert_eq!(count(&all_denied, LawVerdict::Denied), 1);
}

#[test]
fn handing_on_is_as_asked_or_not_at_all() {
    let review = ReviewView {
        max_depth: 2,
        ..review(None)
    };
    let choice = Choice::new(&review);
    assert_eq!(choice.depth, 2);
    let forbidden = choice.after(ChoiceStep::HandingOnChosen(false), &review);
    assert_eq!(forbidden.depth, 0);
    let again = forbidden.after(ChoiceStep::HandingOnChosen(true), &review);
    assert_eq!(again.depth, 2);
}

#[test]
fn what_is_unusual_is_not_given_unless_it_is_chosen() {
    let mut review = review(None);
    review.items[0].usual = Usual::Rare {
        asked: 0,
        requests: 5,
    };
    let choice = Choice::new(&review);
    assert!(!choice.items.contains("needed"));
    assert!(
        choice.needs_consent(&review),
        "something required is left out"
    );
    let chosen = choice.after(ChoiceStep::Toggled("needed".into()), &review);
    assert!(chosen.items.contains("needed"));
    assert!(!chosen.needs_consent(&review));
}

#[test]
fn less_can_be_offered_and_never_more() {
    let review = review(None);
    let choice = Choice::new(&review);
    assert!(!choice.is_less(&review, review.until));
    let fewer = choice
        .clone()
        .after(ChoiceStep::RetentionChosen(30), &review);
    assert_eq!(fewer.retention_days, 30);
    assert!(fewer.needs_consent(&review));
    let more = choice
        .clone()
        .after(ChoiceStep::RetentionChosen(900), &review);
    assert_eq!(more.retention_days, review.retention_days);
    assert!(choice.is_less(&review, review.until - 1));
    let once = choice.clone().after(ChoiceStep::UsesChosen(1), &review);
    assert!(once.is_less(&review, review.until));
    assert!(
        !once.needs_consent(&review),
        "fewer uses need nobody's consent"
    );

    let group = vec!["needed".to_owned(), "denied".to_owned()];
    let none = choice.after(ChoiceStep::Given(group.clone(), Vec::new()), &review);
    assert!(!none.items.contains("needed"));
    let all = none.after(ChoiceStep::Given(group.clone(), group), &review);
    assert!(all.items.contains("needed"));
    assert!(
        !all.items.contains("denied"),
        "what the law denies cannot be given"
    );
}
