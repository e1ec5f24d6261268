//! Where one is: the part of the address after `#`.

/// Every page of the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// What is next.
    Home,
    /// The inbox.
    Requests,
    /// Pasting a link or choosing a picture.
    Paste,
    /// Showing something at a counter; with the text of the office's question, if it gave one.
    Counter(Option<String>),
    /// Deciding on a request.
    Request(String),
    /// Deciding whether to show a part of a document.
    Present(String),
    /// Deciding on an offered credential.
    Offer(String),
    /// A request of somebody who could not be proven.
    Unproven(String),
    /// The credentials.
    Documents,
    /// One credential.
    Document(String),
    /// The permissions.
    Permissions,
    /// One permission.
    Permission(String),
    /// The invoices.
    Invoices,
    /// One invoice, in the drawer of the list.
    Invoice(String),
    /// The code for a seller.
    BillingCode,
    /// The certificates.
    Certificates,
    /// Checking a document that anybody brings.
    CheckDocument,
    /// Fingerprints of files on the chain.
    Deposits,
    /// One of them, in the drawer of the list.
    Deposit(String),
    /// What happened.
    Activity,
    /// The directory.
    Departments,
    /// One office of the directory.
    Department(String),
    /// Settings, by tab.
    Settings(Tab),
    /// The recovery words.
    Words,
    /// Typing three of them in.
    WordCheck,
    /// Trying out what they bring back.
    Rehearsal,
    /// What the words brought back, after a restore.
    Recovered,
    /// An address that leads nowhere.
    Unknown,
}

/// The tabs of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Looks and locking.
    General,
    /// Words, passphrase, folder.
    Security,
    /// The nodes.
    Network,
    /// Version and keys.
    About,
}

impl Tab {
    /// All, in order.
    pub(crate) const ALL: [Self; 4] = [Self::General, Self::Security, Self::Network, Self::About];

    /// The name in the address and in the keys of the texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Security => "security",
            Self::Network => "network",
            Self::About => "about",
        }
    }
}

impl Route {
    /// The sections of the rail, in its order; Ctrl+1 opens the first.
    pub(crate) const SECTIONS: [Self; 10] = [
        Self::Home,
        Self::Requests,
        Self::Documents,
        Self::Permissions,
        Self::Invoices,
        Self::Certificates,
        Self::Deposits,
        Self::Activity,
        Self::Departments,
        Self::Settings(Tab::General),
    ];

    /// Reads the part of an address after `#`; an empty one is home.
    pub(crate) fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        let (section, id) = path.split_once('/').unwrap_or((path, ""));
        let id = decode(id);
        match (section, id.as_str()) {
            ("" | "home", "") => Self::Home,
            ("requests", "") => Self::Requests,
            ("requests", _) => Self::Request(id),
            ("open", "") => Self::Paste,
            ("unproven", id) if !id.is_empty() => Self::Unproven(id.to_owned()),
            ("counter", "") => Self::Counter(None),
            ("counter", _) => Self::Counter(Some(id)),
            ("present", id) if !id.is_empty() => Self::Present(id.to_owned()),
            ("offers", id) if !id.is_empty() => Self::Offer(id.to_owned()),
            ("documents", "") => Self::Documents,
            ("documents", _) => Self::Document(id),
            ("permissions", "") => Self::Permissions,
            ("permissions", _) => Self::Permission(id),
            ("invoices", "") => Self::Invoices,
            ("invoices", _) => Self::Invoice(id),
            ("billing-code", "") => Self::BillingCode,
            ("certificates", "") => Self::Certificates,
            ("check", "") => Self::CheckDocument,
            ("deposits", "") => Self::Deposits,
            ("deposits", _) => Self::Deposit(id),
            ("activity", "") => Self::Activity,
            ("departments", "") => Self::Departments,
            ("departments", _) => Self::Department(id),
            ("settings", tab) => {
                let named = Tab::ALL.into_iter().find(|t| t.name() == tab);
                Self::Settings(named.unwrap_or(Tab::General))
            }
            ("words", "") => Self::Words,
            ("word-check", "") => Self::WordCheck,
            ("rehearsal", "") => Self::Rehearsal,
            ("recovered", "") => Self::Recovered,
            _ => Self::Unknown,
        }
    }

    /// The address, with its `#`.
    pub(crate) fn href(&self) -> String {
        let with = |section: &str, id: &str| format!("#/{section}/{}", encode(id));
        match self {
            Self::Home | Self::Unknown => "#/home".into(),
            Self::Requests => "#/requests".into(),
            Self::Paste => "#/open".into(),
            Self::Counter(None) => "#/counter".into(),
            Self::Counter(Some(question)) => with("counter", question),
            Self::Request(id) => with("requests", id),
            Self::Present(id) => with("present", id),
            Self::Offer(id) => with("offers", id),
            Self::Unproven(id) => with("unproven", id),
            Self::Documents => "#/documents".into(),
            Self::Document(id) => with("documents", id),
            Self::Permissions => "#/permissions".into(),
            Self::Permission(id) => with("permissions", id),
            Self::Invoices => "#/invoices".into(),
            Self::Invoice(id) => with("invoices", id),
            Self::BillingCode => "#/billing-code".into(),
            Self::Certificates => "#/certificates".into(),
            Self::CheckDocument => "#/check".into(),
            Self::Deposits => "#/deposits".into(),
            Self::Deposit(id) => with("deposits", id),
            Self::Activity => "#/activity".into(),
            Self::Departments => "#/departments".into(),
            Self::Department(id) => with("departments", id),
            Self::Settings(tab) => with("settings", tab.name()),
            Self::Words => "#/words".into(),
            Self::WordCheck => "#/word-check".into(),
            Self::Rehearsal => "#/rehearsal".into(),
            Self::Recovered => "#/recovered".into(),
        }
    }

    /// The entry of the rail that this page belongs to; `None` on sheets.
    pub(crate) fn section(&self) -> Option<Self> {
        Some(match self {
            Self::Home => Self::Home,
            Self::Requests => Self::Requests,
            Self::Documents | Self::Document(_) => Self::Documents,
            Self::Permissions | Self::Permission(_) => Self::Permissions,
            Self::Invoices | Self::Invoice(_) => Self::Invoices,
            Self::Certificates | Self::CheckDocument => Self::Certificates,
            Self::Deposits | Self::Deposit(_) => Self::Deposits,
            Self::Activity => Self::Activity,
            Self::Departments | Self::Department(_) => Self::Departments,
            Self::Settings(_) => Self::Settings(Tab::General),
            Self::Paste
            | Self::BillingCode
            | Self::Counter(_)
            | Self::Request(_)
            | Self::Present(_)
            | Self::Offer(_)
            | Self::Unproven(_)
            | Self::Words
            | Self::WordCheck
            | Self::Rehearsal
            | Self::Recovered
            | Self::Unknown => return None,
        })
    }

    /// Where Esc leads.
    pub(crate) fn back(&self) -> Option<Self> {
        Some(match self {
            Self::Request(_)
            | Self::Present(_)
            | Self::Offer(_)
            | Self::Unproven(_)
            | Self::Paste => Self::Requests,
            Self::Document(_) => Self::Documents,
            Self::CheckDocument => Self::Certificates,
            Self::Permission(_) => Self::Permissions,
            Self::Invoice(_) | Self::BillingCode => Self::Invoices,
            Self::Deposit(_) => Self::Deposits,
            Self::Department(_) => Self::Departments,
            Self::Counter(_) | Self::Recovered | Self::Unknown => Self::Home,
            _ => return None,
        })
    }
}

/// Percent-encodes what is not plain in an address.
fn encode(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Undoes [`encode`]; what is not decodable stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_page() {
        let id = "did:ethr:0x7a69:0xabc/…% 1".to_owned();
        let mut pages: Vec<_> = Route::SECTIONS.into();
        pages.extend(Tab::ALL.map(Route::Settings));
        pages.extend([
            Route::Paste,
            Route::Words,
            Route::WordCheck,
            Route::Rehearsal,
            Route::Recovered,
            Route::BillingCode,
        ]);
        pages.extend([Route::Request(id.clone()), Route::Offer(id.clone())]);
        pages.extend([Route::Unproven(id.clone()), Route::Present(id.clone())]);
        pages.extend([Route::Document(id.clone()), Route::Permission(id.clone())]);
        pages.extend([Route::Invoice(id.clone()), Route::Deposit(id.clone())]);
        pages.push(Route::Department(id));
        for page in pages {
            assert_eq!(Route::parse(&page.href()), page);
        }
    }

    #[test]
    fn foreign_addresses_do_no_harm() {
        for hash in ["", "#", "#/"] {
            assert_eq!(Route::parse(hash), Route::Home);
        }
        for hash in ["#/nowhere", "#/offers", "#/words/x", "#javascript:alert(1)"] {
            assert_eq!(Route::parse(hash), Route::Unknown);
        }
        assert_eq!(
            Route::parse("#/requests/%zz%"),
            Route::Request("%zz%".into())
        );
        assert_eq!(
            Route::parse("#/settings/none"),
            Route::Settings(Tab::General)
        );
    }
}
