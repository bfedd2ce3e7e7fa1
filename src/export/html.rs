//! The run as one page: the same panes as on the screen, step by step, with the sources side by side and every step
//! in a sentence.
//!
//! The page needs no network, no font and no other file. Each pane is drawn as the screen draws a pane that is large
//! enough, once in light and once in dark colours, and equal rows are stored once. What a step did is in the page as
//! text, for paper, screen readers and browsers without scripts. The page itself is `assets/player.html`.

use super::steps::{RunStep, discard_question, draw_screen, go_to, steps};
use super::styled_run::{Paper, Rgb, RunStyle, StyledRun, escaped, runs_by};
use crate::app::App;
use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::course::tour::opening::SceneSession;
use crate::limits::MAX_HTML_STEPS;
use crate::ui::Look;
use crate::ui::theme::{Role, Theme};
use crate::world::rule::Rule;
use crate::world::words::counted;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

const PAGE: &str = include_str!("../../assets/player.html");

/// The columns of a pane, and the most columns of the timeline and the sources.
const COLUMNS: (u16, u16) = (60, 100);
/// The rows that a pane is drawn with: at first, and if its content is longer.
const ROWS: [u16; 2] = [60, 400];

/// The light and the dark look of a page. They differ only in their colours.
pub struct Looks {
    /// The light one, also for paper.
    pub day: Look,
    /// The dark one.
    pub night: Look,
    /// Whether both are the same.
    pub are_one: bool,
}

/// A pane of the page. The source has one for each of its tabs.
struct DrawnPane {
    pane: Pane,
    tab: SourceTab,
    title: String,
    columns: u16,
}

/// The rows and styles of the page, each stored once.
#[derive(Default)]
struct Store {
    rows: Vec<Value>,
    known: BTreeMap<String, usize>,
    styles: Vec<(RunStyle, RunStyle)>,
}

/// Writes the run up to the position of the session, and reports each step that is drawn with the number of all.
pub fn write(
    out: &mut dyn Write,
    visit: SceneSession,
    looks: &Looks,
    report: &mut dyn FnMut((usize, usize)),
) -> io::Result<()> {
    let (steps, are_all) = steps(&visit, MAX_HTML_STEPS);
    let title = visit.subject.heading();
    let mut app = App::new(visit);
    app.is_zoomed = true;
    let panes = panes(&app);
    let mut store = Store { styles: vec![<(RunStyle, RunStyle)>::default()], ..Store::default() };
    let (mut summary, mut shown) = (String::new(), Vec::new());
    let mut most = vec![1; panes.len()];
    for (nth, step) in steps.iter().enumerate() {
        report((nth, steps.len()));
        go_to(&mut app, step.position);
        item(&mut summary, &app, *step);
        let rows: Vec<_> =
            panes.iter().map(|pane| pane.rows(&mut app, looks, &mut store)).collect();
        for (most, rows) in most.iter_mut().zip(&rows) {
            *most = rows.len().max(*most);
        }
        shown.push(rows);
    }
    let language = app.open.session.record().language();
    let rules: Vec<_> = Rule::ALL
        .iter()
        .map(|rule| format!("R{}: {}", rule.number(), rule.text_in(language)))
        .collect();
    let run = json!({
        "rows": store.rows,
        "steps": shown,
        "rules": rules,
        "one_look": looks.are_one,
    });
    let mut note = String::new();
    if !are_all {
        let first = counted(MAX_HTML_STEPS, "step", "steps");
        note = format!("<p>The page holds the first {first}. The run continues after them.</p>");
    }
    let parts = BTreeMap::from([
        ("title", escaped(&title)),
        ("colours", colours(looks, &store.styles)),
        ("panes", sections(&panes, &most)),
        ("note", note),
        ("steps", summary),
        ("again", reopen_hint(&app)),
        // A `</script>` in the data would end the script that holds it.
        ("run", run.to_string().replace('<', "\\u003c")),
    ]);
    // The values are inserted in one pass, because a value may contain the name of another placeholder.
    for (nth, piece) in PAGE.split("@@").enumerate() {
        let part = if nth % 2 == 1 { parts.get(piece).map_or("", String::as_str) } else { piece };
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

/// Returns all panes, with the source once for each of its languages.
fn panes(app: &App) -> Vec<DrawnPane> {
    let mut panes = Vec::new();
    let sources = &app.open.sources;
    for pane in app.panes() {
        let columns = if pane == Pane::Timeline { COLUMNS.1 } else { COLUMNS.0 };
        if pane != Pane::Source {
            panes.push(DrawnPane {
                pane,
                tab: sources.first(),
                title: pane.title().to_owned(),
                columns,
            });
            continue;
        }
        for tab in sources.tabs().filter(|tab| *tab != SourceTab::Executor) {
            let text = sources.text(tab);
            let longest = text.lines.iter().map(|line| line.text.chars().count()).max();
            // The gutter, the number, the border.
            let columns = u16::try_from(longest.unwrap_or(0) + 16).unwrap_or(u16::MAX);
            let title = match tab {
                SourceTab::File(_) => sources.title(tab).to_owned(),
                _ => text.file.rsplit('/').next().unwrap_or(&text.file).to_owned(),
            };
            panes.push(DrawnPane {
                pane,
                tab,
                title,
                columns: columns.clamp(COLUMNS.0, COLUMNS.1),
            });
        }
    }
    panes
}

/// Returns the HTML of the panes: the words, the sources and the rest, each in a section.
fn sections(panes: &[DrawnPane], rows: &[usize]) -> String {
    let part = |pane: Pane| match pane {
        Pane::Lesson => "words",
        Pane::Source => "sources",
        _ => "state",
    };
    let of = |name: &str| -> String {
        let with_rows = panes.iter().zip(rows).filter(|(drawn, _)| part(drawn.pane) == name);
        with_rows.map(|(drawn, rows)| drawn.section(*rows)).collect()
    };
    let parts = ["words", "sources", "state"];
    parts.map(|name| format!("<div class=\"{name}\">\n{}</div>\n", of(name))).concat()
}

impl DrawnPane {
    /// Returns the rows of the pane at this moment, without its border and without the blank rows at the end.
    fn rows(&self, app: &mut App, looks: &Looks, store: &mut Store) -> Vec<usize> {
        let _next = app.update(Message::View(ViewMessage::Focus(self.pane)));
        let _next = app.update(Message::View(ViewMessage::ShowSource(self.tab)));
        discard_question(app);
        let [first, most] = ROWS;
        let mut day = draw_screen(app, &looks.day, (self.columns, first));
        if app.viewports.panes.get(&self.pane).is_some_and(|room| room.max_first() > 0) {
            day = draw_screen(app, &looks.day, (self.columns, most));
        }
        let night = draw_screen(app, &looks.night, (self.columns, day.area.height));
        let papers = [Paper::of(&looks.day.theme), Paper::of(&looks.night.theme)];
        let extent = app.viewports.panes.get(&self.pane).copied().unwrap_or_default();
        let height = u16::try_from(extent.lines.min(extent.height)).unwrap_or(u16::MAX);
        // Below the header, inside the border.
        let inside = Rect { x: 2, y: 2, width: day.area.width.saturating_sub(4), height };
        let rows = inside.intersection(day.area).rows().map(|row| {
            let style =
                |at| (RunStyle::of(&day[at], papers[0]), RunStyle::of(&night[at], papers[1]));
            store.row(runs_by(&day, row, style))
        });
        let mut rows: Vec<_> = rows.collect();
        let blank = store.row(Vec::new());
        rows.truncate(rows.iter().rposition(|row| *row != blank).map_or(0, |last| last + 1));
        rows
    }

    fn section(&self, rows: usize) -> String {
        let title = escaped(&self.title);
        // A screen reader skips the lanes, since the sentences say the same.
        let picture = if self.pane == Pane::Timeline {
            " role=\"img\" aria-label=\"A lane for each task, up to this step. The list of steps below tells the same.\""
        } else {
            ""
        };
        format!(
            "<section class=\"pane\" aria-label=\"{title}\" style=\"--wide:{}em;--rows:{rows}\">\
             <h2>{title}</h2><pre{picture}></pre></section>\n",
            // A letter of a fixed-width font is three fifths as wide as high.
            u32::from(self.columns) * 3 / 5 + 1
        )
    }
}

impl Store {
    /// Returns the number of a row, and stores the row if it is new. Plain blanks at its end are dropped.
    fn row(&mut self, mut runs: Vec<StyledRun<(RunStyle, RunStyle)>>) -> usize {
        if let Some(last) = runs.last_mut().filter(|last| last.style == self.styles[0]) {
            last.text.truncate(last.text.trim_end().len());
        }
        let mut cells = Vec::new();
        for StyledRun { text, style, .. } in runs.into_iter().filter(|run| !run.text.is_empty()) {
            cells.push(json!(self.style(style)));
            cells.push(Value::String(text));
        }
        let row = Value::Array(cells);
        let next = self.rows.len();
        let number = *self.known.entry(row.to_string()).or_insert(next);
        if number == next {
            self.rows.push(row);
        }
        number
    }

    fn style(&mut self, style: (RunStyle, RunStyle)) -> usize {
        self.styles.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        })
    }
}

/// Adds a step as text: its link, its rule and its sentence.
fn item(out: &mut String, app: &App, step: RunStep) {
    let summary = app.step_summary();
    let at = app.address().moment.unwrap_or_default();
    let rule = summary.rule(|rule| app.knows(rule)).map(Rule::number);
    let number = rule.map_or(String::new(), |rule| rule.to_string());
    let badge = rule.map_or(String::new(), |rule| format!("<span class=\"r\">R{rule}</span> "));
    let clock = app.open.session.world().clock;
    let place = match (step.is_turn, app.open.preview.last_turn) {
        (false, _) if step.turn == 0 => "before turn 1".to_owned(),
        (false, _) => format!("after turn {}", step.turn),
        (true, Some(last)) => format!("turn {} of {last}", step.turn),
        (true, None) => format!("turn {}", step.turn),
    };
    let _a_string_takes_all = writeln!(
        out,
        "<li data-at=\"{at}\" data-rule=\"{number}\"><a class=\"where\" href=\"#{at}\">{place} · {clock}</a> \
         <span class=\"told\">{badge}{}</span></li>",
        html_with_code(&summary.sentence)
    );
}

/// Returns the words as HTML, with `<code>` for the parts in backticks.
fn html_with_code(words: &str) -> String {
    let parts = words.split('`').enumerate().map(|(nth, part)| match nth % 2 {
        1 => format!("<code>{}</code>", escaped(part)),
        _ => escaped(part),
    });
    parts.collect()
}

/// Returns how to open the run in the terminal, if it is one of a lesson.
fn reopen_hint(app: &App) -> String {
    if app.open.subject.lesson().is_none() {
        return String::new();
    }
    let address = escaped(&app.address().to_string());
    format!("<p>In a terminal: <code>coroscope open {address}</code></p>")
}

/// Returns the colours of both looks as CSS variables, and a class for each style. Paper is always white.
fn colours(looks: &Looks, styles: &[(RunStyle, RunStyle)]) -> String {
    let day: Vec<_> = styles.iter().map(|(day, _)| *day).collect();
    let night: Vec<_> = styles.iter().map(|(_, night)| *night).collect();
    let (day, night) = (variables(&looks.day.theme, &day), variables(&looks.night.theme, &night));
    let mut css = format!(
        ":root {{{day}}}\n@media screen and (prefers-color-scheme: dark) {{ :root:not([data-look=light]) {{{night}}} }}\n\
         @media screen {{ :root[data-look=dark] {{{night}}} }}\n"
    );
    for (nth, (style, _)) in styles.iter().enumerate().skip(1) {
        let weights = [
            (Modifier::BOLD, "font-weight:bold;"),
            (Modifier::DIM, "opacity:.6;"),
            (Modifier::ITALIC, "font-style:italic;"),
            (Modifier::UNDERLINED, "text-decoration:underline;"),
        ];
        let weights: String = weights
            .into_iter()
            .filter(|(weight, _)| style.weight.contains(*weight))
            .map(|(_, rule)| rule)
            .collect();
        let _a_string_takes_all =
            writeln!(css, ".s{nth} {{ color:var(--f{nth});background:var(--b{nth});{weights} }}");
    }
    css
}

fn variables(theme: &Theme, styles: &[RunStyle]) -> String {
    let paper = Paper::of(theme);
    let of =
        |role| RunStyle::of(ratatui::buffer::Cell::default().set_style(theme.style(role)), paper);
    let fg = |role| of(role).fg.unwrap_or(paper.fg);
    let mut css = format!(
        "--fg:{};--bg:{};--line:{};--focus:{};--now:{};",
        paper.fg,
        paper.bg,
        fg(Role::Border),
        fg(Role::Focus),
        of(Role::Lit).bg.unwrap_or(paper.bg),
    );
    for (nth, style) in styles.iter().enumerate().skip(1) {
        let named = |color: Option<Rgb>, none: &str| {
            color.map_or(none.to_owned(), |color| color.to_string())
        };
        let (fg, bg) = (named(style.fg, "inherit"), named(style.bg, "transparent"));
        let _a_string_takes_all = write!(css, "--f{nth}:{fg};--b{nth}:{bg};");
    }
    css
}
