//! Everything that coroscope reads, as functions that take any bytes. None of them may panic, take long or
//! much memory; what is read must be written the same again.
//!
//! They are plain functions, so that a fuzzer can have them: a target of cargo-fuzz is this file and a line.
//!
//! ```text
//! #[path = "../../tests/hostile/targets.rs"] mod targets;
//! libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::fuzz_lesson(bytes));
//! ```

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::check;
use coroscope::course::catalog::{Lesson, lessons};
use coroscope::course::lesson::markdown;
use coroscope::course::question::cue::Cue;
use coroscope::course::tour::opening::SceneSession;
use coroscope::export::jsonl::{self, Header};
use coroscope::progress::Progress;
use coroscope::record::event::TaskId;
use coroscope::session::moment::{Address, Moment};
use coroscope::session::schedule::Schedule;
use coroscope::session::{Program, Session, StepResult};
use coroscope::ui::theme::{ColorDepth, Theme};
use coroscope::ui::{self, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// So many steps are looked at of a run or a record.
const STEPS: usize = 200;

/// A `lesson.md`: it has faults, each with a line of the file and a sentence, or it is a page.
pub fn fuzz_lesson(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match markdown::read("lesson.md", &text) {
        Ok(page) => {
            let same = |lesson: &&Arc<Lesson>| {
                lesson.page.as_ref().is_ok_and(|known| known.front.title == page.front.title)
            };
            let lesson = lessons().iter().find(same).unwrap_or(&lessons()[3]);
            for fault in check::text(lesson, "lesson.md", &text).faults {
                assert!(!fault.to_string().is_empty());
            }
        }
        Err(faults) => assert!(!faults.is_empty(), "a refusal says why"),
    }
}

/// A cue, as it stands in a heading.
pub fn fuzz_cue(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Cue>() {
        Ok(cue) => assert_eq!(cue.to_string().parse::<Cue>().as_ref(), Ok(&cue), "{text:?}"),
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

/// A schedule's text: what is read is written so that it is read the same, and fits a program or not.
pub fn fuzz_schedule(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Schedule>() {
        Ok(schedule) => {
            assert_eq!(schedule.to_string().parse(), Ok(schedule.clone()), "{text:?}");
            let program = lessons()[5].scenes[0].program();
            if let Err(why) = Session::with_schedule(program, schedule).check_schedule(STEPS) {
                assert!(!why.to_string().is_empty());
            }
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

/// An address: it leads to a moment that has this address, or nowhere, with a sentence.
pub fn fuzz_address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(address) = text.parse::<Address>() {
        assert_eq!(address.to_string().parse(), Ok(address), "{text:?}");
    }
    match SceneSession::from_address(&text) {
        Ok(visit) => {
            let here = visit.address();
            let again = SceneSession::from_address(&here.to_string())
                .expect("an address of a moment leads there");
            assert_eq!(again.session.world(), visit.session.world(), "{text:?} and {here}");
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

/// A record in JSON Lines: what is read is written the same again, told, stepped through and drawn.
pub fn fuzz_jsonl(bytes: &[u8]) {
    let (header, record) = match jsonl::read(&mut &bytes[..]) {
        Ok(read) => read,
        Err(why) => return assert!(!why.to_string().is_empty()),
    };
    let mut written = Vec::new();
    jsonl::write(&mut written, &header, &record, record.events().len()).expect("memory takes it");
    let (_, again) = jsonl::read(&mut &written[..]).expect("what was written can be read");
    assert_eq!(again.events().len(), record.events().len());
    let mut session = Session::new(Program::from_record("run", record));
    session.to_start();
    for _ in 0..STEPS {
        let world = session.world().clone();
        if session.forward_event() == StepResult::AtEdge {
            break;
        }
        assert_eq!(session.back_event(), StepResult::Moved);
        assert_eq!(session.world(), &world);
        session.forward_event();
    }
    let _there_or_not = session.go_to(Moment { turn: 2, event: Some(1) });
    let mut told = Vec::new();
    coroscope::text::tell(&mut told, &mut session, true).expect("memory takes it");
    let told = String::from_utf8(told).expect("it tells in letters");
    assert!(!told.contains(|c: char| c.is_control() && c != '\n'), "{told:?}");
    let lesson = &lessons()[3];
    let mut app =
        App::new(SceneSession { session, ..SceneSession::new(lesson, &lesson.scenes[0]) });
    for key in [Key::End, Key::Left, Key::Up, Key::Home, Key::Char(' '), Key::Char('w')] {
        let _goes_on = app.press(key);
        let area = Rect { width: 120, height: 40, ..Rect::ZERO };
        let mut buffer = Buffer::empty(area);
        app.viewports = ui::draw(&app, &Look::default(), area, &mut buffer);
    }
}

/// The header of a record, which is not made by us.
pub fn fuzz_header(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let header = Header::new(text.to_string(), text);
    let mut written = Vec::new();
    let record = coroscope::executor::Recorder::default();
    jsonl::write(&mut written, &header, &record, 0).expect("memory takes it");
    let (read, _) = jsonl::read(&mut &written[..]).expect("what was written can be read");
    assert_eq!(read, header);
}

/// A theme's file.
pub fn fuzz_theme(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for depth in [ColorDepth::TrueColor, ColorDepth::Indexed256, ColorDepth::Ansi16] {
        match Theme::from_toml("own.toml", &text, depth) {
            Ok(theme) => {
                for task in [0, 1, 7, u32::MAX] {
                    let _any = theme.task(TaskId(task));
                }
            }
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
}

/// A progress file: it is taken, or set aside and still there, and what is saved then is read again.
pub fn fuzz_progress(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("progress.toml");
    std::fs::write(&file, bytes).expect("there is room for a file");
    let (mut progress, word) = Progress::open(&file);
    progress.record_beat("resume", 0, 3);
    assert_eq!(progress.save(), None);
    let kept: Vec<_> = folder.path().read_dir().expect("it is there").flatten().collect();
    let text = std::fs::read(&file).expect("it is there");
    if word.is_some() {
        let of_old =
            |entry: &std::fs::DirEntry| std::fs::read(entry.path()).is_ok_and(|old| old == bytes);
        assert!(kept.iter().any(of_old), "what is not understood is kept");
    }
    if text != bytes {
        let (again, word) = Progress::open(&file);
        assert_eq!(word, None, "what was saved is understood");
        assert!(again.lesson("resume").is_some_and(|done| (done.scene, done.beat) >= (0, 3)));
    }
}
