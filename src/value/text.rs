//! Text that is wiped when it is dropped.

use std::ops::{Deref, DerefMut};

/// A `String` that is wiped when it is dropped. `zeroize::Zeroizing` is the same byte by byte, which for the
/// texts of a whole configuration is the larger part of what it takes to drop them.
#[derive(Clone, Default)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }
}

impl Deref for Text {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl DerefMut for Text {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.0
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // What is behind the text may have been a part of a longer one.
        bytes.resize(bytes.capacity(), 0);
        // Without it the compiler sees that nobody reads the zeros.
        zeroize::optimization_barrier(bytes.as_slice());
    }
}
