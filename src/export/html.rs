//! The run as one page: the same panes as on the screen, step by step, with the sources side by side and every step
//! in a sentence.
//!
//! The page needs no network, no font and no other file. Each pane is drawn as the screen draws a pane that is large
//! enough, once in light and once in dark colours, and equal rows are stored once. What a step did is in the page as
//! text, for paper, screen readers and browsers without scripts. The page itself is `assets/player.html`.

mod lesson_text;

use super::steps::{RunStep, discard_question, draw_screen, go_to, steps};
use super::styled_run::{Paper, Rgb, RunStyle, StyledRun, escaped, runs_by};
use crate::app::App;
use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::course::catalog::Lesson;
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
use std::sync::Arc;

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

/// A scene of the page.
struct DrawnScene {
    title: String,
    panes: Vec<DrawnPane>,
    /// The most rows of each pane.
    rows: Vec<usize>,
    /// The steps as a list.
    items: String,
    are_all: bool,
}

/// Writes the run up to the position of the session, and reports each step that is drawn with the number of all.
pub fn write(
    out: &mut dyn Write,
    visit: SceneSession,
    looks: &Looks,
    report: &mut dyn FnMut((usize, usize)),
) -> io::Result<()> {
    write_scenes(out, vec![visit], looks, report)
}

/// Writes the scenes of a lesson one after the other, each up to the position of its session, and after several of them
/// what follows in the lesson.
pub fn write_scenes(
    out: &mut dyn Write,
    visits: Vec<SceneSession>,
    looks: &Looks,
    report: &mut dyn FnMut((usize, usize)),
) -> io::Result<()> {
    let has_whole_lesson = visits.len() > 1 || visits.first().is_some_and(is_whole_lesson);
    let lesson = visits.first().and_then(|visit| visit.subject.lesson().cloned());
    let (mut title, mut again, mut rules) = (String::new(), String::new(), Vec::new());
    let mut store = Store { styles: vec![<(RunStyle, RunStyle)>::default()], ..Store::default() };
    let (mut shown, mut scenes, mut asked) = (Vec::new(), Vec::new(), 0);
    for (nth, visit) in visits.into_iter().enumerate() {
        if nth == 0 {
            title = if has_whole_lesson {
                visit.subject.lesson().map_or_else(|| visit.subject.heading(), |one| one.heading())
            } else {
                visit.subject.heading()
            };
            let language = visit.session.record().language();
            let rule = |rule: &Rule| format!("R{}: {}", rule.number(), rule.text_in(language));
            rules = Rule::ALL.iter().map(rule).collect();
        }
        let (scene, app) =
            draw_scene(visit, nth, looks, &mut store, &mut shown, &mut asked, report);
        if nth == 0 {
            again = reopen_hint(&app);
        }
        scenes.push(scene);
    }
    let run = json!({
        "rows": store.rows,
        "steps": shown,
        "rules": rules,
        "one_look": looks.are_one,
    });
    let mut note = String::new();
    if scenes.iter().any(|scene| !scene.are_all) {
        let first = counted(MAX_HTML_STEPS, "step", "steps");
        note = format!("<p>The page holds the first {first}. The run continues after them.</p>");
    }
    let after = lesson.filter(|_| has_whole_lesson);
    let after = after.map_or(String::new(), |lesson| lesson_text::after(&lesson, asked + 1));
    let parts = BTreeMap::from([
        ("title", escaped(&title)),
        ("colours", colours(looks, &store.styles)),
        ("panes", scenes.iter().enumerate().map(|(nth, scene)| scene.panes(nth)).collect()),
        ("note", note),
        ("steps", scenes.iter().map(|scene| scene.list(scenes.len() > 1)).collect()),
        ("after", after),
        ("again", again),
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

/// Returns whether this is the only scene of a lesson that has words, and its run is at the end.
fn is_whole_lesson(visit: &SceneSession) -> bool {
    let has_one = |lesson: &Arc<Lesson>| lesson.scenes_with_beats().len() == 1;
    let is_at_end = visit.session.position() == visit.session.trace().events();
    visit.subject.lesson().is_some_and(has_one)
        && is_at_end
        && visit.session.schedule().is_default()
}

/// Draws the steps of a scene, and those at which the lesson says or asks something.
fn draw_scene(
    visit: SceneSession,
    nth: usize,
    looks: &Looks,
    store: &mut Store,
    shown: &mut Vec<Vec<Vec<usize>>>,
    asked: &mut usize,
    report: &mut dyn FnMut((usize, usize)),
) -> (DrawnScene, App) {
    let (mut steps, are_all) = steps(&visit, MAX_HTML_STEPS);
    let stops = lesson_text::stops(&visit);
    steps.extend(inner_steps(&visit, &steps, stops.keys().copied()));
    steps.sort_by_key(|step| step.position);
    let title = visit.subject.scene().map_or(String::new(), |scene| scene.title.clone());
    let name = visit.subject.scene().map_or(String::new(), |scene| scene.name.clone());
    let at_scene = if nth == 0 { String::new() } else { format!("{name}@") };
    let mut app = App::new(visit);
    app.is_zoomed = true;
    let first_tab = app.open.sources.first();
    let panes = panes(&app);
    let mut most = vec![1; panes.len()];
    let (mut items, mut latest) = (String::new(), String::new());
    for (drawn, step) in steps.iter().enumerate() {
        report((drawn, steps.len()));
        go_to(&mut app, step.position);
        let _next = app.update(Message::View(ViewMessage::ShowSource(first_tab)));
        let words = lesson_text::words(&app);
        let mut text = String::new();
        if words != latest && !words.is_empty() {
            let _a_string_takes_all = write!(text, "<div class=\"words\">{words}</div>");
            latest = words;
        }
        for question in stops.get(&step.position).into_iter().flatten() {
            *asked += 1;
            let shown = |text: &str| app.words_of_lesson(text);
            text += &lesson_text::question(&shown, *asked, question);
        }
        item(&mut items, &app, *step, (nth, &at_scene), &text);
        let rows: Vec<_> = panes.iter().map(|pane| pane.rows(&mut app, looks, store)).collect();
        for (most, rows) in most.iter_mut().zip(&rows) {
            *most = rows.len().max(*most);
        }
        shown.push(rows);
    }
    (DrawnScene { title, panes, rows: most, items, are_all }, app)
}

/// Returns those of the positions that are inside a step.
fn inner_steps(
    visit: &SceneSession,
    steps: &[RunStep],
    positions: impl Iterator<Item = usize>,
) -> Vec<RunStep> {
    let timeline = visit.session.timeline();
    let last = steps.last().map_or(0, |last| last.position);
    let is_inner = |at: &usize| *at < last && steps.iter().all(|step| step.position != *at);
    let step = |position| {
        let column = &timeline.columns[timeline.column_at(position)];
        RunStep { position, turn: column.turn, is_turn: column.step.task().is_some() }
    };
    positions.filter(is_inner).map(step).collect()
}

impl DrawnScene {
    /// Returns the HTML of the panes.
    fn panes(&self, nth: usize) -> String {
        let hidden = if nth == 0 { "" } else { " hidden" };
        let title = escaped(&self.title);
        let sections = sections(&self.panes, &self.rows);
        format!("<div class=\"scene\" data-title=\"{title}\"{hidden}>\n{sections}</div>\n")
    }

    /// Returns the HTML of the steps.
    fn list(&self, has_title: bool) -> String {
        let title =
            if has_title { format!("<h3>{}</h3>\n", escaped(&self.title)) } else { String::new() };
        format!("{title}<ol class=\"steps\">\n{}</ol>\n", self.items)
    }
}

/// Returns all panes, with the source once for each of its languages.
fn panes(app: &App) -> Vec<DrawnPane> {
    let mut panes = Vec::new();
    let sources = &app.open.sources;
    for pane in app.panes().into_iter().filter(|pane| *pane != Pane::Lesson) {
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
        let is_of_run = |tab: &SourceTab| !matches!(tab, SourceTab::Executor | SourceTab::Real(_));
        for tab in sources.tabs().filter(is_of_run) {
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

/// The pane of the lesson, which holds the words of the step.
const LESSON: &str = "<div class=\"lesson\"><div class=\"pane prose\" role=\"region\" aria-label=\"Lesson\">\
    <h2>Lesson</h2><div class=\"text\"></div></div></div>\n";

/// Returns the HTML of the panes: the words, the sources and the rest, each in a section.
fn sections(panes: &[DrawnPane], rows: &[usize]) -> String {
    let part = |pane: Pane| match pane {
        Pane::Source => "sources",
        _ => "state",
    };
    let of = |name: &str| -> String {
        let with_rows = panes.iter().zip(rows).filter(|(drawn, _)| part(drawn.pane) == name);
        with_rows.map(|(drawn, rows)| drawn.section(*rows)).collect()
    };
    let parts = ["sources", "state"];
    let parts = parts.map(|name| format!("<div class=\"{name}\">\n{}</div>\n", of(name)));
    format!("{LESSON}{}", parts.concat())
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

/// Adds a step as text: its link, its rule, its sentence, and what the lesson says and asks there.
fn item(out: &mut String, app: &App, step: RunStep, (scene, at_scene): (usize, &str), text: &str) {
    let summary = app.step_summary();
    let at = app.address().moment.unwrap_or_default();
    let rule = summary.rule(|rule| app.knows(rule)).map(Rule::number);
    let number = rule.map_or(String::new(), |rule| rule.to_string());
    let badge = rule.map_or(String::new(), |rule| format!("<span class=\"r\">R{rule}</span> "));
    let clock = app.open.session.world().clock;
    let is_whole = app.open.session.is_between_steps();
    let place = match (step.is_turn, app.open.preview.last_turn) {
        (false, _) if step.turn == 0 => "before turn 1".to_owned(),
        (false, _) => format!("after turn {}", step.turn),
        (true, _) if !is_whole => format!("inside turn {}", step.turn),
        (true, Some(last)) => format!("turn {} of {last}", step.turn),
        (true, None) => format!("turn {}", step.turn),
    };
    let _a_string_takes_all = writeln!(
        out,
        "<li data-at=\"{at_scene}{at}\" data-rule=\"{number}\" data-scene=\"{scene}\"><a class=\"where\" href=\"#{at_scene}{at}\">{place} · {clock}</a> \
         <span class=\"told\">{badge}{}</span>{text}</li>",
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
