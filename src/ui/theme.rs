//! Colours by role, as data. A theme is a TOML file: four are built in (`assets/themes/`), and a learner can write
//! another.

mod load;

use crate::app::highlight::SyntaxClass;
use crate::record::event::TaskId;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

pub use load::ThemeError;

/// The role of a part of the screen, which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each names the part that it styles")]
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

/// All roles, with their names in a theme's file.
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
pub enum ColorDepth {
    /// 24 bits for each cell.
    #[default]
    TrueColor,
    /// The 256 of xterm.
    Indexed256,
    /// The 16 of ANSI terminals.
    Ansi16,
}

/// The styles of all roles, and the colours of the tasks.
#[derive(Clone, Debug)]
pub struct Theme {
    roles: BTreeMap<Role, Style>,
    tasks: Vec<Color>,
}

/// The reason why a file isn't a theme.
#[derive(Debug, thiserror::Error)]
#[error("can't read the theme {name}: {why}")]
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
    /// Returns the names of the built-in themes.
    #[must_use]
    pub fn built_in_names() -> [&'static str; 4] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// Returns the built-in theme with this name.
    #[must_use]
    pub fn built_in(name: &str, depth: ColorDepth) -> Option<Theme> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Theme::from_toml(name, text, depth).ok()
    }

    /// Parses the text of a theme's file. `name` is for the error.
    ///
    /// # Errors
    /// If the text isn't TOML, or names an unknown role or colour.
    pub fn from_toml(name: &str, text: &str, depth: ColorDepth) -> Result<Theme, ThemeFileError> {
        let wrong = |why: String| ThemeFileError { name: name.to_owned(), why };
        let mut file: File =
            toml::from_str(text).map_err(|why| wrong(describe_toml_error(text, &why)))?;
        if depth == ColorDepth::Ansi16 {
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

    /// Returns the style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.roles.get(&role).copied().unwrap_or_default()
    }

    /// Returns the style of a task, which is the same in every pane. Tasks beyond the last colour share colours, and
    /// their letters tell them apart.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Style {
        let style = self.style(Role::Text).add_modifier(Modifier::BOLD);
        match self.tasks.len() {
            0 => style,
            count => style.fg(self.tasks[task.0 as usize % count]),
        }
    }
}

/// Returns a TOML error on one line, with the number of the line that it is on.
fn describe_toml_error(text: &str, why: &toml::de::Error) -> String {
    let words = why.message().split_whitespace().collect::<Vec<_>>().join(" ");
    let before = why.span().and_then(|span| text.get(..span.start));
    before.map_or(words.clone(), |before| {
        format!("line {}: {words}", before.matches('\n').count() + 1)
    })
}

/// Returns the role with this name in a theme's file.
fn role(name: &str) -> Result<Role, String> {
    let found = ROLES.iter().find(|(known, _)| *known == name);
    found.map(|(_, role)| *role).ok_or_else(|| {
        let known: Vec<_> = ROLES.iter().map(|(name, _)| *name).collect();
        format!("there's no role '{name}'; the roles are {}", known.join(", "))
    })
}

impl Spec {
    fn style(&self, depth: ColorDepth) -> Result<Style, String> {
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

/// The 16 ANSI colours, with their names and about how they look.
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

/// Parses `#rrggbb`, or the name of one of the sixteen colours.
fn color(text: &str, depth: ColorDepth) -> Result<Color, String> {
    if let Some((_, color, _)) = SIXTEEN.iter().find(|(name, ..)| *name == text) {
        return Ok(*color);
    }
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(number) = number else {
        return Err(format!(
            "'{text}' isn't a color: write #rrggbb, or a name such as bright-blue"
        ));
    };
    let [_, r, g, b] = number.to_be_bytes();
    Ok(match depth {
        ColorDepth::TrueColor => Color::Rgb(r, g, b),
        ColorDepth::Indexed256 => Color::Indexed(indexed(r, g, b)),
        ColorDepth::Ansi16 => nearest(r, g, b),
    })
}

/// Returns the nearest of xterm's 256 colours: one of its cube, or one of its greys.
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
    fn every_built_in_theme_parses_at_every_depth() {
        for name in Theme::built_in_names() {
            for depth in [ColorDepth::TrueColor, ColorDepth::Indexed256, ColorDepth::Ansi16] {
                assert!(Theme::built_in(name, depth).is_some(), "{name}");
            }
        }
    }

    /// Roles that are drawn side by side and mean different things.
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
    fn roles_side_by_side_look_different_at_every_depth() {
        let mut alike = Vec::new();
        for name in Theme::built_in_names() {
            for depth in [ColorDepth::TrueColor, ColorDepth::Indexed256, ColorDepth::Ansi16] {
                let theme = Theme::built_in(name, depth).expect("it is built in");
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
    fn mono_has_no_colours() {
        let mono = Theme::built_in("mono", ColorDepth::TrueColor).expect("it is built in");
        assert!(mono.roles.values().all(|style| style.fg.is_none() && style.bg.is_none()));
        assert!(mono.task(TaskId(3)).fg.is_none());
    }

    #[test]
    fn an_invalid_theme_is_refused_with_the_line_and_the_reason() {
        let message = |text| {
            Theme::from_toml("mine", text, ColorDepth::TrueColor).expect_err("wrong").to_string()
        };
        let wrong = "name = \"x\"\ntasks = [\"pink\"]\n[role]\n";
        assert_eq!(
            message(wrong),
            "can't read the theme mine: 'pink' isn't a color: write #rrggbb, or a name such as bright-blue"
        );
        assert_eq!(
            message("name = \"x\"\ntasks = [1,,]\n").lines().count(),
            1,
            "one line: {}",
            message("name = \"x\"\ntasks = [1,,]\n")
        );
        assert!(message("name = \"x\"\ntasks = [1,,]\n").contains("line 2: "));
        assert!(message("tasks = []").contains("missing field"), "{}", message("tasks = []"));
        let wrong = "name = \"x\"\ntasks = []\n[role]\nsparkle = { bold = true }\n";
        assert!(
            message(wrong).starts_with(
                "can't read the theme mine: there's no role 'sparkle'; the roles are text, dim, "
            ),
            "{}",
            message(wrong)
        );
    }
}
