//! Lessons that were edited badly, and what the check says of each: the line, and what to do.

use coroscope::check::{self, Report};
use coroscope::course::catalog::{self, Lesson, RealProgram};
use std::sync::Arc;

fn lesson(slug: &str) -> &'static Arc<Lesson> {
    catalog::find(slug).expect("there is such a lesson")
}

fn messages(report: &Report) -> String {
    report.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Replaces the first place of `from` and gives what the check says of the result.
fn edited(slug: &str, from: &str, to: &str) -> String {
    let lesson = lesson(slug);
    assert!(lesson.text.text.contains(from), "{slug} has {from}");
    let text = lesson.text.text.replacen(from, to, 1);
    messages(&check::text(lesson, "lesson.md", &text))
}

#[test]
fn the_lessons_that_are_built_in_have_no_faults() {
    let report = check::built_in();
    assert_eq!(messages(&report), "");
    assert!(!report.has_faults());
    assert_eq!(report.lessons, catalog::lessons().len());
}

#[test]
fn a_real_program_that_no_reader_could_use_is_a_fault() {
    type Edit<'a> = &'a dyn Fn(&mut RealProgram);
    let good = lesson("lost-update");
    let with = |edit: Edit<'_>| {
        let mut lesson = Lesson::clone(good);
        edit(&mut lesson.real[0]);
        messages(&check::lesson(&Arc::new(lesson)))
    };
    assert_eq!(with(&|_| {}), "");
    let long: String = "print(1)\n\n".repeat(51);
    let rows: [(Edit<'_>, &str); 5] = [
        (
            &|one| one.source.text = "print(1)\n\n".repeat(13).into(),
            "`real-threading.py` has 13 lines that aren't blank: give it 14 to 50",
        ),
        (&|one| one.source.text = long.clone().into(), "has 51 lines that aren't blank"),
        (
            &|one| one.output.as_mut().expect("it is kept").text = "\n".into(),
            "no output of `real-threading.py` is kept: run `python3 tests/real/run.py --write`",
        ),
        (
            &|one| one.table.caveat = "One. Two. Three. Four.".into(),
            "the caveat of `real-threading.py` isn't one to 3 sentences",
        ),
        (
            &|one| one.table.files = vec!["broker.py".into()],
            "`broker.py` isn't named as a real program: begin its name with real-",
        ),
    ];
    for (edit, fault) in rows {
        let messages = with(edit);
        assert!(messages.contains(fault), "{fault}\n{messages}");
    }
}

#[test]
fn a_lesson_without_an_end_card_is_a_fault() {
    for lesson in catalog::lessons() {
        let text = &lesson.text.text;
        let from = text.find("```end").expect("it has an end card");
        let to = from + 6 + text[from + 6..].find("```").expect("the block is closed") + 3;
        let without = format!("{}{}", &text[..from], &text[to..]);
        let messages = messages(&check::text(lesson, "lesson.md", &without));
        let fault = "the lesson has no end card: add a ```end block with `learned` and `try`";
        assert!(messages.contains(fault), "{}: {messages}", lesson.slug);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_bad_edit_is_refused_in_words() {
    let blocks = "```predict\nask = \"a\"\n```\n";
    let three: String = ["0", "1", "5"]
        .map(|n| format!("[[wrong]]\nanswer = \"{n}\"\nfeedback = \"No: {{answer}}.\"\n"))
        .concat();
    let long = "The loop takes it. ".repeat(20);
    let second = "```note\nPoint at the loop.\n```\n\n```note\n".to_owned();
    let cases: Vec<(&str, &str, String, &str)> = vec![
        // The teacher's notes.
        ("lazy", "```note\n", second, "the beat has a second note: make one note of them"),
        (
            "lazy",
            "An *async function*",
            "```note\nLook.\n```\n\nAn *async function*".into(),
            "a note stands outside of a beat",
        ),
        (
            "lazy",
            "```note\n",
            "```note\n```\n\n```text\n".into(),
            "the note is empty: write a sentence",
        ),
        ("lazy", "```note\n", format!("```note\n{long}"), "the teacher's note has 1"),
        (
            "lazy",
            "the run will.\n```",
            "the run\n```".into(),
            "the teacher's note doesn't end with a sentence",
        ),
        ("lazy", "the run will.\n```", "see [@nowhere].\n```".into(), "@nowhere"),
        // The front matter.
        (
            "lazy",
            "+++\ntitle",
            "title".into(),
            "lesson.md:1: there is no front matter: begin the file",
        ),
        (
            "lazy",
            "+++\n\nAn *async",
            "\nAn *async".into(),
            "lesson.md:1: the front matter does not end",
        ),
        ("lazy", "place = 1", "place = one".into(), "lesson.md:4: "),
        ("lazy", "place = 1\n", String::new(), "missing field `place`"),
        ("lazy", "core = true", "core = true\nminutes = 6".into(), "unknown field `minutes`"),
        ("lazy", "core = true", "core = true\ncolour = 1".into(), "unknown field `colour`"),
        ("lazy", "part = \"A\"", "part = \"Z\"".into(), "lesson.md:3: there is no part `Z`"),
        (
            "lazy",
            "rules = [\"R1\"]",
            "rules = [\"R12\"]".into(),
            "there is no rule `R12`: write one of R1 to R9",
        ),
        (
            "lazy",
            "refutes = [\"M01\"]",
            "refutes = [\"M99\"]".into(),
            "there is no misconception `M99`",
        ),
        (
            "lazy",
            "refutes = [\"M01\"]",
            "refutes = [\"M31\"]".into(),
            "a learner who believes M31 answers every question right",
        ),
        (
            "lazy",
            "panels = [\"Coroutines\"]",
            "panels = [\"Coroutine\"]".into(),
            "there is no panel `Coroutine`: use one of",
        ),
        ("lazy", "name = \"both\"", "name = \"recipe\"".into(), "two scenes are called `recipe`"),
        ("lazy", "at = \"early\"", "at = \"erly\"".into(), "no line has the marker @erly"),
        (
            "lazy",
            "mark = \"=\"",
            "mark = \"==\"".into(),
            "a note on the twin can't have the mark `==`: write =, ≈ or ≠",
        ),
        (
            "in-a-row",
            "overlaps = \"tasks\"",
            "overlaps = \"task\"".into(),
            "no scene is called `task`",
        ),
        // Headings and cues.
        (
            "resume",
            "cue=\"changed answer\"",
            "cue=\"change answer\"".into(),
            "there is no cue `change`: the words are",
        ),
        (
            "resume",
            "cue=\"poll waiter #2\"",
            "cue=\"poll waiter #3\"".into(),
            "the cue `poll waiter #3` never fires",
        ),
        (
            "resume",
            "cue=\"poll answerer\"",
            "cue=\"spawn waiter\"".into(),
            "the cue `spawn waiter` fires, but not after `pending waiter`",
        ),
        ("resume", "cue=\"changed answer\" ", String::new(), "the heading has no cue"),
        (
            "resume",
            "anchor=\"Futures answer\"",
            "anchor=\"Future answer\"".into(),
            "there is no panel `Future answer`",
        ),
        (
            "resume",
            "anchor=\"Futures answer\"",
            "anchor=\"Timers\"".into(),
            "the panel Timers isn't unlocked yet",
        ),
        ("resume", " anchor=\"Futures answer\"", String::new(), "the beat has no anchor"),
        (
            "resume",
            "anchor=\"Futures answer\"",
            "row=\"answer\"".into(),
            "the heading has an attribute `row`",
        ),
        (
            "resume",
            "cue=\"changed answer\"",
            "scene=\"7\" cue=\"changed answer\"".into(),
            "there is no scene 7",
        ),
        (
            "resume",
            "## `answer` is filled",
            "### `answer` is filled".into(),
            "a heading of another level than the second",
        ),
        // Text.
        ("resume", "[@wait]", "[@waits]".into(), "no line has the marker @waits; there are @ask"),
        (
            "resume",
            "`answerer` has put 42",
            format!("{long} `answerer` has put 42"),
            "cut it to 55 words",
        ),
        (
            "resume",
            "`waiter` hasn't seen the value yet,",
            "The loop notices it,".into(),
            "“notices” treats the program as a person",
        ),
        (
            "resume",
            "`waiter` hasn't seen the value yet,",
            "Both run in parallel,".into(),
            "“parallel” suggests that tasks run in parallel",
        ),
        (
            "resume",
            "`waiter` hasn't seen the value yet,",
            "The task is blocked,".into(),
            "only a thread is “blocked”",
        ),
        (
            "resume",
            "`waiter` hasn't seen the value yet,",
            "The deadlock is there,".into(),
            "the term “deadlock” is used before it is unlocked",
        ),
        ("resume", "You might expect", "Many expect".into(), "no beat refutes anything"),
        (
            "resume",
            "new_term = \"waker\"",
            "new_term = \"wakker\"".into(),
            "`wakker` isn't in the glossary",
        ),
        // Questions.
        (
            "resume",
            "query = \"line_next\"",
            "query = \"next_line\"".into(),
            "there is no query `next_line`; the queries are next_task",
        ),
        (
            "resume",
            "with = { of = \"waiter\" }",
            "with = { of = \"wayter\" }".into(),
            "the run has no answer to `polls`",
        ),
        ("resume", "with = { of = \"waiter\" }\n", String::new(), "`polls` needs `of`"),
        (
            "resume",
            "options = [\"wake-runs\"]",
            "options = [\"wake-run\"]".into(),
            "there is no wrong loop `wake-run`: use one of starts-at-call",
        ),
        (
            "resume",
            "[[wrong]]\nanswer = \"`asking`\"",
            "```\n\n```text\nanswer = \"`asking`\"".into(),
            "the prediction has 2 options: name more wrong loops",
        ),
        (
            "resume",
            "options = [\"wake-runs\"]",
            "options = [\"wake-runs\", \"last-first\"]".into(),
            "the wrong loop `last-first` gives the right answer to this",
        ),
        (
            "resume",
            "options = [\"wake-runs\"]",
            "options = [\"wake-runs\", \"overlaps\"]".into(),
            "`overlaps` needs another scene to run",
        ),
        (
            "three-tasks",
            "answer = \"binomial(6, 3) = 20 · factorial: multiply by 5 · fibonacci: step 3\"",
            "answer = \"factorial: multiply by 5 · fibonacci: step 3 · binomial(6, 3) = 20\""
                .into(),
            "is given by the run or by a wrong loop",
        ),
        // Texts.
        (
            "lazy",
            "hello from late`\"\nfeedback = \"No: {answer}.",
            "hello from late`\"\nfeedback = \"No: {anwser}.".into(),
            "`{anwser}` isn't a placeholder: write `{answer}` or `{picked}`",
        ),
        (
            "lazy",
            "ask = \"How many lines",
            "ask = \"{answer}: how many lines".into(),
            "a placeholder outside of feedback: use `{answer}`",
        ),
        (
            "lazy",
            "It made a *coroutine*",
            ":rsut[It] made a *coroutine*".into(),
            "`:rsut[…]` isn't a directive: write `:rust[…]` or `:python[…]`",
        ),
        (
            "lazy",
            "It made a *coroutine*",
            ":python[It made a *coroutine*".into(),
            "`:python[` isn't closed: close it with `]`",
        ),
        (
            "lazy",
            "look = \"the code: what",
            "look = \"[@erly]: what".into(),
            "no line has the marker @erly; there are",
        ),
        (
            "lazy",
            "rule = \"R1\"\n",
            "rule = \"R1\"\nno.overlaps = \"No.\"\n".into(),
            "`no.overlaps` answers no option: name the wrong loop",
        ),
        (
            "lazy",
            "see = \"created early\"",
            "see = \"lost main\"".into(),
            "the cue `lost main` of `see` never fires",
        ),
        (
            "lazy",
            "see = \"created early\"",
            "see = \"looking\"".into(),
            "there is no cue `looking`: the words are",
        ),
        (
            "lazy",
            "[[twin]]",
            "[[gloss]]\nat = \"erly\"\nnote = \"A note.\"\n[[twin]]".into(),
            "no line has the marker @erly: name a marker of the recipe",
        ),
        // Predictions of changes, and the end card.
        (
            "lazy",
            "query = \"order_of_lines\"\n",
            String::new(),
            "a prediction of a break needs both `ask` and `query`",
        ),
        (
            "lazy",
            "query = \"order_of_lines\"\n",
            "query = \"order_of_lines\"\n```\n\n```text\n".into(),
            "the prediction has 1 options",
        ),
        (
            "lazy",
            "[[wrong]]\nanswer = \"3\"\n",
            format!("{three}[[wrong]]\nanswer = \"3\"\n"),
            "the question has 6 options",
        ),
        (
            "lazy",
            "learned = [\n",
            "learned = [\n  \"One.\",\n".into(),
            "say in three sentences what was learned",
        ),
        (
            "lazy",
            "hint = \"`main` makes the same kind",
            "# hint = \"`main` makes the same kind".into(),
            "the question has no hint: add `hint`",
        ),
        (
            "lazy",
            "```elsewhere",
            "```break\nchange = \"await both\"\nscene = 2\nlook = \"Output\"\n```\n\n```elsewhere"
                .into(),
            "the change asks for no prediction: add `ask` and `query`",
        ),
        (
            "lazy",
            "try = \"Break it: hand both coroutines to the loop, and guess which line comes first.\"\n",
            String::new(),
            "missing field `try`",
        ),
        (
            "three-tasks",
            "runtime = \"asyncio\"",
            "runtime = \"JavaScript\"".into(),
            "there's no `elsewhere` note on asyncio: add one",
        ),
        (
            "lazy",
            ":rust[`drop`]:python[`del`] destroys",
            "The destructor destroys".into(),
            "beside the Python source, destructor means nothing: say it with `:rust[…]`",
        ),
        ("resume", "rule = \"R5\"\n", "rule = \"R0\"\n".into(), "there is no rule `R0`"),
        ("resume", "## `waiter` is", format!("{blocks}## `waiter` is"), "missing field"),
        ("resume", "```predict", "```predikt".into(), "a block of kind `predikt`"),
        (
            "lazy",
            "query = \"line_next\"",
            "query = \"next_task\"".into(),
            "no unlocked panel shows what `next_task` asks",
        ),
        // Changes.
        ("resume", "schedule = \"1\"", "schedule = \"0\"".into(), "the change changes nothing"),
        ("resume", "schedule = \"1\"", "schedule = \"7\"".into(), "this schedule doesn't fit"),
        ("resume", "schedule = \"1\"", "schedule = \"first\"".into(), "the change cannot be made"),
        (
            "resume",
            "schedule = \"1\"",
            "schedule = \"1\"\nno-change = true".into(),
            "does change the outcome",
        ),
        (
            "cancel",
            "```break\nchange = \"cancel at 2 s\"",
            "```text\nchange = \"cancel at 2 s\"".into(),
            "nothing leads to the scene `at-two`: give it a beat",
        ),
        // Where it points in the executor's source, and terms outside of the beats.
        (
            "executor",
            "anchor=\"Executor take\"",
            "anchor=\"Executor poll\"".into(),
            "the loop is at @take here, and not at @poll",
        ),
        (
            "executor",
            "anchor=\"Executor keep\"",
            "anchor=\"Executor keeps\"".into(),
            "the executor has no line marked @keeps",
        ),
        (
            "lazy",
            "Dropping a coroutine destroys it without running it.",
            "The run has stalled.".into(),
            "the term “stalled” is used before it is unlocked",
        ),
    ];
    assert!(cases.len() >= 50);
    let mut missed = Vec::new();
    for (slug, from, to, expected) in &cases {
        let messages = edited(slug, from, to);
        if !messages.contains(expected) {
            missed.push(format!(
                "{slug}: {from} -> {to}\n  expected: {expected}\n  messages: {messages}"
            ));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let unbroken = lesson("executor").text.text.replace("```break", "```text");
    let report = check::text(lesson("executor"), "lesson.md", &unbroken);
    assert!(messages(&report).contains("there is nothing to break"));
}

#[test]
fn a_fault_names_the_line_that_it_is_on() {
    let messages = edited("resume", "cue=\"changed answer\"", "cue=\"change answer\"");
    let text = &lesson("resume").text.text;
    let line = (1..).zip(text.lines()).find(|(_, line)| line.contains("changed answer"));
    let (line, _) = line.expect("the heading is there");
    assert!(messages.starts_with(&format!("lesson.md:{line}: ")), "{messages}");
}

#[test]
fn nothing_in_a_lesson_makes_the_check_panic() {
    let lesson = lesson("resume");
    let text = &lesson.text.text;
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(97) {
        let _report = check::text(lesson, "lesson.md", &text[..at]);
    }
    for odd in ["", "+++", "+++\n+++", "---\n\n---\n## {", "+++\n+++\n```predict", "\u{feff}+++"] {
        assert!(check::text(lesson, "lesson.md", odd).has_faults(), "{odd:?}");
    }
}

#[test]
fn a_folder_is_checked_against_the_recipe_of_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("04-resume");
    std::fs::create_dir(&place).expect("a folder in it");
    std::fs::write(place.join("lesson.md"), &*lesson("resume").text.text).expect("a text");
    for path in [folder.path(), &place] {
        let report = check::folder(path).expect("it can be read");
        assert_eq!((report.lessons, messages(&report)), (1, String::new()));
    }
    std::fs::rename(&place, folder.path().join("44-other")).expect("another name");
    let report = check::folder(folder.path()).expect("it can be read");
    assert!(messages(&report).contains("the folder `44-other` isn't in the catalog: move it below lessons/ and run `UPDATE_CATALOG=1"));
    let other = folder.path().join("44-other/lesson.md");
    std::fs::rename(folder.path().join("44-other"), &place).expect("the old name");
    std::fs::write(place.join("lesson.md"), b"+++\n\xff\n+++").expect("no text");
    let report = check::folder(folder.path()).expect("it can be read");
    assert!(
        messages(&report).contains("lesson.md:2: the file isn't UTF-8 text"),
        "{}",
        messages(&report)
    );
    assert!(!other.exists());
    let empty = tempfile::tempdir().expect("a folder");
    assert!(check::folder(empty.path()).expect("it can be read").has_faults());
    assert!(check::folder(&empty.path().join("none")).is_err());
}

#[test]
fn no_belief_survives_the_lesson_that_refutes_it() {
    let report = check::built_in();
    for lesson in catalog::lessons() {
        let Ok(page) = &lesson.page else { continue };
        let Some((_, survivors)) = report.survivors.get(&lesson.number) else { continue };
        for id in &page.front.refutes {
            let seen = survivors[id];
            let counts = if seen.asked > 0 { seen.failed } else { seen.authored };
            assert!(counts > 0, "{} {id}", lesson.slug);
        }
    }
    assert!(report.matrix().contains("wake-runs"));
}

/// A text of a megabyte, with a fault in each of its 15,000 blocks. The time grows as the text does: each block counted
/// its lines from the beginning of the text, which took minutes.
#[test]
fn a_text_of_many_blocks_is_checked_in_time() {
    let lesson = &coroscope::course::catalog::lessons()[3];
    let block = "\n## Again { cue=\"start\" }\n\nSome words.\n\n```predict\nquestion = 1\n```\n";
    let text = format!("{}{}", lesson.text.text, block.repeat(15_000));
    let since = std::time::Instant::now();
    let faults = coroscope::check::text(lesson, "lesson.md", &text).faults;
    assert!(since.elapsed() < std::time::Duration::from_secs(30), "{:?}", since.elapsed());
    assert_eq!(faults.len(), 15_000);
    let lines = text.lines().count();
    assert_eq!(faults.last().map(|fault| fault.line), Some(lines - 1));
}

/// A teacher's note is for the second window alone: no text of the lesson has it.
#[test]
fn each_beat_has_a_note_and_no_paper_shows_one() {
    for lesson in catalog::lessons() {
        let page = lesson.page.as_ref().expect("it is built in");
        let scenes: Vec<_> = (0..lesson.scenes.len()).collect();
        let mut paper = Vec::new();
        coroscope::text::paper::tell(&mut paper, lesson, &scenes, None).expect("a vector");
        let paper = String::from_utf8(paper).expect("it is text");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for beat in &page.beats {
            let note = beat.note.as_deref().unwrap_or_default();
            assert!(!note.is_empty(), "{}: {}", lesson.slug, beat.title);
            let begin: String = note.chars().take(30).collect();
            assert!(!words(&paper).contains(&begin), "{}: {begin}", lesson.slug);
        }
    }
}
