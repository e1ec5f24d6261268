//! Applications: an offer, a request, or something that comes by way of the chain.

use credential::kinds;
use exchange::apply::{Application, ApplicationAnswer, MAX_APPLICATION_BYTES};
use exchange::introduction::verify_relation_introduction;
use exchange::{Text, parse_message};
use keys::PublicKey;

use super::metadata::SCHOOL_ENROLMENT;
use super::{
    Copy, DEGREE, IDENTITY, INVOICE, InvoiceOrder, OfferOrder, TxCodeChoice, attributes_of,
};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::requester::RequestOrder;
use crate::state::{Department, Gateway};
use crate::store::RelationRow;

impl Gateway {
    /// Answers an application. The relation that applies is remembered.
    ///
    /// # Errors
    /// `invalid_request`, `invalid_proof`, `invalid_nonce`, `not_found`; or store or chain fail.
    pub async fn apply(
        &self,
        department: &Department,
        body: &[u8],
    ) -> Result<ApplicationAnswer, Failure> {
        let application: Application = parse_message(body, MAX_APPLICATION_BYTES)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let metadata = self.metadata(department);
        if !metadata
            .citizen_wallet
            .available
            .iter()
            .any(|known| known.id == application.id)
        {
            return Err(Failure::not_found(
                "this department has nothing of that name",
            ));
        }
        let relation = self.introduce(department, &application.introduction)?;
        match application.id.as_str() {
            IDENTITY => {
                let order = OfferOrder {
                    configuration: IDENTITY.to_owned(),
                    tx_code: TxCodeChoice::Random,
                    tell_code: true,
                };
                let offer = self.place_offer(department, &order)?;
                Ok(ApplicationAnswer::Offer { offer: offer.link })
            }
            DEGREE => {
                self.issue_degree(department, &relation).await?;
                Ok(coming(
                    "学位证书已签发，稍后就会出现在您的钱包里。",
                    "Your degree is issued. It will be in your wallet in a moment.",
                ))
            }
            INVOICE => {
                self.issue_purchases(department, &relation).await?;
                Ok(coming(
                    "发票已开具，稍后就会出现在您的钱包里。",
                    "Your invoices are issued. They will be in your wallet in a moment.",
                ))
            }
            SCHOOL_ENROLMENT => {
                let request = self.make_request(department, &RequestOrder::school_enrolment())?;
                Ok(ApplicationAnswer::Request {
                    request: request.link,
                })
            }
            _ => Ok(ApplicationAnswer::Counter {
                message: Text::new(
                    "请双方携带证件到窗口办理。",
                    "Please come to the counter together, with your papers.",
                ),
            }),
        }
    }

    /// Remembers the relation that introduces itself.
    pub(crate) fn introduce(
        &self,
        department: &Department,
        introduction: &str,
    ) -> Result<RelationRow, Failure> {
        let introduced = verify_relation_introduction(introduction, &department.did, random::now())
            .map_err(|error| Failure::bad("invalid_proof", error))?;
        self.spend_issuance_nonce(department, &introduced.nonce)?;
        let slug = department.slug();
        self.store
            .put_relation(slug, &introduced.relation, &introduced.meta_address, None)?;
        Ok(RelationRow {
            relation: introduced.relation,
            meta_address: introduced.meta_address,
            entry: None,
        })
    }

    /// Issues the sample degree to a relation, unless it has it.
    ///
    /// # Errors
    /// If it cannot be signed, remembered or anchored.
    pub async fn issue_degree(
        &self,
        university: &Department,
        relation: &RelationRow,
    ) -> Result<Option<credential::Fingerprint>, Failure> {
        let slug = university.slug();
        if self
            .store
            .count_issued_to(slug, &relation.relation, DEGREE)?
            > 0
        {
            return Ok(None);
        }
        let (_, entry) = self
            .store
            .entry(slug, city::SAMPLE_ENTRY)?
            .ok_or_else(|| Failure::not_found("nobody of that name has a degree here"))?;
        let copy = Copy {
            configuration: DEGREE,
            attributes: &attributes_of(&kinds::DEGREE, &entry),
            holder: holder_of(relation)?,
            relation: Some(relation),
            number: (0, 1),
            delivered: false,
            invoice_number: None,
        };
        Ok(Some(self.issue_copy(university, &copy).await?.fingerprint))
    }

    async fn issue_purchases(
        &self,
        biller: &Department,
        relation: &RelationRow,
    ) -> Result<(), Failure> {
        if self
            .store
            .count_issued_to(biller.slug(), &relation.relation, INVOICE)?
            > 0
        {
            return Ok(());
        }
        for (title, total) in city::PURCHASES {
            let order = InvoiceOrder {
                title: title.to_owned(),
                total: total.to_owned(),
                buyer: city::SAMPLE_NAME.to_owned(),
            };
            self.issue_invoice(biller, relation, &order).await?;
        }
        Ok(())
    }
}

fn coming(zh: &str, en: &str) -> ApplicationAnswer {
    ApplicationAnswer::Coming {
        message: Text::new(zh, en),
    }
}

/// What comes by way of the chain is bound to the key of the relation itself.
pub(crate) fn holder_of(relation: &RelationRow) -> Result<PublicKey, Failure> {
    keys::did::parse_did_key(&relation.relation).map_err(Failure::ours)
}
