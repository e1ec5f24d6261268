//! What a grant gives less than a request asks for, and whether that needs the asker's consent.
//!
//! A shorter time and fewer uses need none: the holder can end a grant at any time. That something
//! required is left out, or that what is learnt is to be deleted earlier, binds the department, so
//! it has to agree before a grant stands (a counter-offer).

use grant::{Limits, Right};

use crate::terms::Terms;

/// What is less than was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// Required rights that are not given.
    pub left_out: Vec<Right>,
    /// Whether it is to be kept for fewer days.
    pub shorter_retention: bool,
    /// Whether it ends earlier.
    pub shorter: bool,
    /// Whether it may be used less often.
    pub fewer_uses: bool,
}

impl Shortfall {
    /// Whether the department has to agree before a grant stands.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        !self.left_out.is_empty() || self.shorter_retention
    }

    /// Whether anything is less than was asked.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.needs_consent() || self.shorter || self.fewer_uses
    }
}

/// What the law leaves of a request: nobody falls short by what could not be given anyway.
#[derive(Clone, Copy)]
pub struct Lawful<'a> {
    /// Whether the law permits a right.
    pub permits: &'a dyn Fn(&Right) -> bool,
    /// Longest retention that it allows, in days.
    pub max_retention_days: u32,
}

impl Terms {
    /// Returns what `rights` with `limits` give less than these terms ask for.
    #[must_use]
    pub fn shortfall(&self, rights: &[Right], limits: &Limits, lawful: Lawful<'_>) -> Shortfall {
        let left_out = self
            .rights
            .iter()
            .filter(|asked| asked.required)
            .flat_map(|asked| {
                asked.actions.iter().map(|action| Right {
                    entry: asked.entry.clone(),
                    attribute: asked.attribute.clone(),
                    action: *action,
                })
            })
            .filter(|right| !rights.contains(right) && (lawful.permits)(right))
            .collect();
        let asked = &self.limits;
        let retention = u32::from(asked.retention_days).min(lawful.max_retention_days);
        Shortfall {
            left_out,
            shorter_retention: u32::from(limits.retention_days) < retention,
            shorter: limits.expires < asked.expires,
            fewer_uses: limits.max_uses < asked.max_uses,
        }
    }
}
