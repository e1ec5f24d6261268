//! Where a claim stands: the way from the top of the payload to one value.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The way to one value in a payload, from the top down.
///
/// In JSON an array of names and positions, `["household.members", 0, "name"]`: the form of the
/// claims path pointer of OpenID4VP 1.0 §7, without its wildcard. The empty path is the whole
/// payload.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimPath(Vec<PathElement>);

/// One step of a [`ClaimPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathElement {
    /// Into the member of an object.
    Name(String),
    /// Into the element of an array, counted from 0.
    Index(usize),
}

impl ClaimPath {
    /// The path of a claim at the top level.
    pub fn claim(name: impl Into<String>) -> Self {
        Self(vec![PathElement::Name(name.into())])
    }

    /// The path made of the given steps.
    pub fn new(elements: impl IntoIterator<Item = PathElement>) -> Self {
        Self(elements.into_iter().collect())
    }

    /// This path with one step more.
    #[must_use]
    pub fn child(&self, element: impl Into<PathElement>) -> Self {
        let mut elements = self.0.clone();
        elements.push(element.into());
        Self(elements)
    }

    /// The steps, outermost first.
    pub fn elements(&self) -> &[PathElement] {
        &self.0
    }

    /// The name of the claim if this path is that of a claim at the top level.
    pub fn top_level_claim(&self) -> Option<&str> {
        match self.0.as_slice() {
            [PathElement::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// Whether `self` leads to `other` or to something that contains it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The value this path leads to in `claims`, if there is one. The empty path leads nowhere,
    /// since the payload itself is no claim.
    pub fn resolve<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        let PathElement::Name(name) = first else {
            return None;
        };
        rest.iter()
            .try_fold(claims.get(name)?, |value, element| match element {
                PathElement::Name(name) => value.as_object()?.get(name),
                PathElement::Index(index) => value.as_array()?.get(*index),
            })
    }
}

impl fmt::Display for ClaimPath {
    /// `household.members/0/name`; for people and messages only, names may hold anything.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, element) in self.0.iter().enumerate() {
            if position > 0 {
                formatter.write_str("/")?;
            }
            match element {
                PathElement::Name(name) => formatter.write_str(name)?,
                PathElement::Index(index) => write!(formatter, "{index}")?,
            }
        }
        Ok(())
    }
}

impl From<&str> for PathElement {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for PathElement {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for PathElement {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_path_is_written_as_an_array_and_leads_to_its_value() {
        let path = ClaimPath::claim("members").child(1).child("name");
        assert_eq!(
            serde_json::to_string(&path).unwrap(),
            r#"["members",1,"name"]"#
        );
        assert_eq!(
            serde_json::from_str::<ClaimPath>(r#"["members",1,"name"]"#).unwrap(),
            path
        );
        assert!(serde_json::from_str::<ClaimPath>(r#"["members",-1]"#).is_err());
        assert!(serde_json::from_str::<ClaimPath>(r#"["members",null]"#).is_err());

        let claims = serde_json::json!({"members": [{"name": "a"}, {"name": "b"}]});
        let claims = claims.as_object().unwrap();
        assert_eq!(path.resolve(claims).unwrap(), "b");
        assert_eq!(path.child("x").resolve(claims), None);
        assert_eq!(ClaimPath::default().resolve(claims), None);
        assert!(ClaimPath::claim("members").contains(&path));
        assert!(!path.contains(&ClaimPath::claim("members")));
    }
}
