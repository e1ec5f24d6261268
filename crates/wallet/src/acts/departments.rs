//! The directory as a tree.

use std::collections::HashSet;

use chain::Department;
use keys::ChainAddress;
use wallet_api::{ApiError, DepartmentRow, ListDepartments, PermissionState};

use crate::{
    acts::{permissions, sync},
    book::party_view,
    convert::saturate,
    session::{Book, Session},
    wallet::{Act, Wallet, now},
};

impl Act for ListDepartments {
    async fn act(self, wallet: &Wallet) -> Result<Vec<DepartmentRow>, ApiError> {
        let session = wallet.session()?;
        sync::ensure_book(wallet, &session).await?;
        rows(&session)
    }
}

/// The directory, parents before children.
pub(crate) fn rows(session: &Session) -> Result<Vec<DepartmentRow>, ApiError> {
    let book = session.book();
    let permissions = permissions::rows(session)?;
    let mut rows = Vec::new();
    if let Some(root) = book.directory.root() {
        let mut seen = HashSet::new();
        walk(session, &book, root, 0, &mut seen, &mut |mut row| {
            row.permissions = saturate(
                permissions
                    .iter()
                    .filter(|p| p.party.did == row.party.did && p.state == PermissionState::Active)
                    .count(),
            );
            rows.push(row);
        });
    }
    Ok(rows)
}

fn walk(
    session: &Session,
    book: &Book,
    department: &Department,
    depth: u8,
    seen: &mut HashSet<ChainAddress>,
    emit: &mut impl FnMut(DepartmentRow),
) {
    if !seen.insert(department.id) {
        return;
    }
    let parent = department
        .parent
        .and_then(|id| book.directory.department(&id));
    emit(DepartmentRow {
        party: party_view(
            department,
            book.is_active(department, now()),
            session.proof(),
        ),
        parent: parent.map(|parent| parent.did.to_string()),
        depth,
        permissions: 0,
        issues: matches!(
            department.kind.as_str(),
            "registry" | "university" | "organisation"
        ),
        endpoint: department.endpoint.clone(),
    });
    let mut children: Vec<&Department> = book.directory.children(&department.id).collect();
    children.sort_by(|a, b| a.code.cmp(&b.code));
    for child in children {
        walk(session, book, child, depth.saturating_add(1), seen, emit);
    }
}
