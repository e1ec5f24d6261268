//! The permissions by item: who may do what with each, until when.

use std::collections::BTreeMap;

use wallet_api::{Action, HandedOnState, PartyView, PermissionRow, PermissionState, StopView};
use yew::prelude::*;

use crate::{
    components::{Sign, Status, TileSize, attribute_name, num, stop_words, tile},
    format::{self, Moment},
    i18n::{I18n, rich, t},
    route::Route,
};

/// One cell: what an office may do with an item.
struct Cell {
    permission: String,
    action: Action,
    until: i64,
    state: CellState,
    through: Option<PartyView>,
    stop: Option<StopView>,
}

#[derive(Clone, Copy, PartialEq)]
enum CellState {
    Can,
    Withdrawing,
    Suspended,
}

/// Item by office. Items of permissions that have ended stand in it as well: nobody sees them.
struct Matrix {
    offices: Vec<PartyView>,
    rows: BTreeMap<String, Vec<(String, Cell)>>,
}

impl Matrix {
    fn new(permissions: &[PermissionRow]) -> Self {
        let mut matrix = Self {
            offices: Vec::new(),
            rows: BTreeMap::new(),
        };
        for permission in permissions {
            for right in &permission.rights {
                matrix.rows.entry(right.attribute.clone()).or_default();
            }
            let state = match permission.state {
                PermissionState::Active => CellState::Can,
                PermissionState::Withdrawing => CellState::Withdrawing,
                PermissionState::SuspendedByLaw | PermissionState::SuspendedOffice => {
                    CellState::Suspended
                }
                _ => continue,
            };
            matrix.meet(&permission.party);
            for right in &permission.rights {
                let cell = Cell {
                    permission: permission.id.clone(),
                    action: right.action,
                    until: permission.until,
                    state,
                    through: None,
                    stop: permission.stop.clone(),
                };
                matrix.put(&right.attribute, &permission.party, cell);
            }
            for part in &permission.handed_on {
                let state = match part.state {
                    HandedOnState::Active => state,
                    HandedOnState::SuspendedByLaw | HandedOnState::SuspendedOffice => {
                        CellState::Suspended
                    }
                    _ => continue,
                };
                matrix.meet(&part.to);
                for right in &part.rights {
                    let cell = Cell {
                        permission: permission.id.clone(),
                        action: right.action,
                        until: part.until,
                        state,
                        through: Some(part.from.clone()),
                        stop: part.stop.clone(),
                    };
                    matrix.put(&right.attribute, &part.to, cell);
                }
            }
        }
        matrix
    }

    fn meet(&mut self, office: &PartyView) {
        if !self.offices.iter().any(|known| known.did == office.did) {
            self.offices.push(office.clone());
        }
    }

    fn put(&mut self, attribute: &str, office: &PartyView, cell: Cell) {
        let row = self.rows.entry(attribute.to_owned()).or_default();
        row.push((office.did.clone(), cell));
    }
}

/// The table.
pub(crate) fn matrix(i: I18n, permissions: &[PermissionRow]) -> Html {
    let matrix = Matrix::new(permissions);
    // What somebody may do stands above what nobody may.
    let mut rows: Vec<_> = matrix.rows.iter().collect();
    rows.sort_by_key(|(_, cells)| cells.is_empty());
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={t!(i, "matrix-label")}>
            <table class="tbl matrix" data-testid="matrix">
                <thead>
                    <tr>
                        <th scope="col">{ t!(i, "matrix-item") }</th>
                        for office in &matrix.offices {
                            <th scope="col" key={office.did.clone()}>
                                <a class="dep row-link" href={Route::Department(office.did.clone()).href()}>
                                    { tile(i, office, TileSize::Small) }
                                    <span>{ i.pick(&office.name) }</span>
                                </a>
                            </th>
                        }
                    </tr>
                </thead>
                <tbody>
                    for (attribute, cells) in rows {
                        <tr key={attribute.clone()} data-testid={format!("matrix-{attribute}")}>
                            <th scope="row">
                                { attribute_name(i, attribute) }
                                <span class="sub">{ head(i, cells) }</span>
                            </th>
                            for office in &matrix.offices {
                                <td class={(!cells.iter().any(|(did, _)| *did == office.did)).then_some("no")}>
                                    { cell(i, cells, office) }
                                </td>
                            }
                        </tr>
                    }
                </tbody>
            </table>
        </div>
    }
}

/// How many, or nobody.
fn head(i: I18n, cells: &[(String, Cell)]) -> String {
    let mut offices: Vec<&String> = (cells.iter())
        .filter(|(_, cell)| cell.state != CellState::Suspended)
        .map(|(did, _)| did)
        .collect();
    offices.sort_unstable();
    offices.dedup();
    match (offices.len(), cells.is_empty()) {
        (0, true) => t!(i, "matrix-nobody"),
        (0, false) => t!(i, "office-suspended"),
        (n, _) => t!(i, "matrix-count", n = n),
    }
}

fn cell(i: I18n, cells: &[(String, Cell)], office: &PartyView) -> Html {
    let mut found = (cells.iter())
        .filter(|(did, _)| *did == office.did)
        .map(|(_, cell)| cell)
        .peekable();
    if found.peek().is_none() {
        return html! {
            <>
                <span aria-hidden="true">{ "·" }</span>
                <span class="vh">{ t!(i, "matrix-none") }</span>
            </>
        };
    }
    html! { <>for cell in found { { one(i, cell) } }</> }
}

fn one(i: I18n, cell: &Cell) -> Html {
    let (sign, tone, word) = match (cell.state, cell.action) {
        (CellState::Withdrawing, _) => (Sign::Hourglass, "info", "state-withdrawing"),
        (CellState::Suspended, _) => (Sign::Scales, "warn", "office-suspended"),
        (CellState::Can, Action::Read) => (Sign::Eye, "none", "matrix-see"),
        (CellState::Can, Action::Modify) => (Sign::Pen, "none", "matrix-change"),
        (CellState::Can, Action::Add) => (Sign::Plus, "none", "matrix-add"),
    };
    let until = html! { { num(format::date(i, Moment::local(cell.until))) } };
    html! {
        <a class="can" href={Route::Permission(cell.permission.clone()).href()}>
            <Status {sign} {tone}>{ i.text(word) }</Status>
            <span class="hint blk">
                {
                    match (&cell.stop, cell.state) {
                        (Some(stop), CellState::Suspended) => stop_words(i, stop, false),
                        _ => rich!(i, "matrix-until", date = until),
                    }
                }
            </span>
            if let Some(through) = &cell.through {
                <span class="hint blk">{ t!(i, "matrix-through", name = i.pick(&through.name)) }</span>
            }
        </a>
    }
}
