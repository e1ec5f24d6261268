//! Leaves what is being shown at the office, so that it can be asked for by ten spoken characters.

use exchange::counter::spoken::{SpokenDeposit, generate_spoken, spoken_id};
use wallet_api::{ApiError, ErrorCode, SpeakCode, SpokenView};

use super::show::find;
use crate::{
    acts::issuer,
    random::Random,
    wallet::{Act, Wallet, now},
};

impl Act for SpeakCode {
    async fn act(self, wallet: &Wallet) -> Result<SpokenView, ApiError> {
        let session = wallet.session()?;
        let showing = find(&session, &self.id)?;
        let (text, expires) = showing
            .newest
            .filter(|(_, expires)| *expires > now())
            .ok_or(ErrorCode::ShowingEnded)?;
        let known = session
            .book()
            .known(&showing.office, now())
            .filter(|known| known.active)
            .ok_or_else(|| {
                ApiError::about(ErrorCode::RequesterUnknown, showing.office.to_string())
            })?;
        let code = generate_spoken(&mut Random);
        let deposit = SpokenDeposit {
            code: spoken_id(&code),
            text,
        };
        let body = serde_json::to_vec(&deposit)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "deposit"))?;
        let url = issuer::address(&known.endpoint.join("counter"))?;
        let http = session.http(&wallet.inner().profile)?;
        let answer = http
            .post_json(&url, body, None)
            .await
            .map_err(|error| error.about(&url))?;
        issuer::accepted(answer)?;
        Ok(SpokenView { code, expires })
    }
}
