//! What each department offers, as its metadata say.

use std::collections::BTreeMap;

use credential::kinds::{self, Kind};
use exchange::Text;
use exchange::metadata::{
    Available, BatchIssuance, ClaimDisplay, CredentialConfiguration, CredentialMetadata, Delivery,
    Display, Extension, IssuerMetadata, sign_metadata,
};
use serde_json::json;

use super::{DEGREE, IDENTITY, INVOICE};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};

/// How long signed metadata hold, in seconds.
const VALID_FOR_SECS: u32 = 3_600;
/// Most copies in one request.
pub(crate) const BATCH_SIZE: u8 = 4;
/// Name of the education bureau's service that starts with a request.
pub(crate) const SCHOOL_ENROLMENT: &str = "school-enrolment";

impl Gateway {
    /// Returns the metadata of a department.
    #[must_use]
    pub fn metadata(&self, department: &Department) -> IssuerMetadata {
        let endpoint = &department.endpoint;
        let available = available(department.slug());
        IssuerMetadata {
            credential_issuer: endpoint.as_str().to_owned(),
            credential_endpoint: endpoint.join("credential"),
            nonce_endpoint: endpoint.join("c-nonce"),
            token_endpoint: endpoint.join("token"),
            batch_credential_issuance: BatchIssuance {
                batch_size: BATCH_SIZE,
            },
            credential_configurations_supported: configurations(department.slug()),
            display: display(department.sample.zh, department.sample.en),
            citizen_wallet: Extension {
                apply_endpoint: (!available.is_empty()).then(|| endpoint.join("apply")),
                pickup_endpoint: Some(endpoint.join("pickup")),
                refill_endpoint: Some(endpoint.join("refill")),
                available,
            },
        }
    }

    /// Returns the metadata of a department, signed by it.
    ///
    /// # Errors
    /// If they cannot be signed.
    pub fn signed_metadata(&self, department: &Department) -> Result<String, Failure> {
        let metadata = self.metadata(department);
        let signer = &department.keys.ed25519;
        sign_metadata(
            &metadata,
            &department.did,
            random::now(),
            VALID_FOR_SECS,
            signer,
        )
        .map_err(Failure::ours)
    }
}

fn configurations(slug: &str) -> BTreeMap<String, CredentialConfiguration> {
    match offered_by(slug) {
        Some((id, kind, zh, en)) => [(id.to_owned(), configuration(&kind, zh, en))].into(),
        None => BTreeMap::new(),
    }
}

/// The one configuration a department has.
fn offered_by(slug: &str) -> Option<(&'static str, Kind, &'static str, &'static str)> {
    match slug {
        city::CUSTODIAN => Some((
            IDENTITY,
            kinds::IDENTITY,
            "身份与户籍记录",
            "Identity record",
        )),
        city::UNIVERSITY => Some((DEGREE, kinds::DEGREE, "学位证书", "Degree certificate")),
        city::BILLER => Some((INVOICE, kinds::INVOICE, "电子发票", "Electronic invoice")),
        _ => None,
    }
}

fn configuration(kind: &Kind, zh: &str, en: &str) -> CredentialConfiguration {
    CredentialConfiguration {
        format: "dc+sd-jwt".to_owned(),
        vct: kind.vct.to_owned(),
        cryptographic_binding_methods_supported: vec!["jwk".to_owned()],
        credential_signing_alg_values_supported: vec!["EdDSA".to_owned()],
        proof_types_supported: [(
            "jwt".to_owned(),
            json!({ "proof_signing_alg_values_supported": ["EdDSA", "ES256"] }),
        )]
        .into(),
        credential_metadata: CredentialMetadata {
            display: display(zh, en),
            claims: kind
                .attributes
                .iter()
                .filter_map(|code| {
                    let (zh, en) = attribute_name(code)?;
                    Some(ClaimDisplay {
                        path: vec![json!(code)],
                        display: display(zh, en),
                    })
                })
                .collect(),
        },
    }
}

fn display(zh: &str, en: &str) -> Vec<Display> {
    [("zh-CN", zh), ("en", en)]
        .map(|(locale, name)| Display {
            name: name.to_owned(),
            locale: Some(locale.to_owned()),
        })
        .into()
}

fn available(slug: &str) -> Vec<Available> {
    let one = |id: &str, how, name, needs, takes| {
        vec![Available {
            id: id.to_owned(),
            how,
            name,
            needs,
            takes,
        }]
    };
    let at_once = || Text::new("立即", "At once");
    match slug {
        city::CUSTODIAN => one(
            IDENTITY,
            Delivery::Online,
            Text::new("身份与户籍记录", "Identity record"),
            Text::new("信函中的交易码", "The code from the letter"),
            at_once(),
        ),
        city::UNIVERSITY => one(
            DEGREE,
            Delivery::Chain,
            Text::new("学位证书", "Degree certificate"),
            Text::new("无需材料", "Nothing to bring"),
            Text::new("约一分钟", "About a minute"),
        ),
        city::BILLER => one(
            INVOICE,
            Delivery::Chain,
            Text::new("最近购书的发票", "Invoices of recent purchases"),
            Text::new("无需材料", "Nothing to bring"),
            Text::new("约一分钟", "About a minute"),
        ),
        "education" => one(
            SCHOOL_ENROLMENT,
            Delivery::Request,
            Text::new("小学入学登记", "Enrolment at primary school"),
            Text::new(
                "授权查询户籍信息",
                "Permission to read the household record",
            ),
            at_once(),
        ),
        "civil-affairs" => one(
            "marriage",
            Delivery::Counter,
            Text::new("婚姻登记证明", "Certificate of marriage"),
            Text::new("双方到场", "Both persons present"),
            Text::new("当天", "The same day"),
        ),
        _ => Vec::new(),
    }
}

fn attribute_name(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "person.name" => ("姓名", "Name"),
        "person.name-latin" => ("姓名（拉丁字母）", "Name in Latin letters"),
        "person.sex" => ("性别", "Sex"),
        "person.birth-date" => ("出生日期", "Date of birth"),
        "person.id-number" => ("公民身份号码", "Identity number"),
        "household.number" => ("户号", "Household number"),
        "household.address" => ("户籍住址", "Registered address"),
        "household.members" => ("家庭成员", "Household members"),
        "household.since" => ("登记日期", "Registered since"),
        "degree.title" => ("学位", "Degree"),
        "degree.subject" => ("专业", "Subject"),
        "degree.university" => ("授予单位", "University"),
        "degree.awarded" => ("授予日期", "Awarded on"),
        "degree.number" => ("证书编号", "Certificate number"),
        "invoice.number" => ("发票号码", "Invoice number"),
        "invoice.type" => ("发票种类", "Kind"),
        "invoice.issued-at" => ("开票日期", "Issued on"),
        "buyer.name" => ("购买方", "Buyer"),
        "buyer.tax-id" => ("购买方税号", "Buyer's tax number"),
        "seller.name" => ("销售方", "Seller"),
        "seller.tax-id" => ("销售方税号", "Seller's tax number"),
        "invoice.lines" => ("明细", "Lines"),
        "invoice.total-without-tax" => ("金额合计", "Total without tax"),
        "invoice.tax" => ("税额合计", "Tax"),
        "invoice.total" => ("价税合计", "Total"),
        "invoice.remarks" => ("备注", "Remarks"),
        "invoice.drawer" => ("开票人", "Issued by"),
        "invoice.corrects" => ("对应蓝字发票", "Corrects invoice"),
        _ => return None,
    })
}
