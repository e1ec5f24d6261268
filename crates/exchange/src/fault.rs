//! Who is at fault when something is refused.

/// Who is at fault for an error, and so what can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The other side broke the protocol or tries to deceive: nothing it says is to be believed.
    PeerWrong,
    /// The other side keeps to its standard, but uses a part that is not supported here.
    PeerIncompatible,
    /// The message was right once: it came too late, too early, or a second time.
    Time,
    /// Something on this side failed.
    Ours,
}
