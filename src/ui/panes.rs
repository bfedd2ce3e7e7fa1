//! One file for each pane, and what two panes share.

pub mod coroutines;
mod executor_source;
pub mod futures;
pub mod lesson;
pub mod output;
pub mod question;
pub mod ready_queue;
pub mod source;
pub mod tasks;
pub mod timeline;
