//! Who asks, and how that is known.

use std::rc::Rc;

use wallet_api::{ProofSubject, ReviewView};
use yew::prelude::*;

use crate::{
    components::{Sign, Status, TileSize, seal, tile},
    format::{self, Moment},
    hooks::Session,
    i18n::t,
};

pub(super) struct WhoProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// The sentence.
    pub(super) title: String,
    /// The heading's node.
    pub(super) heading: NodeRef,
}

/// Who asks, and how that is known.
pub(super) fn who(session: &Session, props: &WhoProps) -> Html {
    let i = session.i18n();
    let party = &props.review.party;
    let since = Moment::local(party.since);
    let subject = ProofSubject::Department {
        did: party.did.clone(),
    };
    let open = session.open_proof(subject, i.pick(&party.name));
    let contacts = match props.review.contacts {
        0 => html! {
            <Status sign={Sign::Eye} tone="info" tint=true>{ t!(i, "first-contact") }</Status>
        },
        n => html! { { t!(i, "nth-contact", n = n + 1) } },
    };
    html! {
        <header class="who">
            { tile(i, party, TileSize::Large) }
            <div class="grow">
                <h1 tabindex="-1" ref={props.heading.clone()}>{ &props.title }</h1>
                <div class="meta">
                    <span>
                        { seal(i, &party.proof, Some(t!(i, "identity-proven")), true, Some(open)) }
                    </span>
                    <span>{ t!(i, "directory-number") }{ " " }<span class="id">{ &party.code }</span></span>
                    <span>{ t!(i, "registered", when = format::month_title(i, since.year, since.month)) }</span>
                    <span data-testid="contacts">{ contacts }</span>
                </div>
            </div>
        </header>
    }
}
