//! Petitions: what citizens lodge with a department, and its answer.

use chain::{B256, calls};
use exchange::parse_message;
use exchange::petition::{
    MAX_PETITION_MESSAGE_BYTES, Petition, PetitionAnswer, PetitionMessage, sign_petition_answer,
    verify_petition,
};
use exchange::record::{AccessStatement, AnswerNote, PETITION_ANSWERED};
use grant::Digest;
use keys::ChainAddress;

use crate::addressee::Addressee;
use crate::admin::{AnswerPetitionCommand, PetitionView};
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::PetitionRow;

impl Gateway {
    /// Takes a petition that was lodged on chain with this department.
    ///
    /// # Errors
    /// `invalid_request`, `not_found`; or store or chain fail.
    pub async fn take_petition(&self, department: &Department, body: &[u8]) -> Result<(), Failure> {
        let bad = |error: &dyn std::fmt::Display| Failure::bad("invalid_request", error);
        let message: PetitionMessage =
            parse_message(body, MAX_PETITION_MESSAGE_BYTES).map_err(|error| bad(&error))?;
        let (petition, _) = verify_petition(&message.petition, &department.did, random::now())
            .map_err(|error| bad(&error))?;
        let fingerprint = Digest::of(message.petition.as_bytes());
        let lodged = self
            .chain
            .petition(message.lodger, fingerprint.to_bytes().into())
            .await?
            .filter(|lodged| lodged.to == department.did.address)
            .ok_or_else(|| Failure::not_found("no such petition was lodged on chain"))?;
        // Whoever petitions may be written to.
        self.store.put_relation(
            department.slug(),
            &petition.relation,
            &petition.meta_address,
            None,
        )?;
        Ok(self.store.put_petition(&PetitionRow {
            department: department.slug().to_owned(),
            fingerprint,
            lodger: message.lodger.to_string(),
            compact: message.petition,
            lodged_at: lodged.lodged_at,
            answered_at: None,
        })?)
    }

    /// Returns the petitions of all departments, the newest first.
    ///
    /// # Errors
    /// If store or chain fail.
    pub async fn petitions(&self) -> Result<Vec<PetitionView>, Failure> {
        let rows = self.store.petitions()?;
        let mut views = Vec::with_capacity(rows.len());
        for row in &rows {
            views.push(self.petition_view(row).await?);
        }
        Ok(views)
    }

    /// Answers a petition, on chain and sealed for the holder.
    ///
    /// # Errors
    /// `not_found`, `invalid_request`, `forbidden`; or store or chain fail.
    pub async fn answer_petition(
        &self,
        department: &Department,
        command: &AnswerPetitionCommand,
    ) -> Result<PetitionView, Failure> {
        let mut row = self
            .store
            .petitions()?
            .into_iter()
            .filter(|row| row.department == department.slug())
            .find(|row| match &command.petition {
                Some(named) => row.fingerprint.to_string() == *named,
                None => row.answered_at.is_none(),
            })
            .ok_or_else(|| Failure::not_found("no such petition waits here"))?;
        let petition = self.read_petition(&row)?;
        let now = random::now();
        let answer = PetitionAnswer {
            department: department.did,
            petition: row.fingerprint,
            text: command.text.clone(),
            salt: random::token(),
            issued_at: now,
        };
        let answer = sign_petition_answer(&answer, &department.keys.ed25519)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let fingerprint = row.fingerprint.to_bytes();
        let to = Addressee::new(
            &department.keys,
            self.chain_id(),
            self.bucket_bits(),
            &petition.meta_address,
        );
        let sealed = AnswerNote {
            answer: answer.clone(),
        };
        let data = to.seal(PETITION_ANSWERED, &fingerprint, &sealed.to_bytes());
        let note = to.into_note(PETITION_ANSWERED, &fingerprint, data);
        let lodger: ChainAddress = row.lodger.parse().map_err(Failure::ours)?;
        let digest = B256::from(Digest::of(answer.as_bytes()).to_bytes());
        let contracts = self.chain.network().contracts();
        let call = calls::petitions_answer(contracts, lodger, fingerprint.into(), digest, &note);
        self.send_or_say(department, &call).await?;
        self.store.answer_petition(&row, now)?;
        row.answered_at = Some(now);
        self.petition_view(&row).await
    }

    async fn petition_view(&self, row: &PetitionRow) -> Result<PetitionView, Failure> {
        let petition = self.read_petition(row)?;
        // That it is the record of the entry it is about was checked with the petition; whether
        // there is such an entry is for the chain to say.
        let record = petition
            .record
            .as_ref()
            .and_then(|record| AccessStatement::parse(record.as_bytes()).ok());
        let recorded_at = match (&record, &petition.about) {
            (Some(_), Some(about)) => {
                let fingerprint = about.fingerprint.to_bytes().into();
                self.chain
                    .access_recorded(about.writer.address, fingerprint)
                    .await?
            }
            _ => None,
        };
        Ok(PetitionView {
            petition: row.fingerprint.to_string(),
            department: row.department.clone(),
            record,
            recorded_at,
            kind: petition.kind,
            about: petition.about,
            text: petition.text,
            relation: petition.relation,
            lodger: row.lodger.clone(),
            lodged_at: row.lodged_at,
            answered_at: row.answered_at,
        })
    }

    fn read_petition(&self, row: &PetitionRow) -> Result<Petition, Failure> {
        let department = self.slug(&row.department)?;
        let (petition, _) =
            verify_petition(&row.compact, &department.did, random::now()).map_err(Failure::ours)?;
        Ok(petition)
    }
}
