//! How often a program is run: once ahead for each order, and once for each live run.

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::course::catalog::{self, Catalog, Lesson, Scene};
use coroscope::course::tour::opening::SceneSession;
use coroscope::kit::{spawn, yield_now};
use coroscope::record::event::{Event, OutputEvent};
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, ReplayError, Session, StepResult};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A lesson whose first scene counts the calls of its set-up.
fn counted(slug: &str) -> (SceneSession, Arc<AtomicUsize>) {
    let lesson = catalog::find(slug).expect("it is a lesson");
    let calls = Arc::new(AtomicUsize::new(0));
    let scenes = lesson.scenes.iter().map(|scene| counting(scene, &calls)).collect();
    let lesson = Arc::new(Lesson { scenes, ..Lesson::clone(lesson) });
    (SceneSession::new(&lesson, &lesson.scenes[0]), calls)
}

fn counting(scene: &Scene, calls: &Arc<AtomicUsize>) -> Scene {
    let (program, calls) = (scene.program(), Arc::clone(calls));
    let counted = program.clone();
    let set_up = move || {
        calls.fetch_add(1, Ordering::Relaxed);
        counted.built_in().expect("a recipe is compiled in").spawn_tasks();
    };
    let program = Program::new(set_up).with_poll_cost(program.poll_cost());
    Scene { program, ..scene.clone() }
}

#[test]
fn opening_and_stepping_a_lesson_runs_it_twice() {
    let mut opened = 0;
    for lesson in catalog::lessons() {
        let (visit, calls) = counted(&lesson.slug);
        let at = visit.session.position();
        let mut app = App::new(visit);
        // A question runs its wrong loops, of which the next test speaks.
        let asks = |app: &App| app.guide.as_ref().is_none_or(|guide| guide.text.has_question);
        if asks(&app) {
            continue;
        }
        assert_eq!(calls.load(Ordering::Relaxed), 2, "{}: a look-ahead, a live run", lesson.slug);
        opened += 1;
        for key in [Key::Down, Key::Up, Key::Left, Key::Home] {
            let _request = app.press(key);
            if asks(&app) {
                break;
            }
            assert_eq!(calls.load(Ordering::Relaxed), 2, "{}: {key:?}", lesson.slug);
        }
        app.go(at);
    }
    assert!(opened > 5, "{opened} lessons open without a question");
}

/// The same without its questions, whose wrong loops run the program too.
fn counted_without_questions(slug: &str) -> (App, Arc<AtomicUsize>) {
    let (visit, calls) = counted(slug);
    let lesson = visit.subject.lesson().expect("it is a lesson");
    let mut lesson = Lesson::clone(lesson);
    for beat in lesson.page.iter_mut().flat_map(|page| &mut page.beats) {
        beat.questions.clear();
    }
    let lesson = Arc::new(lesson);
    calls.store(0, Ordering::Relaxed);
    (App::new(SceneSession::new(&lesson, &lesson.scenes[0])), calls)
}

/// Presses the key until another scene is open.
fn press_until_another_scene(app: &mut App, key: char) {
    let here = app.open.subject.scene_index();
    for _ in 0..1000 {
        let _request = app.press(Key::Char(key));
        if app.open.subject.scene_index() != here {
            return;
        }
    }
    panic!("{key} leads to no other scene");
}

#[test]
fn going_to_another_scene_and_back_looks_ahead_in_each_once() {
    let mut tried = 0;
    for lesson in catalog::lessons().iter().filter(|one| one.scenes_with_beats().len() > 1) {
        let (mut app, calls) = counted_without_questions(&lesson.slug);
        let expect = |count: usize, what: &str| {
            assert_eq!(calls.load(Ordering::Relaxed), count, "{}: {what}", lesson.slug);
        };
        expect(2, "a live run and a look-ahead of the first scene");
        press_until_another_scene(&mut app, ']');
        expect(4, "the same of the second scene");
        press_until_another_scene(&mut app, '[');
        expect(5, "back: a live run alone");
        press_until_another_scene(&mut app, ']');
        expect(6, "on again: a live run alone");
        tried += 1;
    }
    assert!(tried > 2, "{tried} lessons have several scenes with beats");
}

/// Opens the address with the key for "Go to".
fn go_to(app: &mut App, address: &str) {
    let _request = app.press(Key::Char('g'));
    for letter in address.chars() {
        let _request = app.press(Key::Char(letter));
    }
    let _request = app.press(Key::Enter);
    assert!(app.overlay.is_none(), "{address}: {:?}", app.overlay);
    assert_eq!(app.address().to_string(), address);
}

/// Each row: an address, and how often its program runs when it is opened after those of the rows before it.
#[test]
fn an_address_is_looked_ahead_in_once() {
    let (app, calls) = counted_without_questions("in-a-row");
    let (other, _) = counted_without_questions("three-tasks");
    let mut other_lesson = Lesson::clone(other.open.subject.lesson().expect("it is a lesson"));
    other_lesson.scenes = other_lesson.scenes.iter().map(|one| counting(one, &calls)).collect();
    other_lesson.slug = "other".to_owned();
    other_lesson.number = None;
    let lesson = Arc::clone(app.open.subject.lesson().expect("it is a lesson"));
    calls.store(0, Ordering::Relaxed);
    let catalog = Catalog::default().with(Arc::clone(&lesson)).with(Arc::new(other_lesson));
    let opened = SceneSession::new(&lesson, &lesson.scenes[0]).with_catalog(catalog);
    let mut app = App::new(opened);
    let table = [
        ("in-a-row@0", 2, "the scene that was opened: a live run and a look-ahead"),
        ("in-a-row@1", 0, "the same scene"),
        ("in-a-row/tasks@2", 2, "another scene"),
        ("in-a-row/tasks@3.1", 0, "the same scene"),
        ("in-a-row@2", 1, "back: a live run alone"),
        ("in-a-row/tasks@1", 1, "and to the other scene again"),
        ("in-a-row/tasks@2~1", 2, "another order"),
        ("in-a-row/tasks@3~1", 0, "the same order"),
        ("other@3~0.1", 2, "another order of another lesson"),
        ("in-a-row/tasks@3~1", 1, "an order that is known"),
        ("other@4~0.1", 1, "another one"),
    ];
    let mut before = 0;
    for (address, runs, what) in table {
        go_to(&mut app, address);
        let now = calls.load(Ordering::Relaxed);
        assert_eq!(now - before, runs, "{address}: {what}");
        before = now;
    }
}

#[test]
fn a_change_is_looked_ahead_in_once() {
    let mut tried = 0;
    for lesson in catalog::lessons() {
        let (mut app, calls) = counted_without_questions(&lesson.slug);
        if app.guide.as_ref().is_none_or(|guide| guide.changes().is_empty()) {
            continue;
        }
        let change = |app: &mut App| {
            for key in [Key::Char('b'), Key::Down, Key::Enter] {
                let _request = app.press(key);
            }
            assert!(app.guide.as_ref().is_some_and(|guide| guide.applied_change.is_some()));
        };
        change(&mut app);
        let changed = calls.load(Ordering::Relaxed);
        assert!(changed <= 4, "{}: {changed}", lesson.slug);
        let _request = app.press(Key::Char('r'));
        let plain = calls.load(Ordering::Relaxed);
        change(&mut app);
        assert_eq!(calls.load(Ordering::Relaxed), plain + 1, "{}: a live run alone", lesson.slug);
        let _request = app.press(Key::Char('r'));
        assert_eq!(calls.load(Ordering::Relaxed), plain + 2, "{}: and back", lesson.slug);
        tried += 1;
    }
    assert!(tried > 5, "{tried} lessons have changes");
}

#[test]
fn a_question_runs_each_wrong_loop_once() {
    let (visit, calls) = counted("resume");
    let mut app = App::new(visit);
    let before = calls.load(Ordering::Relaxed);
    while app.guide.as_ref().is_some_and(|guide| !guide.is_asking()) {
        let _request = app.press(Key::Char(' '));
    }
    let asked = calls.load(Ordering::Relaxed);
    for key in [Key::Char('h'), Key::Char('h'), Key::Char(' '), Key::Esc, Key::Char(' ')] {
        let _request = app.press(key);
    }
    assert!(asked > before, "the question runs its wrong loops");
    assert_eq!(calls.load(Ordering::Relaxed), asked, "each wrong loop runs once");
}

#[test]
fn each_order_has_one_look_ahead() {
    let (mut visit, calls) = counted("three-tasks");
    let session = &mut visit.session;
    let _plain = session.look_ahead();
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    session.to_start();
    session.choose(1).expect("three tasks are ready");
    let (_chosen, _again) = (session.look_ahead(), session.look_ahead());
    assert_eq!(calls.load(Ordering::Relaxed), 4, "a live run and a look-ahead of the new order");
    assert_eq!(session.undo(), StepResult::Moved);
    let _plain = session.look_ahead();
    assert_eq!(calls.load(Ordering::Relaxed), 5, "the plain order was looked ahead in before");
    assert_eq!(session.divergence(), None);
}

#[test]
fn a_schedule_with_more_choices_than_the_run_has_is_refused() {
    let lesson = catalog::find("three-tasks").expect("it is a lesson");
    let mut surplus = vec![0; 60];
    surplus.push(1);
    let session = Session::with_schedule(lesson.scenes[0].program(), Schedule::new(surplus));
    let why = session.check_schedule(10_000);
    assert!(matches!(why, Err(ReplayError::Unused { written: 61, .. })), "{why:?}");
    let address = "three-tasks@1~60x0.1";
    let refused =
        SceneSession::from_address(address).err().expect("the run has fewer choices").to_string();
    assert!(
        refused.contains("this schedule has 61 choices, but the run ends after turn"),
        "{refused}"
    );
}

#[test]
fn a_choice_that_an_endless_run_never_reaches_is_rejected() {
    let program = || {
        spawn(async {
            loop {
                coroscope::kit::sleep(coroscope::kit::SECOND).await;
            }
        })
        .detach();
    };
    let session = Session::with_schedule(program.into(), Schedule::new(vec![0, 0, 1]));
    let why = session.check_schedule(50);
    assert!(matches!(why, Err(ReplayError::Unreached { written: 3, used: 0, .. })), "{why:?}");
}

#[test]
fn a_run_that_differs_from_its_look_ahead_reports_where() {
    let runs = AtomicUsize::new(0);
    let program = move || {
        let nth = runs.fetch_add(1, Ordering::Relaxed);
        spawn(async move {
            yield_now().await;
            coroscope::kit::say!("run {nth}");
        })
        .detach();
    };
    let mut session = Session::new(Program::new(program));
    let _ahead = session.look_ahead();
    assert_eq!(session.forward(), StepResult::Moved);
    assert_eq!(session.divergence(), None, "nothing is compared before both are known");
    session.look_ahead().grow_to(10);
    session.to_end(10);
    let divergence = session.divergence().expect("it prints something else");
    assert_eq!((divergence.turn, divergence.is_rerun), (2, false));
    let record = session.record();
    let differing = &record.events()[divergence.event];
    let Event::Output(OutputEvent::Printed { text }) = differing else { panic!("{differing:?}") };
    assert_eq!(record.text(*text), "run 0");
    assert!(divergence.to_string().contains("random numbers"), "{divergence}");
}
