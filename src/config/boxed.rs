//! `Box<T>` and `Arc<T>` are configurations where `T` is one, so that a group may be large or shared.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Config;
use crate::decode::Decoder;
use crate::schema::Schema;
use crate::store::Store;

macro_rules! boxed {
    ($($pointer:ident)*) => {$(
        impl<T: Config> Config for $pointer<T> {
            const SCHEMA: &'static Schema = T::SCHEMA;

            fn __decode(decoder: &mut Decoder<'_>) -> Option<Self> {
                T::__decode(decoder).map($pointer::new)
            }

            fn __store() -> &'static Store<Self> {
                store_of()
            }
        }
    )*};
}

boxed! { Box Arc }

/// A generic function has no `static` of its own for each type, so theirs are found by type.
fn store_of<T: Config>() -> &'static Store<T> {
    static STORES: Mutex<BTreeMap<TypeId, &'static (dyn Any + Send + Sync)>> =
        Mutex::new(BTreeMap::new());
    let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(store) = stores.get(&TypeId::of::<T>()).and_then(|store| store.downcast_ref()) {
        return store;
    }
    let store: &'static Store<T> = Box::leak(Box::default());
    stores.insert(TypeId::of::<T>(), store);
    store
}
