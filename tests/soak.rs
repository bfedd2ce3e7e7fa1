//! The soak: random keys, clicks, wheels, pastes and sizes over all scenes of all lessons and a program of
//! one's own. Nothing panics, back and forward is the identity, and the memory does not grow.
//!
//! In `cargo test` it is short. The long form is a million inputs, told by the environment:
//!
//! ```text
//! COROSCOPE_SOAK=1000000 cargo test --release --test soak -- --nocapture
//! COROSCOPE_SOAK_SEED=7      other inputs
//! COROSCOPE_SOAK_TOLD=1      each input is named before it is given, with the seed: the last one is the failure's
//! ```
#![allow(missing_docs)]

#[allow(dead_code, reason = "the driver of the screen's tests can do more than is needed here")]
#[path = "screen/driver.rs"]
mod driver;

use coroscope::app::key::Key;
use coroscope::app::keymap::BINDINGS;
use coroscope::app::message::{AppRequest, Message, OverlayMessage};
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::tour::opening::SceneSession;
use coroscope::executor::context;
use coroscope::kit::{SECOND, observed, say, sleep, spawn_named, yield_now};
use coroscope::session::Program;
use coroscope::session::StepResult;
use coroscope::ui;
use driver::Screen;
use ratatui::layout::Rect;
use std::env;
use std::sync::Arc;

/// So many inputs without the long form.
const SHORT: u64 = 4_000;

/// So many inputs to one scene before the next.
const VISIT: u64 = 100;

/// So many pages more than after the first rounds are no growth: the allocator's own.
const SLACK: u64 = 4_000;

/// Numbers that look random and are the same each time: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    fn number(&mut self, from: u16, to: u16) -> u16 {
        from + u16::try_from(self.roll(usize::from(to - from) + 1)).expect("it is below `to`")
    }
}

#[observed]
async fn odd(text: String) -> String {
    for nth in 0..20 {
        let label = format!("{nth} {text}");
        say!("{label}");
        yield_now().await;
    }
    sleep(SECOND).await;
    assert!(!text.contains('7'), "seven\x1b[31m\n");
    text
}

fn set_up() {
    for nth in 0..12 {
        let name = format!("{nth}\u{1b}[2J\u{7}名前\u{301}\t\u{202e}").repeat(nth);
        spawn_named(&name, odd(name.clone())).detach();
    }
}

/// A program of one's own, in the place of a lesson.
fn own() -> Arc<Lesson> {
    let like = &lessons()[3];
    let (program, name) = (Program::new(set_up), "own".to_owned());
    let scene = Scene { program, name, title: "Own".to_owned(), ..like.scenes[0].clone() };
    let (slug, title) = ("own".to_owned(), "A program of one's own".to_owned());
    let (scenes, page) = (vec![scene], Err(Vec::new()));
    Arc::new(Lesson { slug, title, scenes, page, ..Lesson::clone(like) })
}

fn places() -> Vec<(Arc<Lesson>, Scene)> {
    let of = |lesson: Arc<Lesson>| {
        lesson.scenes.iter().map(|scene| (Arc::clone(&lesson), scene.clone())).collect::<Vec<_>>()
    };
    lessons().iter().cloned().chain([own()]).flat_map(of).collect()
}

fn size(dice: &mut Dice) -> (u16, u16) {
    match dice.roll(4) {
        0 => dice.one_of(&[(1, 1), (80, 24), (100, 30), (120, 34), (60, 20), (400, 120)]),
        1 => (dice.number(1, 400), dice.number(1, 120)),
        _ => (dice.number(60, 160), dice.number(20, 50)),
    }
}

fn paste(dice: &mut Dice) -> String {
    let one = dice.one_of(&[
        "2.4",
        "9",
        "0",
        "4294967295",
        "resume@2",
        "three-tasks@9~0.2.1",
        "~v2:1",
        "@",
        "\u{1b}[2J",
        "\n",
        "x\0",
        "名前",
        "\u{202e}",
        "9999x9",
    ]);
    one.repeat(dice.roll(4))
}

/// What the mouse or the keyboard sends.
fn input(screen: &mut Screen, area: Rect, keys: &[Key], dice: &mut Dice) {
    let (column, row) = (dice.number(0, area.width), dice.number(0, area.height));
    // What comes of it is not looked at: leaving and stepping aside are the terminal's, and here the app goes on.
    let _goes_on = match dice.roll(20) {
        0 => screen.app.update(Message::Overlay(OverlayMessage::Paste(paste(dice)))),
        1..=3 => match ui::hit(&screen.app, &screen.look, area, column, row) {
            Some(message) => screen.app.update(message),
            None => AppRequest::Idle,
        },
        4 => match ui::wheel(&screen.app, area, column, row, dice.one_of(&[-3, 3])) {
            Some(message) => screen.app.update(message),
            None => AppRequest::Idle,
        },
        5 => screen
            .app
            .press(Key::Char(dice.one_of(&['a', 'Z', '0', '9', 'é', '\u{301}', '名', '\0']))),
        6..=12 => screen.app.press(dice.one_of(&[Key::Char(' '), Key::Left, Key::Down, Key::Up])),
        13 => screen.app.update(Message::Tick),
        _ => screen.app.press(dice.one_of(keys)),
    };
}

/// From here back and forward again is here, by steps and by events; then the screen is the same too.
fn assert_back_and_forth(screen: &mut Screen) {
    let session = &mut screen.app.open.session;
    let (at, world) = (session.position(), session.world().clone());
    if session.is_between_steps() && session.back() == StepResult::Moved {
        assert_eq!(session.forward(), StepResult::Moved);
    }
    if session.back_event() == StepResult::Moved {
        assert_eq!(session.forward_event(), StepResult::Moved);
    }
    assert_eq!(session.position(), at);
    assert_eq!(session.world(), &world);
    let before = screen.buffer.clone();
    screen.draw();
    assert_eq!(screen.buffer, before);
}

/// The pages of memory that are in use, where the system tells.
fn pages() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/statm").ok()?;
    told.split_whitespace().nth(1)?.parse().ok()
}

fn number(name: &str, without: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(without)
}

#[test]
fn a_long_session_neither_panics_nor_grows() {
    let (inputs, seed) = (number("COROSCOPE_SOAK", SHORT), number("COROSCOPE_SOAK_SEED", 1));
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // A recipe's panic is its task's end; the program of one's own has some.
        if !context::is_running() {
            usual(info);
        }
    }));
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let keys: Vec<Key> = BINDINGS.iter().flat_map(|row| row.keys.iter().copied()).collect();
    let places = places();
    let (mut done, mut rounds) = (0_u64, Vec::new());
    while done < inputs {
        for (lesson, scene) in &places {
            let (width, height) = size(&mut dice);
            let mut area = Rect { width, height, ..Rect::ZERO };
            let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height)
                .with_looks(dice.one_of(&["dark", "light", "mono"]), dice.roll(2) == 0);
            for nth in 0..VISIT.min(inputs - done) {
                // Where it panics, this is the last line.
                if env::var_os("COROSCOPE_SOAK_TOLD").is_some() {
                    println!("seed {seed}, input {done}, {} {}", lesson.slug, scene.name);
                }
                if dice.roll(10) == 0 {
                    let (width, height) = size(&mut dice);
                    area = Rect { width, height, ..Rect::ZERO };
                    screen.resize(width, height);
                }
                input(&mut screen, area, &keys, &mut dice);
                screen.draw();
                if nth % 25 == 24 {
                    assert_back_and_forth(&mut screen);
                }
                done += 1;
            }
        }
        rounds.extend(pages());
        if rounds.len() % 10 == 1 {
            println!("{done} inputs, {} pages", rounds.last().unwrap_or(&0));
        }
    }
    // What the first rounds have touched is the measure; the short form has too few to tell.
    if let [first @ .., last] = &rounds[..]
        && rounds.len() >= 8
    {
        let early = first[..rounds.len() / 2].iter().max().expect("there are some");
        println!("{inputs} inputs: {early} pages in the first half, {last} at the end");
        assert!(*last <= early + SLACK, "{last} pages, and {early} in the first half");
    }
}
