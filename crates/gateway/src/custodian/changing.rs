//! Changes to an entry: compared with what the holder signed, carried out, and issued anew.

use credential::{UnverifiedCredential, kinds};
use exchange::Changes;
use exchange::access::{AccessRefusal, AccessRequest, ChangeRefusal};
use exchange::request::read_answered;
use exchange::terms::did_of;
use grant::{Action, VerifiedUse};
use serde_json::Value;

use super::AccessFailure;
use crate::failure::Failure;
use crate::issuer::{attributes_of, vct_of};
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{AppliedChange, ChangeState};

impl From<ChangeRefusal> for AccessFailure {
    fn from(refusal: ChangeRefusal) -> Self {
        Self::Refused(AccessRefusal::of_change(refusal))
    }
}

impl From<Failure> for AccessFailure {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Gateway {
    /// Compares a change with the request that the holder signed for, and with the entry, and writes
    /// it down; none if the use is a reading.
    pub(super) fn plan_change(
        &self,
        custodian: &Department,
        request: &AccessRequest,
        verified: &VerifiedUse,
        use_number: u32,
    ) -> Result<Option<AppliedChange>, AccessFailure> {
        let malformed = |_| ChangeRefusal::Proposal;
        let Some(changes) = request.operation.changes().map_err(malformed)? else {
            return Ok(None);
        };
        let method = request.operation.method;
        let compact = request.request.as_deref().unwrap_or_default();
        let answered = read_answered(compact).map_err(|_| ChangeRefusal::OtherRequest)?;
        let asked_by = did_of(&answered.department);
        if answered.digest != verified.request
            || answered.terms.custodian != custodian.did
            || verified.line.first() != Some(&asked_by)
        {
            return Err(ChangeRefusal::OtherRequest.into());
        }
        if !answered.terms.proposes(method, &changes) {
            return Err(ChangeRefusal::Proposal.into());
        }
        let slug = custodian.slug();
        let done = self.store.changes_of(slug, verified.grant)?;
        if done
            .iter()
            .any(|earlier| overlaps(earlier, method, &changes))
        {
            return Err(ChangeRefusal::AlreadyDone.into());
        }
        let (kind, content) = self
            .store
            .entry(slug, &verified.entry.0)?
            .ok_or(ChangeRefusal::NothingThere)?;
        // Whether it can be carried out is said before the use is counted.
        applied(&kind, content, method, &changes)?;
        let change = AppliedChange {
            custodian: slug.to_owned(),
            grant: verified.grant,
            use_number,
            method,
            entry: verified.entry.0.clone(),
            body: changes.to_canonical(),
            account: verified.anchor.account.to_bytes(),
            state: ChangeState::Planned,
            at: random::now(),
        };
        self.store.plan_change(&change)?;
        Ok(Some(change))
    }

    /// Carries out a change whose use is recorded: in the entry, and in every credential that tells
    /// of it.
    pub(super) async fn carry_out(
        &self,
        custodian: &Department,
        change: &AppliedChange,
    ) -> Result<(), AccessFailure> {
        if change.state == ChangeState::Planned {
            let (kind, content) = self
                .store
                .entry(custodian.slug(), &change.entry)?
                .ok_or(ChangeRefusal::NothingThere)?;
            let changes = Changes::parse(&change.body).map_err(Failure::ours)?;
            let content = applied(&kind, content, change.method, &changes)?;
            self.store.apply_change(change, &content)?;
        }
        self.reissue(custodian, &change.entry).await?;
        Ok(self.store.finish_change(change)?)
    }

    /// Finishes what broke off: a planned change is carried out if the chain has its use.
    pub(super) async fn finish_changes(&self, custodian: &Department) -> Result<(), AccessFailure> {
        for change in self.store.unfinished_changes(custodian.slug())? {
            if change.state == ChangeState::Planned {
                let account = keys::ChainAddress::from_bytes(change.account);
                let grant = change.grant.to_bytes().into();
                let state = self.chain.grant_state(account, grant).await?;
                if state.is_none_or(|state| state.used < change.use_number) {
                    self.store.drop_change(&change)?;
                    continue;
                }
            }
            self.carry_out(custodian, &change).await?;
        }
        Ok(())
    }

    /// Issues every credential about an entry anew that no longer says what the entry does: each
    /// copy for the same key, anchored, and the old one superseded by it.
    async fn reissue(&self, issuer: &Department, entry: &str) -> Result<(), Failure> {
        let slug = issuer.slug();
        let Some((_, content)) = self.store.entry(slug, entry)? else {
            return Ok(());
        };
        let mut outdated = Vec::new();
        for row in self.store.current_of_entry(slug, entry)? {
            let Some(kind) = kinds::find(&vct_of(&row.configuration)) else {
                continue;
            };
            let old = UnverifiedCredential::parse(&row.compact).map_err(Failure::ours)?;
            let now = attributes_of(kind, &content);
            if old.attributes_unverified().map_err(Failure::ours)? != now {
                outdated.push((row, old.terms().holder, now));
            }
        }
        let count = u8::try_from(outdated.len()).unwrap_or(u8::MAX);
        for (number, (row, holder, attributes)) in (0..count).zip(outdated) {
            self.replace(issuer, &row, holder, &attributes, (number, count))
                .await?;
        }
        Ok(())
    }
}

/// Whether an earlier use of the same grant changed one of these attributes in the same way.
fn overlaps(earlier: &AppliedChange, method: Action, changes: &Changes) -> bool {
    let Ok(done) = Changes::parse(&earlier.body) else {
        return false;
    };
    earlier.state != ChangeState::Planned
        && earlier.method == method
        && done
            .names()
            .any(|name| changes.names().any(|now| now == name))
}

/// The content of an entry after a change. `modify` replaces what is there; `add` gives a value where
/// there is none, or one value more where there are several.
fn applied(
    kind: &str,
    mut content: Value,
    method: Action,
    changes: &Changes,
) -> Result<Value, ChangeRefusal> {
    let members = content.as_object_mut().ok_or(ChangeRefusal::NothingThere)?;
    for change in changes.as_slice() {
        if change.entry.as_str() != kind {
            return Err(ChangeRefusal::NothingThere);
        }
        let (name, value) = (change.attribute.as_str(), change.value.value().clone());
        let there = members.get_mut(name).filter(|value| !value.is_null());
        match (method, there) {
            (Action::Modify, Some(there)) => *there = value,
            (Action::Add, None) => {
                members.insert(name.to_owned(), value);
            }
            (Action::Add, Some(Value::Array(values))) if !values.contains(&value) => {
                values.push(value);
            }
            (Action::Add, Some(_)) => return Err(ChangeRefusal::AlreadyThere),
            (Action::Modify, None) | (Action::Read, _) => return Err(ChangeRefusal::NothingThere),
        }
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use exchange::{Change, NewValue};
    use serde_json::json;

    use super::*;

    fn changes(attribute: &str, value: Value) -> Changes {
        Changes::new(vec![Change {
            entry: "household".parse().unwrap(),
            attribute: attribute.parse().unwrap(),
            value: NewValue::new(value).unwrap(),
        }])
        .unwrap()
    }

    #[test]
    fn modify_replaces_and_add_adds() {
        let entry = || json!({ "telephone": "1", "members": ["a"], "empty": null });
        let act = |method, attribute: &str, value| {
            applied("household", entry(), method, &changes(attribute, value))
        };
        let telephone = act(Action::Modify, "telephone", json!("2")).unwrap();
        assert_eq!(telephone["telephone"], "2");
        assert_eq!(act(Action::Add, "email", json!("x")).unwrap()["email"], "x");
        assert_eq!(act(Action::Add, "empty", json!("x")).unwrap()["empty"], "x");
        let members = act(Action::Add, "members", json!("b")).unwrap();
        assert_eq!(members["members"], json!(["a", "b"]));

        let refused = |method, attribute: &str, value| act(method, attribute, value).unwrap_err();
        use ChangeRefusal::{AlreadyThere, NothingThere};
        assert_eq!(refused(Action::Add, "telephone", json!("2")), AlreadyThere);
        assert_eq!(refused(Action::Add, "members", json!("a")), AlreadyThere);
        assert_eq!(refused(Action::Modify, "email", json!("x")), NothingThere);
        assert_eq!(refused(Action::Modify, "empty", json!("x")), NothingThere);
        let other = applied(
            "degree",
            entry(),
            Action::Modify,
            &changes("telephone", json!("2")),
        );
        assert_eq!(other.unwrap_err(), NothingThere);
    }
}
