//! Clicks, cell by cell: what a click asks for is what is drawn under it, at every size and scroll position.

use crate::driver::Screen;
use coroscope::app::message::{LessonMessage, Message, StepMessage, ViewMessage};
use coroscope::app::pane::Pane;
use coroscope::record::event::TaskId;
use coroscope::ui;
use ratatui::layout::Rect;

/// The cells inside the border of the pane whose title this is.
fn inner(screen: &Screen, title: &str) -> Option<Rect> {
    let head = format!("\u{256d} {title}");
    if !screen.shows(&head) {
        return None;
    }
    let (x, y) = screen.find(&head);
    let area = screen.buffer.area;
    let at = |x: u16, y: u16| screen.buffer[(x, y)].symbol();
    let right = (x + 1..area.width).find(|x| at(*x, y) == "\u{256e}")?;
    let bottom = (y + 1..area.height).find(|y| at(x, *y) == "\u{2570}")?;
    Some(Rect { x: x + 2, y: y + 1, width: right - x - 3, height: bottom - y - 1 })
}

fn row(screen: &Screen, area: Rect, y: u16) -> String {
    (area.x..area.right()).map(|x| screen.buffer[(x, y)].symbol()).collect()
}

fn hit(screen: &Screen, x: u16, y: u16) -> Option<Message> {
    ui::hit(&screen.app, &screen.look, screen.buffer.area, x, y)
}

fn task(letter: char) -> TaskId {
    TaskId(u32::from(letter) - u32::from('A'))
}

fn select(pane: Pane, letter: char) -> Message {
    Message::View(ViewMessage::SelectTask(pane, task(letter)))
}

/// The letter of a row such as `A ● waiter`.
fn task_of_row(row: &str) -> Option<char> {
    let mut letters = row.chars();
    let letter = letters.next().filter(char::is_ascii_uppercase)?;
    let (gap, sign) = (letters.next()?, letters.next()?);
    (gap == ' ' && !sign.is_alphanumeric() && sign != ' ').then_some(letter)
}

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (120, 34), (160, 45)];

fn scroll(screen: &mut Screen, pane: Pane, lines: i32) -> bool {
    let before = screen.text();
    let _ = screen.app.update(Message::View(ViewMessage::Scroll(pane, lines)));
    screen.draw();
    screen.text() != before
}

#[test]
fn a_click_on_a_row_of_the_tasks_selects_the_task_that_is_drawn_there() {
    let mut checked = 0;
    for address in ["resume@2", "three-tasks@9", "in-a-row/tasks@3", "three-tasks/big@9"] {
        for (width, height) in SIZES {
            for lines in [0, 1, 2, 5] {
                let mut screen = Screen::new(address, width, height);
                scroll(&mut screen, Pane::Tasks, lines);
                let Some(area) = inner(&screen, "Tasks") else { continue };
                let mut letter = None;
                for y in area.y..area.bottom() {
                    let text = row(&screen, area, y);
                    letter = task_of_row(&text).or(letter);
                    let Some(letter) = letter.filter(|_| !text.trim().is_empty()) else { continue };
                    for x in [area.x, area.x + area.width / 2, area.right() - 2] {
                        let place = format!("{address} {width}x{height} +{lines}: {text}");
                        assert_eq!(
                            hit(&screen, x, y),
                            Some(select(Pane::Tasks, letter)),
                            "{place}"
                        );
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 300, "{checked} cells");
}

#[test]
fn a_click_on_a_letter_beside_the_source_selects_that_task() {
    let (mut checked, mut scrolled) = (0, 0);
    for address in ["resume@2", "resume@1", "three-tasks@9", "mutex@3", "deadlock@4", "cancel@4"] {
        for ((width, height), tabs) in SIZES.into_iter().zip(["", "t t", "t t", ""]) {
            for lines in [0, 2, 4, -3] {
                let mut screen = Screen::new(address, width, height);
                screen.press(tabs);
                let _ = screen.app.update(Message::View(ViewMessage::Focus(Pane::Source)));
                screen.draw();
                scrolled += usize::from(scroll(&mut screen, Pane::Source, lines));
                let title = if tabs.is_empty() { "recipe.rs" } else { "executor.rs" };
                let Some(area) = inner(&screen, title) else { continue };
                for y in area.y..area.bottom() {
                    let text = row(&screen, area, y);
                    // The letters of the tasks that wait on this line are in the columns before its number.
                    let letter = text.chars().next().filter(char::is_ascii_uppercase);
                    let focus = Some(Message::View(ViewMessage::Focus(Pane::Source)));
                    let expected =
                        letter.map_or(focus, |letter| Some(select(Pane::Source, letter)));
                    let place = format!("{address} {width}x{height} +{lines}: {text}");
                    assert_eq!(hit(&screen, area.x, y), expected, "{place}");
                    let code = Some(Message::View(ViewMessage::Focus(Pane::Source)));
                    assert_eq!(hit(&screen, area.x + 10, y), code, "{place}");
                    checked += usize::from(expected != code);
                }
            }
        }
    }
    assert!(checked > 40 && scrolled >= 2, "{checked} letters, {scrolled} scrolled");
}

#[test]
fn a_click_on_a_box_of_the_ready_queue_selects_the_task_in_it() {
    let mut checked = 0;
    for address in ["resume@0", "three-tasks@0", "three-tasks@4", "in-a-row/tasks@2"] {
        for (width, height) in [(100, 30), (120, 34), (160, 45)] {
            let screen = Screen::new(address, width, height);
            let Some(area) = inner(&screen, "Loop") else { continue };
            for y in area.y..area.bottom() {
                let text: Vec<char> = row(&screen, area, y).chars().collect();
                if !text.iter().collect::<String>().starts_with("ready") {
                    continue;
                }
                let mut boxed = None;
                for (nth, sign) in text.iter().enumerate() {
                    if *sign == '\u{2502}' {
                        let letter = text.get(nth + 2).copied().filter(char::is_ascii_uppercase);
                        boxed = if boxed.is_some() && letter.is_none() { None } else { letter };
                    }
                    let x = area.x + u16::try_from(nth).expect("a column");
                    if let Some(letter) = boxed {
                        for y in [y - 1, y, y + 1] {
                            let place = format!("{address} {width}x{height} at {x},{y}");
                            assert_eq!(
                                hit(&screen, x, y),
                                Some(select(Pane::Loop, letter)),
                                "{place}"
                            );
                            checked += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(checked > 200, "{checked}");
}

#[test]
fn a_click_below_the_number_of_a_turn_goes_to_that_turn() {
    let mut checked = 0;
    for address in ["resume@3", "three-tasks@9", "mutex@4"] {
        for (width, height) in [(100, 30), (120, 34), (160, 45)] {
            let screen = Screen::new(address, width, height);
            let Some(area) = inner(&screen, "Timeline") else { continue };
            let turns = row(&screen, area, area.y);
            let numbers = turns.char_indices().filter(|(at, sign)| {
                sign.is_ascii_digit()
                    && !turns[at + 1..].starts_with(|next: char| next.is_ascii_digit())
            });
            for (at, _) in numbers {
                let start = turns[..at].rfind(' ').map_or(0, |blank| blank + 1);
                let turn: u32 = turns[start..=at].parse().expect("a number");
                let x = area.x + u16::try_from(at).expect("a column");
                for y in area.y..area.y + 3 {
                    let message = hit(&screen, x, y);
                    let Some(Message::Step(StepMessage::ToColumn(nth))) = message else {
                        panic!("{address} {width}x{height}: turn {turn}: {message:?}");
                    };
                    let columns = &screen.app.open.session.timeline().columns;
                    assert_eq!(columns[nth].turn, turn, "{address} {width}x{height}");
                    checked += 1;
                }
            }
            for y in area.y + 2..area.bottom() {
                let text = row(&screen, area, y);
                // The note in the last rows begins with a word, and not with a task's letter.
                let (first, rest) = text.split_at(text.len().min(1));
                let Some(letter) = first.chars().next().filter(char::is_ascii_uppercase) else {
                    continue;
                };
                if !rest.starts_with(' ') {
                    continue;
                }
                assert_eq!(hit(&screen, area.x, y), Some(select(Pane::Timeline, letter)), "{text}");
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn a_click_on_an_option_answers_with_it() {
    let mut checked = 0;
    for address in ["resume@2.7", "lazy@1.2", "three-tasks@0"] {
        for (width, height) in SIZES {
            let mut screen = Screen::new(address, width, height);
            screen.press("space");
            let guide = screen.app.guide.as_ref().expect("a lesson asks");
            let Some(question) = &guide.question else { continue };
            for (nth, option) in question.asked.options.iter().enumerate() {
                let text = option.text.replace('`', "");
                let first = text.split_whitespace().next().unwrap_or_default();
                let (x, y) = screen.find(&format!(" {}  {first}", nth + 1));
                let answer = Some(Message::Lesson(LessonMessage::Answer(nth)));
                for x in x..x + 5 {
                    assert_eq!(hit(&screen, x, y), answer, "{address} {width}x{height}: {text}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 40, "{checked}");
}
