//! What a live configuration of sixty fields costs while nothing changes, and when something does.

use divan::{Bencher, black_box};
use figleaf::source::{Memory, MemoryHandle};
use figleaf::{Config, Live};
use in_process::Sixty;
use tokio::runtime::{Builder, Runtime};

fn main() {
    divan::main();
}

fn name(field: &str) -> String {
    format!("/bench/app/{}", field.replace('_', "-"))
}

fn memory() -> Memory {
    let texts = Sixty::example().texts();
    texts
        .into_iter()
        .fold(Memory::new("ssm"), |memory, (field, text)| memory.with(name(field), text))
}

/// Nothing else refreshes it: the task of a runtime runs only while that is driven.
fn live() -> (Runtime, Live<Sixty>, MemoryHandle) {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let memory = memory();
    let store = memory.handle();
    let loader = Sixty::loader().environment("bench").env_vars::<String, String>([]);
    let live = runtime.block_on(loader.source(memory).live().load_owned()).unwrap();
    (runtime, live, store)
}

/// With the end of what it gives, which a request pays too.
#[divan::bench]
fn current(bencher: Bencher<'_, '_>) {
    let (_runtime, live, _) = live();
    bencher.bench_local(|| drop(black_box(black_box(&live).current())));
}

/// The one that `live()` has kept.
#[divan::bench]
fn current_of_the_process(bencher: Bencher<'_, '_>) {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let loader = Sixty::loader().environment("bench").env_vars::<String, String>([]);
    runtime.block_on(loader.source(memory()).live().load()).unwrap();
    bencher.bench_local(|| drop(black_box(Sixty::current())));
}

/// Sixty values are read and compared. Nothing is decoded and nothing validated.
#[divan::bench]
fn refresh_unchanged(bencher: Bencher<'_, '_>) {
    let (runtime, live, _) = live();
    let before = live.current();
    bencher.bench_local(|| runtime.block_on(live.refresh_now()).unwrap());
    assert!(std::sync::Arc::ptr_eq(&before, &live.current()));
}

/// One of the sixty is another one each time: a whole load, and the comparison.
#[divan::bench]
fn refresh_changed(bencher: Bencher<'_, '_>) {
    let (runtime, live, store) = live();
    let mut number = 0_u32;
    bencher
        .with_inputs(|| {
            number += 1;
            store.set(name("text_00"), number.to_string());
        })
        .bench_local_values(|()| runtime.block_on(live.refresh_now()).unwrap());
}

/// What `load_owned()` costs of the same, on the same machine.
#[divan::bench]
fn load_for_comparison(bencher: Bencher<'_, '_>) {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let memory = memory();
    bencher
        .with_inputs(|| {
            let loader = Sixty::loader().environment("bench").env_vars::<String, String>([]);
            loader.source(memory.clone())
        })
        .bench_local_values(|loader| runtime.block_on(loader.load_owned()).unwrap());
}
