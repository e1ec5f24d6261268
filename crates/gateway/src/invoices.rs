//! The steps of an invoice after its issue: payers receive, book and reimburse, billers void.

use chain::calls;
use chain::reads::InvoiceStage;
use chain::{Call, ChainError};
use credential::KeyName;
use exchange::claim::{ClaimAnswer, ClaimRequest, MAX_CLAIM_BYTES, UnverifiedClaim};
use exchange::parse_message;
use keys::PublicKey;

use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::ClaimRow;

impl Gateway {
    /// Takes an invoice that its holder claimed for this payer.
    ///
    /// # Errors
    /// `invalid_request` if it is no invoice, not claimed for this payer, or another one than the
    /// chain has under its number; or store or chain fail.
    pub async fn receive_claim(
        &self,
        payer: &Department,
        body: &[u8],
    ) -> Result<ClaimAnswer, Failure> {
        let bad = |error: &dyn std::fmt::Display| Failure::bad("invalid_request", error);
        let request: ClaimRequest =
            parse_message(body, MAX_CLAIM_BYTES).map_err(|error| bad(&error))?;
        let claim = UnverifiedClaim::parse(&request.invoice).map_err(|error| bad(&error))?;
        let snapshot = self.ledger.refresh().await?;
        let biller = snapshot.issuer_of(claim.issuer(), claim.terms().validity.issued_at);
        let key = biller.and_then(|biller| match claim.key_name() {
            KeyName::Ed25519 => biller.keys.ed25519.map(PublicKey::Ed25519),
            KeyName::P256 => biller.keys.p256_sign.map(PublicKey::P256),
        });
        let (issuer, fingerprint) = (*claim.issuer(), claim.fingerprint());
        let now = snapshot.no_earlier(random::now());
        let invoice = claim
            .verify(key.as_ref(), &payer.did, now)
            .map_err(|error| bad(&error))?;
        let number: u128 = invoice.number.to_string().parse().map_err(Failure::ours)?;
        let header = self.chain.trusted_header(None).await?;
        let state = self.chain.proven_invoice(&header, number).await?.value;
        let state = state.ok_or_else(|| bad(&"the chain knows no such invoice"))?;
        let same = state.fingerprint.0 == fingerprint.to_bytes()
            && state.biller == issuer.address
            && invoice.amounts_commitment() == Some(state.amounts.0);
        if !same {
            return Err(bad(&"the chain has another invoice under this number"));
        }
        if state.payer != Some(payer.did.address) {
            return Err(bad(&"the invoice is not claimed for this payer"));
        }
        if let Some(known) = self.store.claim(payer.slug(), number)? {
            return Ok(ClaimAnswer {
                number: known.file_number,
            });
        }
        let file_number = self.file_number(payer)?;
        self.store.add_claim(&ClaimRow {
            payer: payer.slug().to_owned(),
            number,
            biller: issuer.to_string(),
            seller: invoice.seller.name,
            total: invoice.total.to_string(),
            file_number: file_number.clone(),
            received_at: now,
        })?;
        Ok(ClaimAnswer {
            number: file_number,
        })
    }

    /// Takes a claimed invoice into the payer's books.
    ///
    /// # Errors
    /// `not_found` if it was not handed over; `invalid_request` with the contract's reason; or store
    /// or chain fail.
    pub async fn book_invoice(&self, payer: &Department, number: u128) -> Result<u64, Failure> {
        // Nobody books what nobody has seen.
        self.claimed(payer, number)?;
        let at = self.chain.network().contracts();
        self.act_on_invoice(payer, &calls::invoices_book(at, number))
            .await
    }

    /// Says that a booked invoice was paid back.
    ///
    /// # Errors
    /// As [`Gateway::book_invoice`].
    pub async fn reimburse_invoice(
        &self,
        payer: &Department,
        number: u128,
    ) -> Result<u64, Failure> {
        self.claimed(payer, number)?;
        let at = self.chain.network().contracts();
        self.act_on_invoice(payer, &calls::invoices_reimburse(at, number))
            .await
    }

    /// The invoices that were handed over, each with how it stands on the chain.
    ///
    /// # Errors
    /// If store or chain fail.
    pub async fn claims(&self) -> Result<Vec<(ClaimRow, Option<InvoiceStage>)>, Failure> {
        let mut all = Vec::new();
        for row in self.store.claims()? {
            let state = self.chain.invoice(row.number).await?;
            all.push((row, state.map(|state| state.stage)));
        }
        Ok(all)
    }

    fn claimed(&self, payer: &Department, number: u128) -> Result<ClaimRow, Failure> {
        self.store
            .claim(payer.slug(), number)?
            .ok_or_else(|| Failure::not_found("the holder has handed over no such invoice"))
    }

    /// Sends a step; the contract's refusal comes back by its name. Answers the block.
    pub(crate) async fn act_on_invoice(
        &self,
        department: &Department,
        call: &Call,
    ) -> Result<u64, Failure> {
        match self.send(department, call).await {
            Ok(receipt) => Ok(receipt.block),
            Err(ChainError::Reverted { error }) => Err(Failure::conflict("invalid_request", error)),
            Err(error) => Err(error.into()),
        }
    }
}
