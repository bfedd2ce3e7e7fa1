//! The lessons as they are taken: every beat fires, every question has its answer, and the answers are
//! those of the curriculum.

use coroscope::course::catalog::{self, Lesson};
use coroscope::course::page::Page;
use coroscope::course::prediction::{Asked, Source};
use coroscope::course::tour::{Reply, Standing, Stepped, Tour};
use coroscope::session::Session;

fn page(lesson: &'static Lesson) -> &'static Page {
    match &lesson.page {
        Ok(page) => page,
        Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// Takes a scene to its end, answering rightly, and gives all questions in order.
fn take(lesson: &'static Lesson, scene: usize) -> Vec<Asked> {
    let mut session = Session::new(lesson.scenes[scene].program());
    let mut tour = Tour::new(lesson, scene, &mut session).expect("the lesson can be read");
    let mut asked = Vec::new();
    loop {
        match tour.step(&mut session) {
            Stepped::On => {}
            Stepped::End => break,
            Stepped::Held => {
                let (_, question) = tour.question(&session).expect("a step is held by a question");
                let right = question.right();
                let feedback = tour.answer(&session, right).expect("the option is there");
                assert!(feedback.is_right, "{feedback:?}");
                asked.push(question);
            }
        }
    }
    let missing: Vec<_> = tour.did_not_happen(&session).iter().map(|b| b.cue.to_string()).collect();
    assert_eq!(missing, Vec::<String>::new(), "{} scene {scene}", lesson.slug);
    let beats = tour.beats(&session);
    assert!(beats.iter().all(|(.., standing)| *standing != Standing::Ahead));
    asked
}

#[test]
fn every_lesson_can_be_read_and_taken() {
    for lesson in catalog::lessons() {
        let page = page(lesson);
        assert_eq!(page.front.scenes.len(), lesson.scenes.len(), "{}", lesson.slug);
        for scene in 0..lesson.scenes.len() {
            take(lesson, scene);
        }
    }
}

fn rights(slug: &str, scene: usize) -> Vec<String> {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    let asked = take(lesson, scene);
    asked.iter().map(|asked| asked.options[asked.right()].text.clone()).collect()
}

fn options(slug: &str, scene: usize) -> Vec<Vec<String>> {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    let texts = |asked: &Asked| asked.options.iter().map(|option| option.text.clone()).collect();
    take(lesson, scene).iter().map(texts).collect()
}

#[test]
fn print() {
    for lesson in catalog::lessons() {
        for scene in 0..lesson.scenes.len() {
            for asked in take(lesson, scene) {
                eprintln!("{}: {}", lesson.slug, asked.ask);
                for o in &asked.options { eprintln!("    {} {:?}", o.text, match &o.source { Source::Loop(w) => w.tag, Source::Right => "RIGHT", Source::Author{..} => "author" }); }
            }
        }
    }
    let _ = (rights("lazy", 0), options("lazy", 0), Reply::Skipped);
}
