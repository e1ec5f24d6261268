//! Invoices out of any attributes.
#![no_main]

use credential::kinds::{Invoice, Money, Number};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(money) = text.parse::<Money>() {
        assert_eq!(money.to_string(), text);
    }
    if let Ok(number) = text.parse::<Number>() {
        assert_eq!(number.to_string(), text);
    }
    let Ok(attributes) = serde_json::from_str(text) else {
        return;
    };
    if let Ok(invoice) = Invoice::from_attributes(&attributes) {
        let _ = invoice.check();
        assert_eq!(
            Invoice::from_attributes(&invoice.to_attributes()).as_ref(),
            Ok(&invoice)
        );
    }
});
