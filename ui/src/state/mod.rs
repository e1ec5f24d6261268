//! Pure reducers and rules of the pages, without a browser.

pub(crate) mod chart;
pub(crate) mod choice;
pub(crate) mod counter;
pub(crate) mod in_view;
pub(crate) mod invoice_filter;
pub(crate) mod load;
pub(crate) mod months;
pub(crate) mod phrase;
pub(crate) mod session;
