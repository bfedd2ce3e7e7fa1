//! Measures what a pane would show, without drawing it.

use crate::app::App;
use crate::ui::draw_context::{DrawContext, Look};
use std::sync::LazyLock;

/// The look in which panes are measured: it has the widths of every other.
static MEASURED: LazyLock<Look> = LazyLock::new(Look::default);

/// Measures something that isn't drawn.
pub(super) fn measure<T>(app: &App, what: impl FnOnce(&DrawContext<'_>) -> T) -> T {
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.before());
    what(&DrawContext { app, look: &MEASURED, record: &record, now, before })
}
