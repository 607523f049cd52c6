//! The same requests as figleaf's, in one wave over bare sockets: no figleaf, no SDK, no HTTP client, no
//! executor. One thread, because a wave of the same requests needs no more: everything is sent before
//! anything is waited for.
//!
//! It trusts the mock's authority alone (`BENCH_ROOTS`), keeps no connection, repeats nothing, and of a
//! failure it only says that there is one.

mod answers;
mod http;
mod requests;
mod sign;
mod target;
mod wire;

use std::error::Error;

use scenario::Scenario;

use sign::Signer;
use target::Target;
use wire::Wire;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let scenario = Scenario::from_args();
    let target = Target::from_env()?;
    let requests = requests::of(&scenario);

    // Connections are under way while the requests are signed.
    let mut wires = Wire::open(&target, requests.len())?;
    let signer = Signer::from_env(&target.authority)?;
    for (wire, request) in wires.iter_mut().zip(&requests) {
        wire.send(&http::request(&signer, request))?;
    }

    let mut values = Vec::new();
    for (wire, request) in wires.iter_mut().zip(&requests) {
        answers::read(request.operation, &http::answer(wire)?, &mut values)?;
    }
    scenario.check(values.iter().map(String::as_str));
    Ok(())
}
