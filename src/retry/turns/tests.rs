use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// The turns of one run, with its clock and its chance.
struct Played {
    turns: Turns,
    now: Instant,
    ends: Option<Instant>,
    chance: Option<Chance>,
}

impl Played {
    fn new(requests: usize) -> Self {
        let now = Instant::now();
        let mut turns = Turns::default();
        (0..requests).for_each(|_| turns.open());
        Self { turns, now, ends: Some(now + 9 * SECOND), chance: None }
    }

    /// How many may be sent now.
    fn send(&mut self) -> usize {
        let left = self.turns.open - self.turns.sent;
        (0..left).take_while(|_| self.turns.next(self.now) == Turn::Now).count()
    }

    fn end(&mut self, note: impl FnOnce(&mut Turns, Instant, Pauses<'_>)) {
        let backoff = Backoff { part: (0.0, 1.0), ..Backoff::fixed(SECOND, 20 * SECOND) };
        self.turns.ended();
        let pauses = Pauses { backoff: &backoff, ends: self.ends, chance: &mut self.chance };
        note(&mut self.turns, self.now, pauses);
    }

    fn answer(&mut self) {
        self.end(Turns::answered);
        self.turns.close();
    }

    /// The pause, which is over then.
    fn throttle(&mut self) -> Duration {
        self.end(Turns::throttled);
        let pause = self.turns.pause(self.now);
        self.now += pause;
        pause
    }
}

fn milliseconds(pause: Duration) -> u128 {
    pause.as_millis()
}

#[test]
fn all_go_at_once_while_nothing_is_throttled() {
    let mut played = Played::new(50);
    assert_eq!(played.send(), 50);
    (0..49).for_each(|_| played.answer());
    played.turns.open();
    assert_eq!(played.send(), 1);
    assert_eq!(played.turns.pause(played.now), Duration::ZERO);
}

#[test]
fn who_was_throttled_asks_with_one_and_seldom() {
    let mut played = Played::new(3);
    assert_eq!(played.send(), 3);
    played.end(Turns::throttled);
    let pause = played.turns.pause(played.now);
    assert!(pause < SECOND);
    assert_eq!(played.turns.next(played.now), Turn::At(played.now + pause));
    // The others were sent with it, and are no reason to wait for longer.
    played.end(Turns::throttled);
    assert_eq!(played.throttle(), pause);
    for (longest, shortest) in [(2_000, 0), (2_500, 1_000), (2_500, 1_000)] {
        assert_eq!(played.send(), 1);
        assert_eq!(played.turns.next(played.now), Turn::Later);
        let pause = milliseconds(played.throttle());
        assert!((shortest..longest).contains(&pause), "{pause}");
    }
}

#[test]
fn who_was_answered_asks_often_and_with_more_after_each_answer() {
    let mut played = Played::new(9);
    assert_eq!(played.send(), 9);
    // An answer to one of them ends the long pause of another.
    played.end(Turns::throttled);
    played.answer();
    assert!((25..75).contains(&milliseconds(played.turns.pause(played.now))));
    (0..6).for_each(|_| played.end(Turns::throttled));
    let pause = played.throttle();
    assert_eq!(played.turns.sent, 0);
    assert!((25..75).contains(&milliseconds(pause)));
    // One is sent and answered, then two, and then twice as many again.
    for sent in [1, 2, 4] {
        assert_eq!(played.send(), sent);
        (0..sent).for_each(|_| played.answer());
    }
    played.send();
    assert!((25..75).contains(&milliseconds(played.throttle())));
    assert_eq!(played.turns.most, Some(1));
}

/// How long before the deadline the last attempt is, when everything is throttled.
fn last_attempt(requests: usize) -> u128 {
    let mut played = Played::new(requests);
    let ends = played.ends.unwrap();
    let mut last = played.now;
    while played.now < ends {
        last = played.now;
        played.send();
        played.throttle();
    }
    milliseconds(ends - last)
}

#[test]
fn the_last_attempt_is_before_the_deadline_for_who_needs_one_answer() {
    let all = |requests| (0..100).map(move |_| last_attempt(requests));
    assert!(all(1).all(|before| (50..=550).contains(&before)));
    // The others stop when their next pause would be longer.
    assert!(all(2).any(|before| before > 550));
}

#[test]
fn without_a_deadline_the_pauses_stay() {
    let mut played = Played::new(1);
    played.ends = None;
    for _ in 0..100 {
        played.send();
        assert!(played.throttle() < 5 * SECOND / 2);
    }
}

#[test]
fn settings_that_no_clock_can_tell_are_pauses_all_the_same() {
    let backoff = Backoff { part: (0.0, 1.0), ..Backoff::fixed(Duration::MAX, Duration::MAX) };
    let (mut turns, now) = (Turns::default(), Instant::now());
    turns.open();
    for _ in 0..3 {
        turns.until = None;
        let pauses = Pauses { backoff: &backoff, ends: None, chance: &mut None };
        turns.throttled(now, pauses);
        assert!(turns.pause(now) > SECOND);
    }
}
