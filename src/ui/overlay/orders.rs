//! All orders of the program: how far the search is, the outcomes, a place in the tree of choices.

use crate::app::mode::Mode;
use crate::app::order_explorer::{ChoiceBranch, ChoiceNode, OrderExplorer, OutcomeRow};
use crate::explore::{Count, Coverage, OutcomeKind, Overview, RunReport};
use crate::limits::MAX_EXPLORED_RUNS;
use crate::record::source::Language;
use crate::session::SearchProgress;
use crate::ui::dialog::{Dialog, selected};
use crate::ui::draw_context::DrawContext;
use crate::ui::text_layout::{self, wrap};
use crate::ui::theme::Role;
use crate::world::words::counted;
use ratatui::text::{Line, Span};

/// Why there is more than one order.
const WHY_ANOTHER_ORDER: &str = "The loop takes the task at the front of the ready queue. Not every runtime does: Tokio \
                                 may take another one. Here you can, with c.";

/// The columns of the dialog, on a screen that has as many.
pub const COLUMNS: u16 = 96;

pub fn dialog(context: &DrawContext<'_>, room: usize) -> Dialog {
    let mut page = Page { context, room, lines: Vec::new(), marked: None };
    let mut title = "All orders";
    match &context.app.order_explorer {
        None => {}
        Some(orders) => {
            if let Some(progress) = orders.progress() {
                title = "Searching";
                page.progress(progress);
            }
            if let Some(found) = orders.found() {
                title = self::title(found);
                match &orders.node {
                    Some(node) => page.place(orders, node),
                    None => page.kinds(orders, found),
                }
            }
        }
    }
    let Page { lines, marked, .. } = page;
    Dialog { title: title.to_owned(), lines, first: 0, marked, mode: Mode::Orders }
}

/// Returns the title, which says "all" only if no order was left out.
fn title(orders: &Overview) -> &'static str {
    match orders.coverage {
        Coverage::All if orders.unknown_ends > Count::default() => "Orders, not all to their end",
        Coverage::All => "All orders",
        Coverage::Part { .. } => "Some orders, not all",
        Coverage::Sampled { .. } => "Random orders, not all",
    }
}

fn role(how: Option<OutcomeKind>) -> Role {
    if how == Some(OutcomeKind::Finished) { Role::Good } else { Role::Bad }
}

struct Page<'a> {
    context: &'a DrawContext<'a>,
    room: usize,
    lines: Vec<Line<'static>>,
    marked: Option<usize>,
}

impl Page<'_> {
    fn say(&mut self, role: Role, words: &str) {
        let span = self.context.span(role, text_layout::sanitize(words));
        self.lines.extend(wrap(vec![span], self.room));
    }

    fn progress(&mut self, search: SearchProgress) {
        let runs = Count::from(search.runs as u128);
        if search.is_drawing {
            self.say(
                Role::Text,
                &format!(
                    "There are too many to try them all. Trying random orders: {runs} so far."
                ),
            );
        } else if let Some(states) = search.states {
            let states = Count::from(states as u128);
            let words = format!("All {states} states have been explored. Counting the outcomes.");
            self.say(Role::Text, &words);
        } else {
            let limit = Count::from(MAX_EXPLORED_RUNS as u128);
            self.say(Role::Text, &format!("Trying every order: {runs} so far."));
            self.say(Role::Dim, &format!("After {limit}, coroscope switches to random orders."));
        }
        if search.stuck_for > 0 {
            let seconds = search.stuck_for;
            self.say(Role::Bad, &format!("One poll hasn't returned for {seconds} s. Esc: cancel."));
            return;
        }
        self.say(Role::Dim, "s: stop and show the results so far. Esc: cancel.");
    }

    fn kinds(&mut self, orders: &OrderExplorer, found: &Overview) {
        self.say(Role::Text, &found.headline(self.context.record.language()));
        let has_others = orders.kinds.iter().any(|row| !row.report.schedule.is_default());
        if has_others && self.context.record.language() == Language::Rust {
            self.say(Role::Dim, WHY_ANOTHER_ORDER);
        }
        for (nth, row) in orders.kinds.iter().enumerate() {
            self.kind(row, nth == orders.marked, found);
        }
        if orders.more > 0 {
            self.say(
                Role::Dim,
                &format!("and {} more outcomes: coroscope explore --json", orders.more),
            );
        }
    }

    fn kind(&mut self, row: &OutcomeRow, is_marked: bool, found: &Overview) {
        let context = self.context;
        let front = if is_marked { context.glyphs().front } else { " " };
        let turns = counted(row.turns as usize, "turn", "turns");
        let schedule = match row.report.schedule.to_string() {
            own if own.is_empty() => "the loop's order".to_owned(),
            schedule => format!("~{schedule}"),
        };
        let mut line = Line::from(vec![
            context.span(Role::Key, format!("{front} ")),
            context.span(role(Some(row.how)), format!("{} at {}", row.how.verb(), row.clock)),
            context.span(Role::Text, format!("   {}", found.share(row.orders))),
        ]);
        let schedule = context.span(Role::Dim, schedule);
        let fits = line.width() + 3 + schedule.width() <= self.room;
        line.push_span(Span::raw("   "));
        let mut rows = vec![line];
        match rows.last_mut().filter(|_| fits) {
            Some(line) => line.push_span(schedule),
            None => rows.push(Line::from(vec![Span::raw("    "), schedule])),
        }
        self.lines.extend(rows.into_iter().map(|line| selected(context, line, is_marked)));
        if is_marked {
            let enter = format!("    Enter: the end of the shortest run ({turns})");
            self.lines.push(Line::from(context.span(Role::Dim, enter)));
        }
        self.details(&row.report, row.groups, is_marked);
        if is_marked {
            self.marked = Some(self.lines.len().saturating_sub(1));
        }
    }

    /// Adds which tasks wait, which panicked, and what is printed: in full for the selected row, else one line each.
    fn details(&mut self, report: &RunReport, groups: usize, is_whole: bool) {
        let dot = format!(" {} ", self.context.glyphs().dot);
        let lines = if is_whole || groups > 1 {
            report.prints.join(&dot)
        } else {
            self.lines_that_differ(&report.prints, &dot)
        };
        let prints = match (report.prints.is_empty(), groups) {
            (true, _) => "prints nothing".to_owned(),
            (false, 0..=1) => format!("prints: {lines}"),
            (false, groups) => {
                let groups = Count::from(groups as u128);
                format!("prints these lines, in {groups} different orders: {lines}")
            }
        };
        let mut notes = Vec::new();
        if !report.waits.is_empty() {
            notes.push(format!("still waiting: {}", report.waits.join(", ")));
        }
        notes.extend(report.panics.iter().cloned());
        notes.push(prints);
        for words in notes {
            let mut lines = wrap(self.context.rich_text(&words), self.room.saturating_sub(4));
            if !is_whole && lines.len() > 1 {
                let cut = self.context.span(Role::Dim, format!(" {}", self.context.glyphs().more));
                lines.truncate(1);
                if let Some(line) = lines.first_mut() {
                    line.push_span(cut);
                }
            }
            for line in lines {
                let mut whole = Line::from(Span::raw("    "));
                whole.spans.extend(line.spans);
                self.lines.push(whole);
            }
        }
    }

    /// Returns as many of the printed lines as fit: the last ones, or the first ones where another outcome ends with the
    /// same lines, so that no two rows read the same.
    fn lines_that_differ(&self, prints: &[String], dot: &str) -> String {
        let last = self.last_lines(prints, dot);
        let orders = self.context.app.order_explorer.as_ref();
        let others = orders.iter().flat_map(|orders| &orders.kinds).map(|row| &row.report.prints);
        let mut others = others.filter(|other| other.as_slice() != prints);
        // A row that is too long is cut at its end.
        if others.any(|other| self.last_lines(other, dot) == last) {
            prints.join(dot)
        } else {
            last
        }
    }

    /// Returns as many of the printed lines as fit, from the last one: outcomes differ at their ends.
    fn last_lines(&self, prints: &[String], dot: &str) -> String {
        let more = format!("{}{dot}", self.context.glyphs().more);
        let label = "prints: ".len();
        let room = self.room.saturating_sub(4 + label);
        let mut first = prints.len();
        let tail = |first: usize| {
            let lines = prints[first..].join(dot);
            if first == 0 { lines } else { format!("{more}{lines}") }
        };
        while first > 0 && text_layout::width(&tail(first - 1)) <= room {
            first -= 1;
        }
        // One line too long for the row is cut by the caller.
        if first == prints.len() { prints.join(dot) } else { tail(first) }
    }

    fn place(&mut self, orders: &OrderExplorer, node: &ChoiceNode) {
        let context = self.context;
        if !node.taken.is_empty() {
            let chosen = context.words().taken_up_to_now(&node.taken.join(", then "));
            self.lines.extend(wrap(context.rich_text(&chosen), self.room));
        }
        let turn = node.turn;
        if let Some((how, report)) = &node.end {
            self.say(Role::Text, &format!("The run ends after turn {turn}:"));
            let word = how.map_or("it was cut off, without an end", OutcomeKind::verb);
            self.say(role(*how), word);
            self.details(report, 1, true);
            return;
        }
        self.say(Role::Text, &format!("Turn {turn}: {}", context.words().which_is_taken()));
        if node.branches.iter().all(|branch| branch.orders == Count::default()) {
            self.say(Role::Dim, "None of the orders that were tried went this way.");
        }
        for (nth, branch) in node.branches.iter().enumerate() {
            self.branch(branch, nth == node.marked, orders.noun());
            if nth == node.marked {
                self.marked = Some(self.lines.len().saturating_sub(1));
            }
        }
    }

    fn branch(&mut self, branch: &ChoiceBranch, is_marked: bool, noun: (&str, &str)) {
        let context = self.context;
        let front = if is_marked { context.glyphs().front } else { " " };
        let noun = if branch.orders == Count::ONE { noun.0 } else { noun.1 };
        let mut line = Line::from(vec![
            context.span(Role::Key, format!("{front} ")),
            context.task_span(branch.task, text_layout::sanitize(&branch.label)),
            context.span(Role::Text, format!("   {} {noun}", branch.orders)),
        ]);
        for (nth, (how, count)) in branch.ends.iter().enumerate() {
            let gap = if nth == 0 { "   " } else { ", " };
            line.push_span(Span::raw(gap));
            line.push_span(context.span(role(Some(*how)), format!("{count} {}", how.word())));
        }
        self.lines.push(selected(context, line, is_marked));
    }
}
