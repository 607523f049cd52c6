//! Questions about a concrete type that are answered in a const.
//!
//! The inherent constant exists only when its bound holds, and wins over the trait's, which is always
//! there. So a type alias and a path of any length are seen through, which a macro cannot do.

use core::marker::PhantomData;
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::time::SystemTime;

use secrecy::SecretBox;
use validator::Validate;
use zeroize::Zeroize;

use crate::secret::{Redacts, Secret};

/// What is asked.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

/// The answer to everything that no inherent constant says. The names are figleaf's own: a trait of the user's that all
/// types implement may have a constant `TEXT`, and be in scope.
pub trait Otherwise {
    const FIGLEAF_REDACTS: bool = false;
    const FIGLEAF_BYTES: bool = false;
    const FIGLEAF_TEXT: bool = false;
    const FIGLEAF_LIST: bool = false;
    const FIGLEAF_TIME: bool = false;
    const FIGLEAF_OPTION: bool = false;
    const FIGLEAF_VALIDATED: bool = false;
}

impl<T: ?Sized> Otherwise for Probe<T> {}

impl<T: Redacts + ?Sized> Probe<T> {
    /// It never prints what it holds.
    pub const FIGLEAF_REDACTS: bool = true;
}

impl<T: ByteVector + ?Sized> Probe<T> {
    /// A binary secret decodes into it.
    pub const FIGLEAF_BYTES: bool = true;
}

impl<T: Text + ?Sized> Probe<T> {
    /// It is a string as it stands, so that its length is what rules are about.
    pub const FIGLEAF_TEXT: bool = true;
}

impl<T: List + ?Sized> Probe<T> {
    /// Text becomes several items.
    pub const FIGLEAF_LIST: bool = true;
}

impl<T: Time + ?Sized> Probe<T> {
    /// It has no string form of its own.
    pub const FIGLEAF_TIME: bool = true;
}

impl<T> Probe<Option<T>> {
    /// It is an `Option`, under whatever name.
    pub const FIGLEAF_OPTION: bool = true;
}

impl<T: Validate + ?Sized> Probe<T> {
    /// figleaf's `validator` is called on it.
    pub const FIGLEAF_VALIDATED: bool = true;
}

/// Types that a binary secret decodes into.
pub trait ByteVector {}

impl ByteVector for Vec<u8> {}
impl ByteVector for Box<[u8]> {}
impl<T: ByteVector + Zeroize> ByteVector for Secret<T> {}
impl<T: ByteVector + Zeroize + ?Sized> ByteVector for SecretBox<T> {}

/// Types that are a string.
pub trait Text {}

impl Text for str {}
impl Text for String {}
impl<T: Text + ?Sized> Text for Box<T> {}
impl<T: Text + Zeroize> Text for Secret<T> {}
impl<T: Text + Zeroize + ?Sized> Text for SecretBox<T> {}

/// Types that a string is split for.
pub trait List {}

impl<T> List for [T] {}
impl<T, const N: usize> List for [T; N] {}
impl<T> List for Vec<T> {}
impl<T> List for VecDeque<T> {}
impl<T> List for LinkedList<T> {}
impl<T> List for BinaryHeap<T> {}
impl<T> List for BTreeSet<T> {}
impl<T, S> List for HashSet<T, S> {}
impl<A, B> List for (A, B) {}
impl<A, B, C> List for (A, B, C) {}
impl<A, B, C, D> List for (A, B, C, D) {}
impl<T: List + ?Sized> List for Box<T> {}
impl<T: List + Zeroize> List for Secret<T> {}
impl<T: List + Zeroize + ?Sized> List for SecretBox<T> {}

/// Types of the standard library that serde reads from an object of numbers alone, which nobody means
/// by a string.
pub trait Time {}

impl Time for Duration {}
impl Time for SystemTime {}
impl<T: Time + ?Sized> Time for Box<T> {}
impl<T: Time> Time for Option<T> {}
impl<T: Time> Time for Vec<T> {}
impl<T: Time> Time for VecDeque<T> {}
impl<T: Time, const N: usize> Time for [T; N] {}
impl<T: Time> Time for BTreeSet<T> {}
impl<T: Time, S> Time for HashSet<T, S> {}
impl<K, T: Time> Time for BTreeMap<K, T> {}
impl<K, T: Time, S> Time for HashMap<K, T, S> {}
