//! An app on a screen of some size, driven by keys that are written as a text.

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::app::message::AppRequest;
use coroscope::course::tour::opening::SceneSession;
use coroscope::ui::theme::{ColorDepth, Role, Theme};
use coroscope::ui::{self, Look};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The screen.
pub struct Screen {
    pub app: App,
    pub look: Look,
    area: Rect,
    pub buffer: Buffer,
}

impl Screen {
    /// A lesson's moment on a screen of this size.
    pub fn new(address: &str, width: u16, height: u16) -> Screen {
        let visit = SceneSession::from_address(address).expect("there is such a moment");
        Screen::of(visit, width, height)
    }

    /// Any visit.
    pub fn of(visit: SceneSession, width: u16, height: u16) -> Screen {
        let area = Rect { width, height, ..Rect::ZERO };
        let app = App::new(visit);
        let mut screen = Screen { app, look: Look::default(), area, buffer: Buffer::empty(area) };
        screen.draw();
        screen
    }

    /// The same with other looks.
    pub fn with_looks(mut self, theme: &str, is_ascii: bool) -> Screen {
        let theme = Theme::built_in(theme, ColorDepth::TrueColor).expect("it is built in");
        self.look = Look::new(theme, is_ascii);
        self.draw();
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.area = Rect { width, height, ..Rect::ZERO };
        self.draw();
    }

    pub fn draw(&mut self) {
        self.buffer = Buffer::empty(self.area);
        let front = self.app.front();
        let viewports = ui::draw(front, &self.look, self.area, &mut self.buffer);
        self.app.front_mut().viewports = viewports;
    }

    /// Presses one key.
    pub fn key(&mut self, key: Key) -> AppRequest {
        let next = self.app.press(key);
        self.draw();
        next
    }

    /// Presses keys, written with spaces between them.
    pub fn press(&mut self, keys: &str) -> &mut Screen {
        for key in keys.split_whitespace() {
            let next = self.key(key.parse().expect("a key"));
            assert!(!matches!(next, AppRequest::Quit), "{key} leaves");
        }
        self
    }

    /// Where this text stands.
    pub fn find(&self, text: &str) -> (u16, u16) {
        for row in self.area.rows() {
            let mut line = String::new();
            let mut starts = Vec::new();
            for cell in row.columns() {
                starts.push(line.len());
                line.push_str(self.buffer[(cell.x, cell.y)].symbol());
            }
            if let Some(at) = line.find(text) {
                let column = starts.iter().take_while(|start| **start < at).count();
                return (u16::try_from(column).expect("a column"), row.y);
            }
        }
        panic!("'{text}' is not on\n{}", self.text());
    }

    /// Clicks on a cell.
    pub fn click_at(&mut self, column: u16, row: u16) -> &mut Screen {
        if let Some(message) = ui::hit(&self.app, &self.look, self.area, column, row) {
            let next = self.app.update(message);
            assert!(!matches!(next, AppRequest::Quit), "a click leaves");
            self.draw();
        }
        self
    }

    /// Clicks on the second letter of this text.
    pub fn click(&mut self, text: &str) -> &mut Screen {
        let (column, row) = self.find(text);
        self.click_at(column + 1, row)
    }

    /// Turns the wheel over this text.
    pub fn wheel(&mut self, text: &str, by: i32) -> &mut Screen {
        let (column, row) = self.find(text);
        if let Some(message) = ui::wheel(&self.app, self.area, column, row, by) {
            let _ = self.app.update(message);
            self.draw();
        }
        self
    }

    /// The screen as text, without the blanks at the ends of its lines.
    pub fn text(&self) -> String {
        let rows = self.area.rows().map(|row| {
            let cells = row.columns().map(|cell| self.buffer[(cell.x, cell.y)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The line of the screen that holds this text.
    pub fn line(&self, text: &str) -> String {
        let all = self.text();
        let found = all.lines().find(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("'{text}' is not on\n{all}")).to_owned()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The address in the first line.
    pub fn address(&self) -> String {
        self.app.address().to_string()
    }

    /// The texts that are drawn in the style of what has changed, from the top.
    pub fn changed(&self) -> Vec<String> {
        let style = self.look.theme.style(Role::Changed);
        let is_changed = |of: Style| of.bg == style.bg && style.bg.is_some();
        let mut found: Vec<String> = Vec::new();
        for row in self.area.rows() {
            let mut run = String::new();
            for cell in row.columns() {
                let cell = &self.buffer[(cell.x, cell.y)];
                if is_changed(cell.style()) {
                    run.push_str(cell.symbol());
                } else if !run.is_empty() {
                    found.push(std::mem::take(&mut run).trim().to_owned());
                }
            }
        }
        found
    }
}
