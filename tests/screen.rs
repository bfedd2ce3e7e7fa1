//! The screen, drawn into a buffer: what the panes say, what the keys do, and that no key and no size
//! breaks it.
#![allow(missing_docs)]

#[path = "screen/beat_jumps.rs"]
mod beat_jumps;
#[path = "screen/beside_python.rs"]
mod beside_python;
#[path = "screen/branches.rs"]
mod branches;
#[path = "screen/breaking.rs"]
mod breaking;
#[path = "screen/choosing.rs"]
mod choosing;
#[path = "screen/course.rs"]
mod course;
#[path = "screen/course_map.rs"]
mod course_map;
#[path = "screen/cuts.rs"]
mod cuts;
#[path = "screen/driver.rs"]
mod driver;
#[path = "screen/emphasis.rs"]
mod emphasis;
#[path = "screen/end_card.rs"]
mod end_card;
#[path = "screen/ended_programs.rs"]
mod ended_programs;
#[path = "screen/executor.rs"]
mod executor;
#[path = "screen/footers.rs"]
mod footers;
#[path = "screen/goals.rs"]
mod goals;
#[path = "screen/hit_testing.rs"]
mod hit_testing;
#[path = "screen/hostile.rs"]
mod hostile;
#[path = "screen/inside.rs"]
mod inside;
#[path = "screen/key_table.rs"]
mod key_table;
#[path = "screen/keys.rs"]
mod keys;
#[path = "screen/learner.rs"]
mod learner;
#[path = "screen/looks.rs"]
mod looks;
#[path = "screen/many_tasks.rs"]
mod many_tasks;
#[path = "screen/moments.rs"]
mod moments;
#[path = "screen/mouse.rs"]
mod mouse;
#[path = "screen/notes.rs"]
mod notes;
#[path = "screen/orders.rs"]
mod orders;
#[path = "screen/outside.rs"]
mod outside;
#[path = "screen/overlays.rs"]
mod overlays;
#[path = "screen/passed_questions.rs"]
mod passed_questions;
#[path = "screen/path.rs"]
mod path;
#[path = "screen/presenter.rs"]
mod presenter;
#[path = "screen/python_words.rs"]
mod python_words;
#[path = "screen/questions.rs"]
mod questions;
#[path = "screen/random.rs"]
mod random;
#[path = "screen/real_programs.rs"]
mod real_programs;
#[path = "screen/scale.rs"]
mod scale;
#[path = "screen/scene_starts.rs"]
mod scene_starts;
#[path = "screen/small_screens.rs"]
mod small_screens;
#[path = "screen/states.rs"]
mod states;
#[path = "screen/timeline.rs"]
mod timeline;
#[path = "screen/twin_lines.rs"]
mod twin_lines;
#[path = "screen/twins.rs"]
mod twins;
#[path = "screen/welcome.rs"]
mod welcome;
