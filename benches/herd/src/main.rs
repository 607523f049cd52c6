//! Cold starts that begin together and share the quota of Parameter Store: how many of them load before their
//! deadline, and with how many requests.
//!
//! Everything is what runs in production, the SDK's clients and figleaf above them, but for the connection: each
//! request is answered in this process by a bucket of 40 a second. Time is tokio's, paused, so that it goes on when all
//! wait; a run of 9 s takes a fraction of one.

mod by_hand;
mod herd;
mod parameters;
mod quota;

use herd::Herd;

/// Instances, requests of each, seconds of the deadline.
const HERDS: [(usize, usize, u64); 11] = [
    (200, 1, 5),
    (400, 1, 9),
    (1_000, 1, 9),
    (200, 2, 5),
    (200, 2, 9),
    (400, 2, 5),
    (400, 2, 9),
    (1_000, 2, 5),
    (1_000, 2, 9),
    (1_000, 2, 30),
    (200, 6, 9),
];

fn main() {
    println!("Shares of the bound that loaded, and requests; medians of {}.\n", herd::TIMES);
    println!(
        "| instances, requests, deadline | bound | SDK | SDK, 8 attempts | figleaf | requests of these |"
    );
    println!("|---|---|---|---|---|---|");
    for (instances, requests, seconds) in HERDS {
        let herd = Herd { instances, requests, seconds };
        let bound = herd.bound();
        let all = [
            herd.median(|account, number| by_hand::load(account, number, herd, 3)),
            herd.median(|account, number| by_hand::load(account, number, herd, 8)),
            herd.median(|account, _| parameters::load(account, herd)),
        ];
        let shares = all.map(|came| format!("{:.2}", came.loaded as f64 / bound as f64));
        let asked = all.map(|came| came.asked.to_string());
        let seconds = format!("{instances}, {requests}, {seconds} s");
        println!("| {seconds} | {bound} | {} | {} |", shares.join(" | "), asked.join(", "));
    }
    alone();
}

/// What an instance waits for that is throttled without a crowd.
fn alone() {
    println!(
        "\nSeconds of a load alone, when so many of its requests are throttled at first; means.\n"
    );
    println!("| requests, throttled | SDK, 8 attempts | figleaf |");
    println!("|---|---|---|");
    for (requests, throttled) in [(1, 1), (2, 1), (2, 2), (6, 3)] {
        let herd = Herd { instances: 1, requests, seconds: 60 };
        let by_hand = herd.alone(throttled, |account| by_hand::load(account, 0, herd, 8));
        let figleaf = herd.alone(throttled, |account| parameters::load(account, herd));
        println!("| {requests}, {throttled} | {by_hand:.2} | {figleaf:.2} |");
    }
}
