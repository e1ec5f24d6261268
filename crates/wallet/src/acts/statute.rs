//! The text of a clause, shown only if it is the one whose fingerprint stands in the proven rule.

use chain::law::Rule;
use sha2::{Digest as _, Sha256};
use wallet_api::{ApiError, ErrorCode, ReadStatute, StatuteCheck, StatuteView};

use crate::{
    acts::{issuer, sync},
    book::{clause_view, plain},
    convert,
    session::Session,
    wallet::{Act, Wallet, now},
};

/// Longest text that is taken, in bytes.
const MAX_STATUTE_BYTES: usize = 256 * 1024;

impl Act for ReadStatute {
    async fn act(self, wallet: &Wallet) -> Result<StatuteView, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        let book = session.book();
        let now = now();
        let rule = book
            .clause(&self.clause, now)
            .or_else(|| book.last_clause(&self.clause))
            .ok_or_else(|| ApiError::about(ErrorCode::NotFound, self.clause.clone()))?;
        let (text, check) = fetch(wallet, &session, rule).await;
        Ok(StatuteView {
            clause: clause_view(rule, session.proof()),
            in_force: book.clause(&self.clause, now).is_some(),
            text,
            check,
            host: issuer::host(&rule.terms.text_uri),
            fingerprint: convert::hex(rule.terms.text_fingerprint),
        })
    }
}

async fn fetch(wallet: &Wallet, session: &Session, rule: &Rule) -> (Option<String>, StatuteCheck) {
    let Some(found) = try_fetch(wallet, session, rule).await else {
        return (None, StatuteCheck::NotFound);
    };
    check(&found, &rule.terms.text_fingerprint.0)
}

async fn try_fetch(wallet: &Wallet, session: &Session, rule: &Rule) -> Option<Vec<u8>> {
    let url = issuer::address(&rule.terms.text_uri).ok()?;
    let http = session.http(&wallet.inner().profile).ok()?;
    let answer = http.get(&url, "text/plain").await.ok()?;
    let fits = answer.status.is_success() && answer.body.len() <= MAX_STATUTE_BYTES;
    fits.then_some(answer.body)
}

/// The text, if it has the fingerprint.
fn check(found: &[u8], fingerprint: &[u8; 32]) -> (Option<String>, StatuteCheck) {
    if Sha256::digest(found).as_slice() != fingerprint {
        return (None, StatuteCheck::Differs);
    }
    match std::str::from_utf8(found) {
        Ok(text) => (Some(readable(text)), StatuteCheck::Checked),
        // Whatever was published under that fingerprint, it is no text.
        Err(_) => (None, StatuteCheck::Differs),
    }
}

/// The text without what could turn or hide it; its lines stay.
fn readable(text: &str) -> String {
    let lines = text.lines().map(|line| plain(line, MAX_STATUTE_BYTES));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_of_the_fingerprint_is_shown() {
        let text = "第七条\nThe office may\u{202e} ask.\r\n";
        let fingerprint: [u8; 32] = Sha256::digest(text).into();
        assert_eq!(
            check(text.as_bytes(), &fingerprint),
            (
                Some("第七条\nThe office may ask.".to_owned()),
                StatuteCheck::Checked
            )
        );
        let other = check("第八条".as_bytes(), &fingerprint);
        assert_eq!(other, (None, StatuteCheck::Differs));
        let binary = [0xFF, 0xFE];
        let fingerprint: [u8; 32] = Sha256::digest(binary).into();
        assert_eq!(check(&binary, &fingerprint), (None, StatuteCheck::Differs));
    }
}
