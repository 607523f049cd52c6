//! What a tokio program costs before it does anything.

#[tokio::main(flavor = "current_thread")]
async fn main() {}
