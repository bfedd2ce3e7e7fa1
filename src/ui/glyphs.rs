//! The glyphs of the screen, once in Unicode and once in ASCII.

use crate::world::CoroutineStage;
use crate::world::TaskStage;
use ratatui::symbols::border;

/// Every glyph of the screen.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is the sign of what it is called")]
pub struct Glyphs {
    pub running: &'static str,
    pub ready: &'static str,
    pub suspended: &'static str,
    pub done: &'static str,
    /// A lesson of the main path.
    pub core: &'static str,
    pub cancelled: &'static str,
    pub lost: &'static str,
    pub fresh: &'static str,
    pub bar: &'static str,
    pub held: &'static str,
    pub queued: &'static str,
    pub waiting: &'static str,
    pub sends: &'static str,
    pub receives: &'static str,
    pub more: &'static str,
    pub front: &'static str,
    pub to: &'static str,
    pub branch: &'static str,
    pub above: &'static str,
    pub below: &'static str,
    pub dot: &'static str,
    pub border: border::Set<'static>,
    pub queue: border::Set<'static>,
    pub is_ascii: bool,
}

const UNICODE: Glyphs = Glyphs {
    running: "\u{25b6}",
    ready: "\u{25cf}",
    suspended: "\u{25cb}",
    done: "\u{2713}",
    core: "\u{25cf}",
    cancelled: "\u{2717}",
    lost: "!",
    fresh: "\u{25cc}",
    bar: "\u{2586}",
    held: "\u{2588}",
    queued: "\u{2500}",
    waiting: "\u{b7}",
    sends: "\u{bb}",
    receives: "\u{ab}",
    more: "\u{2026}",
    front: "\u{25b8}",
    to: "\u{2192}",
    branch: "\u{2514} ",
    above: "\u{25b4}",
    below: "\u{25be}",
    dot: "\u{b7}",
    border: border::ROUNDED,
    queue: border::PLAIN,
    is_ascii: false,
};

const BOX: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII: Glyphs = Glyphs {
    running: ">",
    ready: "*",
    suspended: ".",
    done: "+",
    core: "*",
    cancelled: "x",
    lost: "!",
    fresh: "o",
    bar: "=",
    held: "#",
    queued: "-",
    waiting: ".",
    sends: "}",
    receives: "{",
    more: "~",
    front: ">",
    to: "->",
    branch: "`-",
    above: "^",
    below: "v",
    dot: "-",
    border: BOX,
    queue: BOX,
    is_ascii: true,
};

impl Glyphs {
    /// Returns the glyphs that this terminal can draw.
    #[must_use]
    pub fn new(is_ascii: bool) -> Glyphs {
        if is_ascii { ASCII } else { UNICODE }
    }

    /// Returns the glyph of a task's state.
    #[must_use]
    pub fn state(&self, state: TaskStage) -> &'static str {
        match state {
            TaskStage::Running => self.running,
            TaskStage::Ready => self.ready,
            TaskStage::Suspended => self.suspended,
            TaskStage::Lost => self.lost,
            TaskStage::Finished => self.done,
            TaskStage::Dropping
            | TaskStage::Cancelled
            | TaskStage::Panicked(_)
            | TaskStage::Failed(_) => self.cancelled,
        }
    }

    /// Returns the glyph of a coroutine's stage.
    #[must_use]
    pub fn stage(&self, stage: CoroutineStage) -> &'static str {
        match stage {
            CoroutineStage::Created => self.fresh,
            CoroutineStage::Running => self.running,
            CoroutineStage::Suspended | CoroutineStage::Unpolled => self.suspended,
            CoroutineStage::Returned => self.done,
            CoroutineStage::Dropped => self.cancelled,
        }
    }
}
