//! The recipes, compiled: one module for each scene, in the order of the course.
//!
//! These are plain items, not made by a macro, because `cargo fmt` passes over what a macro declares.

#![allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a coroutine may print one line and end, and owns what it is given"
)]

#[path = "../../lessons/01-lazy/recipe.rs"]
#[allow(unused_variables, reason = "the lesson makes a coroutine that nobody awaits")]
pub mod lazy;

#[path = "../../lessons/01-lazy/scene-2.rs"]
pub mod lazy_both;

#[path = "../../lessons/02-task/recipe.rs"]
pub mod task;

#[path = "../../lessons/03-suspend/recipe.rs"]
pub mod suspend;

#[path = "../../lessons/04-resume/recipe.rs"]
pub mod resume;

#[path = "../../lessons/05-in-a-row/recipe.rs"]
pub mod in_a_row;

#[path = "../../lessons/05-in-a-row/scene-2.rs"]
pub mod in_a_row_tasks;

#[path = "../../lessons/06-three-tasks/recipe.rs"]
pub mod three_tasks;

#[path = "../../lessons/06-three-tasks/scene-2.rs"]
pub mod three_tasks_big;
