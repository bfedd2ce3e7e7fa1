//! Colours by role, as data. A theme is a TOML file: `assets/themes/` holds four, and a learner may bring
//! another.

mod load;

use crate::app::highlight::SyntaxClass;
use crate::record::event::TaskId;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

pub use load::ThemeError;

/// What a part of the screen is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the part that is called so")]
pub enum Role {
    Text,
    Dim,
    Faint,
    Title,
    Heading,
    Border,
    Focus,
    Rule,
    Key,
    Label,
    Changed,
    Lit,
    Code,
    Good,
    Bad,
    Notice,
    Marked,
    Keyword,
    Name,
    Type,
    String,
    Number,
    Comment,
    Macro,
}

/// All roles, by the names that they have in a theme's file.
pub const ROLES: [(&str, Role); 24] = [
    ("text", Role::Text),
    ("dim", Role::Dim),
    ("faint", Role::Faint),
    ("title", Role::Title),
    ("heading", Role::Heading),
    ("border", Role::Border),
    ("focus", Role::Focus),
    ("rule", Role::Rule),
    ("key", Role::Key),
    ("label", Role::Label),
    ("changed", Role::Changed),
    ("lit", Role::Lit),
    ("code", Role::Code),
    ("good", Role::Good),
    ("bad", Role::Bad),
    ("notice", Role::Notice),
    ("marked", Role::Marked),
    ("keyword", Role::Keyword),
    ("name", Role::Name),
    ("type", Role::Type),
    ("string", Role::String),
    ("number", Role::Number),
    ("comment", Role::Comment),
    ("macro", Role::Macro),
];

impl From<SyntaxClass> for Role {
    fn from(class: SyntaxClass) -> Role {
        match class {
            SyntaxClass::Plain => Role::Text,
            SyntaxClass::Keyword => Role::Keyword,
            SyntaxClass::Name => Role::Name,
            SyntaxClass::Type => Role::Type,
            SyntaxClass::Text => Role::String,
            SyntaxClass::Number => Role::Number,
            SyntaxClass::Comment => Role::Comment,
            SyntaxClass::Macro => Role::Macro,
        }
    }
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// All of them.
    #[default]
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of old.
    Sixteen,
}

/// Styles for every role, and hues for the tasks.
#[derive(Clone, Debug)]
pub struct Theme {
    roles: BTreeMap<Role, Style>,
    tasks: Vec<Color>,
}

/// Why a theme is none.
#[derive(Debug, thiserror::Error)]
#[error("the theme {name} cannot be read: {why}")]
pub struct ThemeFileError {
    name: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(rename = "name")]
    _name: String,
    tasks: Vec<String>,
    #[serde(default)]
    tasks_16: Vec<String>,
    role: BTreeMap<String, Spec>,
    #[serde(default, rename = "role-16")]
    role_16: BTreeMap<String, Spec>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the file format")]
struct Spec {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
}

const BUILT_IN: [(&str, &str); 4] = [
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

impl Theme {
    /// The names of the themes that are always there.
    #[must_use]
    pub fn names() -> [&'static str; 4] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// One of those that are always there.
    #[must_use]
    pub fn named(name: &str, depth: Depth) -> Option<Theme> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Theme::read(name, text, depth).ok()
    }

    /// A theme from the text of a file.
    pub fn read(name: &str, text: &str, depth: Depth) -> Result<Theme, ThemeFileError> {
        let wrong = |why: String| ThemeFileError { name: name.to_owned(), why };
        let mut file: File = toml::from_str(text).map_err(|why| wrong(told(text, &why)))?;
        if depth == Depth::Sixteen {
            file.role.append(&mut file.role_16);
            if !file.tasks_16.is_empty() {
                file.tasks = file.tasks_16;
            }
        }
        let mut roles = BTreeMap::new();
        for (name, spec) in file.role.iter().chain(&file.role_16) {
            let role = role(name).map_err(wrong)?;
            let style = spec.style(depth).map_err(wrong)?;
            roles.entry(role).or_insert(style);
        }
        let tasks = file.tasks.iter().map(|text| color(text, depth).map_err(wrong));
        Ok(Theme { tasks: tasks.collect::<Result<_, _>>()?, roles })
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.roles.get(&role).copied().unwrap_or_default()
    }

    /// The hue of a task: the same in every pane. Beyond the last hue they begin again; the letter tells.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Style {
        let style = self.style(Role::Text).add_modifier(Modifier::BOLD);
        match self.tasks.len() {
            0 => style,
            count => style.fg(self.tasks[task.0 as usize % count]),
        }
    }
}

/// A fault of the file in one line, with the number of the line it stands on.
fn told(text: &str, why: &toml::de::Error) -> String {
    let words = why.message().split_whitespace().collect::<Vec<_>>().join(" ");
    let before = why.span().and_then(|span| text.get(..span.start));
    before.map_or(words.clone(), |before| {
        format!("line {}: {words}", before.matches('\n').count() + 1)
    })
}

/// A role by its name in the file.
fn role(name: &str) -> Result<Role, String> {
    let found = ROLES.iter().find(|(known, _)| *known == name);
    found.map(|(_, role)| *role).ok_or_else(|| {
        let known: Vec<_> = ROLES.iter().map(|(name, _)| *name).collect();
        format!("there is no role '{name}'; the roles are {}", known.join(", "))
    })
}

impl Spec {
    fn style(&self, depth: Depth) -> Result<Style, String> {
        let mut style = Style::new();
        if let Some(text) = &self.fg {
            style = style.fg(color(text, depth)?);
        }
        if let Some(text) = &self.bg {
            style = style.bg(color(text, depth)?);
        }
        let switches = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ];
        for (_, modifier) in switches.into_iter().filter(|(is_on, _)| *is_on) {
            style = style.add_modifier(modifier);
        }
        Ok(style)
    }
}

/// The 16 colours of old, with about what they look like.
pub const SIXTEEN: [(&str, Color, [u8; 3]); 16] = [
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [170, 0, 0]),
    ("green", Color::Green, [0, 170, 0]),
    ("yellow", Color::Yellow, [170, 85, 0]),
    ("blue", Color::Blue, [0, 0, 170]),
    ("magenta", Color::Magenta, [170, 0, 170]),
    ("cyan", Color::Cyan, [0, 170, 170]),
    ("gray", Color::Gray, [170, 170, 170]),
    ("dark-gray", Color::DarkGray, [85, 85, 85]),
    ("bright-red", Color::LightRed, [255, 85, 85]),
    ("bright-green", Color::LightGreen, [85, 255, 85]),
    ("bright-yellow", Color::LightYellow, [255, 255, 85]),
    ("bright-blue", Color::LightBlue, [85, 85, 255]),
    ("bright-magenta", Color::LightMagenta, [255, 85, 255]),
    ("bright-cyan", Color::LightCyan, [85, 255, 255]),
    ("white", Color::White, [255, 255, 255]),
];

/// `#rrggbb`, or one of the sixteen by name.
fn color(text: &str, depth: Depth) -> Result<Color, String> {
    if let Some((_, color, _)) = SIXTEEN.iter().find(|(name, ..)| *name == text) {
        return Ok(*color);
    }
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(number) = number else {
        return Err(format!("'{text}' is no colour: write #rrggbb, or a name such as bright-blue"));
    };
    let [_, r, g, b] = number.to_be_bytes();
    Ok(match depth {
        Depth::True => Color::Rgb(r, g, b),
        Depth::Indexed => Color::Indexed(indexed(r, g, b)),
        Depth::Sixteen => nearest(r, g, b),
    })
}

/// The nearest of xterm's grey ramp or of its cube.
fn indexed(r: u8, g: u8, b: u8) -> u8 {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most - least < 12 {
        return match most {
            0..=3 => 16,
            244..=255 => 231,
            grey => 232 + (grey.saturating_sub(3) / 10).min(23),
        };
    }
    let step = |part: u8| match part {
        0..=47 => 0,
        48..=114 => 1,
        part => (part - 35) / 40,
    };
    16 + 36 * step(r) + 6 * step(g) + step(b)
}

fn nearest(r: u8, g: u8, b: u8) -> Color {
    let far = |[x, y, z]: [u8; 3]| {
        let square = |one: u8, other: u8| (i32::from(one) - i32::from(other)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    let found = SIXTEEN.iter().min_by_key(|(.., looks)| far(*looks));
    found.map_or(Color::Reset, |(_, color, _)| *color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_reads_at_every_depth() {
        for name in Theme::names() {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
                assert!(Theme::named(name, depth).is_some(), "{name}");
            }
        }
    }

    /// Roles that stand side by side and mean different things.
    const APART: [(Role, Role); 19] = [
        (Role::Changed, Role::Text),
        (Role::Changed, Role::Lit),
        (Role::Changed, Role::Marked),
        (Role::Changed, Role::Code),
        (Role::Changed, Role::Title),
        (Role::Lit, Role::Text),
        (Role::Lit, Role::Marked),
        (Role::Marked, Role::Text),
        (Role::Rule, Role::Text),
        (Role::Key, Role::Label),
        (Role::Key, Role::Text),
        (Role::Focus, Role::Border),
        (Role::Bad, Role::Text),
        (Role::Bad, Role::Good),
        (Role::Good, Role::Text),
        (Role::Notice, Role::Text),
        (Role::Title, Role::Text),
        (Role::Faint, Role::Text),
        (Role::Comment, Role::Text),
    ];

    #[test]
    fn at_every_depth_what_differs_in_meaning_differs_in_looks() {
        let mut alike = Vec::new();
        for name in Theme::names() {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
                let theme = Theme::named(name, depth).expect("it is built in");
                let looks = |role| {
                    let style = theme.style(role);
                    (style.fg.unwrap_or_default(), style.bg.unwrap_or_default(), style.add_modifier)
                };
                let same = APART.iter().filter(|(one, other)| looks(*one) == looks(*other));
                alike.extend(same.map(|pair| format!("{name} {depth:?}: {pair:?}")));
                let mut hues = theme.tasks.clone();
                hues.sort_by_key(|hue| format!("{hue:?}"));
                hues.dedup();
                if hues.len() < theme.tasks.len() {
                    alike.push(format!("{name} {depth:?}: the hues of two tasks"));
                }
                assert!(name == "mono" || hues.len() >= 7, "{name} {depth:?}: {hues:?}");
            }
        }
        assert!(alike.is_empty(), "{}", alike.join("\n"));
    }

    #[test]
    fn mono_has_no_colour() {
        let mono = Theme::named("mono", Depth::True).expect("it is built in");
        assert!(mono.roles.values().all(|style| style.fg.is_none() && style.bg.is_none()));
        assert!(mono.task(TaskId(3)).fg.is_none());
    }

    #[test]
    fn a_wrong_theme_says_what_is_wrong() {
        let said = |text| Theme::read("mine", text, Depth::True).expect_err("wrong").to_string();
        let wrong = "name = \"x\"\ntasks = [\"pink\"]\n[role]\n";
        assert_eq!(
            said(wrong),
            "the theme mine cannot be read: 'pink' is no colour: write #rrggbb, or a name such as bright-blue"
        );
        assert_eq!(
            said("name = \"x\"\ntasks = [1,,]\n").lines().count(),
            1,
            "one line: {}",
            said("name = \"x\"\ntasks = [1,,]\n")
        );
        assert!(said("name = \"x\"\ntasks = [1,,]\n").contains("line 2: "));
        assert!(said("tasks = []").contains("missing field"), "{}", said("tasks = []"));
        let wrong = "name = \"x\"\ntasks = []\n[role]\nsparkle = { bold = true }\n";
        assert!(
            said(wrong).starts_with(
                "the theme mine cannot be read: there is no role 'sparkle'; the roles are text, dim, "
            ),
            "{}",
            said(wrong)
        );
    }
}
