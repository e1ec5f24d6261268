//! The other side: departments and organisations of the directory.

use serde::{Deserialize, Serialize};

use crate::{LocalText, Proof, command::command};

/// A department or organisation, as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    /// Its DID.
    pub did: String,
    /// Its number in the directory, such as `HT-0203`.
    pub code: String,
    /// Its names.
    pub name: LocalText,
    /// What kind of office it is: `education`, `tax`, `organisation`, …
    pub kind: String,
    /// 1 nation, 2 province, 3 city, 4 district, 5 street.
    pub level: u8,
    /// Whether it and all above it are active.
    pub active: bool,
    /// Since when it is in the directory.
    pub since: i64,
    /// How this is known.
    pub proof: Proof,
}

/// One line of the directory's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    /// The office.
    pub party: PartyView,
    /// DID of the office above, if there is one.
    pub parent: Option<String>,
    /// 0 at the root.
    pub depth: u8,
    /// Permissions in force that this office may use.
    pub permissions: u32,
    /// Whether it issues anything that a citizen can obtain.
    pub issues: bool,
    /// Where it is reached.
    pub endpoint: String,
}

command!(
    /// The directory, parents before children.
    ListDepartments {} -> Vec<DepartmentRow>, "list_departments", Unlocked
);
