//! What the extension does to a request in the place of its answer.

#[derive(Clone, Debug)]
pub enum Fault {
    /// An HTTP status and a body.
    Answer(u16, Vec<u8>),
    /// These bytes instead of HTTP, then the end of the connection.
    Raw(Vec<u8>),
    /// These bytes instead of HTTP, and no more, on a connection that stays open.
    Stall(Vec<u8>),
    /// Nothing, on a connection that stays open until the client or the host goes.
    Hang,
    /// Nothing, and the connection is reset.
    Reset,
    /// The extension has died, or was never there: its listener closes, every connection is reset.
    Refuse,
}

impl Fault {
    /// Any status with any body: broken JSON, the generic 400.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer(status, body.into())
    }
}
