use std::time::SystemTime;

use tokio::time::advance;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const MAX_AGE: Duration = Duration::from_secs(300);

fn clock() -> WallClock {
    WallClock::starting_at(SystemTime::UNIX_EPOCH)
}

fn schedule(clock: &WallClock, seed: u64) -> Schedule {
    Schedule::drawn(Ages::default(), clock.clone(), Chance::seeded(seed))
}

#[tokio::test(start_paused = true)]
async fn the_age_is_of_the_clock_that_tells_more() {
    let clock = clock();
    let schedule = schedule(&clock, 1);
    assert_eq!(schedule.age(), Duration::ZERO);
    // Frozen: only the wall's clock goes on.
    clock.advance(10 * SECOND);
    assert_eq!(schedule.age(), 10 * SECOND);
    // Set back: only tokio's goes on.
    clock.set_back(3600 * SECOND);
    assert_eq!(schedule.age(), Duration::ZERO);
    advance(20 * SECOND).await;
    assert_eq!(schedule.age(), 20 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn due_and_over_by_either_clock() {
    for is_frozen in [true, false] {
        let clock = clock();
        let schedule = schedule(&clock, 1);
        let due = schedule.until_due();
        let go = async |by: Duration| match is_frozen {
            true => clock.advance(by),
            false => {
                clock.set_back(3600 * SECOND);
                advance(by).await;
            }
        };
        go(due - SECOND).await;
        assert!(!schedule.is_due());
        assert_eq!(schedule.until_due(), SECOND);
        go(SECOND).await;
        assert!(schedule.is_due() && !schedule.is_over());
        go(MAX_AGE - due).await;
        assert!(schedule.is_due() && schedule.is_over() && !schedule.is_stale());
        go(3300 * SECOND).await;
        assert!(schedule.is_stale());
    }
}

#[tokio::test(start_paused = true)]
async fn each_due_is_drawn_anew_and_within_its_bounds() {
    let clock = clock();
    let mut schedule = schedule(&clock, 1);
    let mut dues = Vec::new();
    for _ in 0..1_000 {
        dues.push(schedule.until_due());
        schedule.succeeded();
    }
    dues.sort();
    let (first, last) = (dues[0], dues[dues.len() - 1]);
    assert!(first >= MAX_AGE / 2 && first < MAX_AGE.mul_f64(0.51), "{first:?}");
    assert!(last < MAX_AGE.mul_f64(0.9) && last > MAX_AGE.mul_f64(0.89), "{last:?}");
    dues.dedup();
    assert_eq!(dues.len(), 1_000);
}

/// SnapStart: all that memory holds is the same in both, and only the time at which they wake differs.
#[tokio::test(start_paused = true)]
async fn clones_that_wake_at_different_times_draw_different_dues() {
    let clocks = [clock(), clock()];
    let dues = clocks.map(|clock| {
        let mut woken = schedule(&clock, 1);
        clock.advance(
            MAX_AGE + Duration::from_nanos(u64::from(clock.now() == SystemTime::UNIX_EPOCH)),
        );
        woken.succeeded();
        woken.until_due()
    });
    assert_eq!(dues[0], dues[1], "the same at the same time");
    let later = clock();
    let mut woken = schedule(&later, 1);
    later.advance(MAX_AGE + Duration::from_millis(3));
    woken.succeeded();
    assert_ne!(woken.until_due(), dues[0]);
}

#[tokio::test(start_paused = true)]
async fn after_failures_nothing_is_due_for_longer_and_longer() {
    let clock = clock();
    let mut schedule = schedule(&clock, 1);
    advance(MAX_AGE).await;
    let mut told = Vec::new();
    for (n, longest) in [5, 10, 20, 40, 80, 150, 150, 150].into_iter().enumerate() {
        assert!(schedule.is_due());
        schedule.failed();
        let pause = schedule.until_due();
        assert!(pause >= longest * SECOND / 2 && pause <= longest * SECOND, "{n}: {pause:?}");
        assert!(schedule.is_over() && !schedule.is_due());
        told.push(schedule.is_failure_to_tell());
        // The wall's clock alone may end a pause, too.
        match n % 2 {
            0 => advance(pause).await,
            _ => clock.advance(pause),
        }
    }
    assert_eq!(told, [true, true, false, true, false, false, false, true]);
    assert_eq!(schedule.failures(), 8);
    schedule.succeeded();
    assert_eq!((schedule.failures(), schedule.age()), (0, Duration::ZERO));
    assert!(!schedule.is_failure_to_tell());
    for _ in 0..100 {
        schedule.failed();
    }
    assert!(schedule.until_due() <= MAX_AGE / 2);
}

#[tokio::test(start_paused = true)]
async fn a_short_max_age_has_short_pauses() {
    let ages = Ages { max_age: SECOND, ..Ages::default() };
    let mut schedule = Schedule::new(ages, WallClock::default());
    schedule.failed();
    assert!(schedule.until_due() <= SECOND / 2);
}

/// When re-reads are made of what stays refused, by somebody who makes one whenever it may, in seconds.
async fn reads(schedule: &mut Schedule, count: usize) -> Vec<u64> {
    let began = tokio::time::Instant::now();
    let mut at = Vec::new();
    while at.len() < count {
        advance(schedule.until_forced("database")).await;
        assert!(schedule.may_force("database"));
        at.push(began.elapsed().as_secs());
        schedule.forced("database", false);
    }
    at
}

#[tokio::test(start_paused = true)]
async fn within_the_rotation_window_polls_are_farther_and_farther_apart() {
    let ages = Ages { rotation_window: 200 * SECOND, ..Ages::default() };
    let mut schedule = Schedule::drawn(ages, clock(), Chance::seeded(1));
    assert_eq!(reads(&mut schedule, 9).await, [0, 1, 3, 7, 15, 31, 61, 91, 121]);
}

#[tokio::test(start_paused = true)]
async fn later_re_reads_back_off_until_something_changes() {
    let ages = Ages { rotation_window: Duration::ZERO, ..Ages::default() };
    let mut schedule = Schedule::drawn(ages, clock(), Chance::seeded(1));
    let apart = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300];
    let at = reads(&mut schedule, apart.len() + 1).await;
    let differences: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(differences, apart);
    // One of these, and everything begins anew.
    schedule.changed();
    assert_eq!(schedule.until_forced("database"), SECOND);
    assert_eq!(reads(&mut schedule, 3).await, [1, 2, 4]);
    schedule.forced("database", true);
    assert_eq!(schedule.until_forced("database"), SECOND);
}

#[tokio::test(start_paused = true)]
async fn each_later_window_polls_again() {
    let mut schedule = schedule(&clock(), 1);
    // Windows of 5 s, with at least 1, 2, 4, 8 … s from the last re-read of one to the first of the next.
    let windows = [[0, 1, 3], [5, 6, 8], [10, 11, 13], [17, 18, 20], [28, 29, 31]];
    assert_eq!(reads(&mut schedule, 15).await, windows.concat());
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_for_good_does_not_hinder_another_rotation() {
    let mut schedule = schedule(&clock(), 1);
    reads(&mut schedule, 18).await;
    assert!(schedule.until_forced("database") > 30 * SECOND);
    assert_eq!(schedule.until_forced("cache"), SECOND, "at most one a second");
    advance(SECOND).await;
    assert!(schedule.may_force("cache"));
}
