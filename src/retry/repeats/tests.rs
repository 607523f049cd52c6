use super::*;

/// The pauses after one failure after the other.
async fn pauses(policy: Policy, passing: Passing, limits: Limits) -> Vec<Duration> {
    let repeats = Repeats::new(policy, limits);
    let mut request = repeats.request();
    let mut pauses = Vec::new();
    loop {
        let begun = Instant::now();
        assert!(request.turn().await);
        if let Some(last) = pauses.last() {
            // And tokio's timers, which count milliseconds.
            let waited = begun.elapsed();
            assert!(waited >= *last && waited <= *last + Duration::from_millis(1), "{waited:?}");
        }
        match request.failed(Some(passing)) {
            Some(pause) => pauses.push(pause),
            None => return pauses,
        }
    }
}

fn limits(attempts: u32) -> Limits {
    Limits::new(&RetryConfig::standard().with_max_attempts(attempts), None)
}

const LOAD: Policy = Policy::Load { until: None };
const OF_ITS_OWN: [Passing; 3] = [Passing::Service, Passing::Connection, Passing::Timeout];

#[tokio::test(start_paused = true)]
async fn a_load_repeats_what_may_pass_up_to_the_limit() {
    for passing in OF_ITS_OWN {
        let pauses = pauses(LOAD, passing, limits(8)).await;
        assert_eq!(pauses.len(), 7);
        let longest = [1, 2, 4, 8, 16, 20, 20].map(Duration::from_secs);
        assert!(pauses.iter().zip(longest).all(|(pause, longest)| *pause < longest), "{pauses:?}");
    }
    assert_eq!(pauses(LOAD, Passing::Throttled, limits(8)).await.len(), 7);
    assert!(pauses(LOAD, Passing::Throttled, limits(1)).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_throttled_is_repeated_to_the_deadline_unless_a_limit_is_set() {
    let limits = limits(3);
    assert_eq!(limits.unless_set(true).throttled, Some(3));
    let repeats = Repeats::new(LOAD, limits.unless_set(false));
    let mut request = repeats.request();
    for _ in 0..100 {
        assert!(request.turn().await);
        assert!(request.failed(Some(Passing::Throttled)).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_repeats_a_lost_connection_once_and_at_once() {
    let refresh = Policy::refresh(false);
    assert_eq!(pauses(refresh, Passing::Connection, limits(8)).await, [Duration::ZERO]);
    assert!(pauses(refresh, Passing::Connection, limits(1)).await.is_empty());
    for passing in [Passing::Throttled, Passing::Service, Passing::Timeout] {
        assert!(pauses(refresh, passing, limits(8)).await.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_set_for_a_whole_operation_ends_it() {
    for passing in [Passing::Throttled, Passing::Service] {
        let limits = Limits { within: Some(Duration::ZERO), ..limits(8) };
        assert!(pauses(LOAD, passing, limits).await.is_empty());
    }
}

/// What was given up, as at a deadline, is in nobody's way.
#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_lets_the_next_one_go() {
    let repeats = Repeats::new(LOAD, limits(8));
    let mut first = repeats.request();
    assert!(first.turn().await);
    assert!(first.failed(Some(Passing::Throttled)).is_some());
    assert!(first.turn().await);
    let mut second = repeats.request();
    let mut waiting = Box::pin(second.turn());
    assert!(futures_util::poll!(&mut waiting).is_pending());
    drop(first);
    assert!(waiting.await);
}

/// What is refused for good has been answered, too: the others need not wait as long as before.
#[tokio::test(start_paused = true)]
async fn a_refusal_is_an_answer() {
    let repeats = Repeats::new(LOAD, limits(8));
    let (mut throttled, mut refused) = (repeats.request(), repeats.request());
    assert!(throttled.turn().await);
    assert!(refused.turn().await);
    assert!(throttled.failed(Some(Passing::Throttled)).is_some());
    assert_eq!(refused.failed(None), None);
    let begun = Instant::now();
    assert!(throttled.turn().await);
    assert!(begun.elapsed() < Duration::from_millis(100));
}

/// After one that was throttled a refresh asks with one request, and with no other when that is throttled.
#[tokio::test(start_paused = true)]
async fn a_careful_refresh_stops_at_the_first_that_is_throttled() {
    let repeats = Repeats::new(Policy::refresh(true), limits(8));
    let (mut first, mut second) = (repeats.request(), repeats.request());
    assert!(first.turn().await);
    {
        let mut waiting = Box::pin(second.turn());
        assert!(futures_util::poll!(&mut waiting).is_pending());
        assert_eq!(first.failed(Some(Passing::Throttled)), None);
        assert!(!waiting.await);
    }
    let repeats = Repeats::new(Policy::refresh(true), limits(8));
    let (mut first, mut second) = (repeats.request(), repeats.request());
    assert!(first.turn().await);
    first.answered();
    assert!(second.turn().await);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_never_ends_is_longer_than_any_limit() {
    let longest = Backoff::fixed(Duration::MAX, Duration::MAX);
    let limits = Limits { within: Some(Duration::MAX), backoff: longest, ..limits(8) };
    let repeats = Repeats::new(LOAD, limits);
    let mut request = repeats.request();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(request.turn().await);
    assert_eq!(request.failed(Some(Passing::Service)), None);
}
