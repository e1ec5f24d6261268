//! What a page has of the data it asked for.

use std::rc::Rc;

use wallet_api::ApiError;

/// One of loading, empty, shown, shown-but-stale-with-error, failed.
#[derive(Debug, PartialEq)]
pub(crate) enum Load<T> {
    /// Asked, nothing there yet.
    Loading,
    /// There is nothing to show; the view may still say why.
    Empty(Rc<T>),
    /// Here.
    Shown(Rc<T>),
    /// Here from before; asking again failed.
    Stale(Rc<T>, ApiError),
    /// Asking failed and there is nothing from before.
    Failed(ApiError),
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Empty(view) => Self::Empty(view.clone()),
            Self::Shown(view) => Self::Shown(view.clone()),
            Self::Stale(view, error) => Self::Stale(view.clone(), error.clone()),
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}

impl<T> Load<T> {
    /// The state after an answer.
    pub(crate) fn settled(
        &self,
        answer: Result<T, ApiError>,
        is_empty: impl Fn(&T) -> bool,
    ) -> Self {
        match (answer, self) {
            (Ok(view), _) if is_empty(&view) => Self::Empty(Rc::new(view)),
            (Ok(view), _) => Self::Shown(Rc::new(view)),
            (Err(error), Self::Shown(view) | Self::Stale(view, _) | Self::Empty(view)) => {
                Self::Stale(view.clone(), error)
            }
            (Err(error), Self::Loading | Self::Failed(_)) => Self::Failed(error),
        }
    }

    /// The state while asking once more: what was shown stays, a failure makes room.
    pub(crate) fn asked_again(&self) -> Self {
        match self {
            Self::Failed(_) => Self::Loading,
            other => other.clone(),
        }
    }

    /// The data, however old.
    pub(crate) fn view(&self) -> Option<&Rc<T>> {
        match self {
            Self::Empty(view) | Self::Shown(view) | Self::Stale(view, _) => Some(view),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use wallet_api::ErrorCode;

    use super::*;

    type Rows = Load<Vec<u8>>;

    fn error() -> ApiError {
        ErrorCode::Unreachable.into()
    }

    #[test]
    fn an_answer_is_shown_or_empty() {
        assert_eq!(
            Rows::Loading.settled(Ok(vec![1]), Vec::is_empty),
            Load::Shown(vec![1].into())
        );
        assert_eq!(
            Rows::Loading.settled(Ok(vec![]), Vec::is_empty),
            Load::Empty(vec![].into())
        );
        assert_eq!(
            Rows::Failed(error()).settled(Ok(vec![1]), Vec::is_empty),
            Load::Shown(vec![1].into())
        );
    }

    #[test]
    fn what_was_shown_stays_when_asking_again_fails() {
        let shown = Rows::Shown(vec![1].into());
        let stale = shown.settled(Err(error()), Vec::is_empty);
        assert_eq!(stale, Load::Stale(vec![1].into(), error()));
        assert_eq!(stale.settled(Err(error()), Vec::is_empty), stale);
        assert_eq!(
            stale.settled(Ok(vec![2]), Vec::is_empty),
            Load::Shown(vec![2].into())
        );
    }

    #[test]
    fn a_first_failure_shows_nothing() {
        let failed = Rows::Loading.settled(Err(error()), Vec::is_empty);
        assert_eq!(failed, Load::Failed(error()));
        assert!(failed.view().is_none());
        assert_eq!(failed.asked_again(), Load::Loading);
        assert_eq!(
            Rows::Shown(vec![1].into()).asked_again(),
            Load::Shown(vec![1].into())
        );
    }
}
