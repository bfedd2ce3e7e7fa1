//! Decodes the bytes of a terminal: keys, mouse, pastes, and the terminal's own answers.
//!
//! A terminal sends its answers on the same line as the keys, at any time and in any pieces. So a string (OSC, DCS, APC,
//! PM, SOS) is swallowed to its end, and so is an unknown control sequence: neither is ever a key.
//!
//! An Esc that somebody presses is also the first byte of every sequence. The decoder says how long to
//! [wait](Decoder::wait) for the rest. If nothing arrives, [`Decoder::give_up`] returns the keys that were pressed.

#![cfg_attr(not(unix), expect(dead_code, reason = "Windows sends events, and no bytes"))]

use crate::app::key::Key;
use crate::limits::{
    MAX_ANSWER_PAUSE, MAX_ANSWER_WAIT, MAX_ESCAPE_WAIT, MAX_KEPT_ANSWER_BYTES, MAX_PASTE_BYTES,
};
use std::time::Duration;

/// How many lines one notch of the wheel scrolls.
pub const WHEEL_LINES: i32 = 3;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CONTROL_C: u8 = 0x03;
/// These two cancel a sequence.
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;

/// The end of a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// How many bytes arrive in one piece at least if a terminal sent them. People press one key at a time.
const BURST: usize = 3;

/// What some bytes mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A key was pressed.
    Key(Key),
    /// The left button was pressed over this cell.
    Click {
        /// The cell's column.
        column: u16,
        /// The cell's row.
        row: u16,
    },
    /// The wheel was turned over this cell.
    Wheel {
        /// The cell's column.
        column: u16,
        /// The cell's row.
        row: u16,
        /// How many lines it scrolls; a negative number scrolls up.
        lines: i32,
    },
    /// A text was pasted.
    Paste(String),
    /// The terminal's background: red, green and blue.
    Background([u8; 3]),
    /// The terminal has said what it is. It answers in order, so all earlier questions are answered or never will be.
    Identity,
}

/// What has been read of a sequence.
#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Ground,
    /// The first bytes of a character.
    Utf8(Vec<u8>),
    /// After Esc.
    Escape,
    /// After Esc and `[`: the bytes up to here.
    Control(Vec<u8>),
    /// After Esc and `O`.
    Shift3,
    /// After Esc and this byte: a string, of which the first bytes are kept.
    Text { kind: u8, bytes: Vec<u8>, is_after_escape: bool },
    /// In a paste: its first bytes, and how many bytes of its end were read.
    Paste { bytes: Vec<u8>, matched: usize },
    /// A mouse report in three bytes, of which these were read.
    Mouse(Vec<u8>),
}

/// Decodes what a terminal sends.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// A sequence whose rest hasn't come in time. It is continued if its rest comes in one piece.
    abandoned: Option<State>,
    is_answer_due: bool,
    tokens: Vec<Token>,
}

impl Decoder {
    /// Sets whether the terminal was asked something and hasn't answered. Its answer may come in slow pieces.
    pub fn expect_answer(&mut self, is_due: bool) {
        self.is_answer_due = is_due;
    }

    /// Returns whether the terminal was asked something and hasn't answered.
    pub fn is_answer_due(&self) -> bool {
        self.is_answer_due
    }

    /// Returns how long the rest of a sequence may take, or `None` if the bytes up to here are whole.
    pub fn wait(&self) -> Option<Duration> {
        match &self.state {
            State::Ground => None,
            _ if !self.keys_so_far().is_empty() => {
                Some(if self.is_answer_due { MAX_ANSWER_WAIT } else { MAX_ESCAPE_WAIT })
            }
            _ => Some(MAX_ANSWER_PAUSE),
        }
    }

    /// Decodes the next bytes.
    pub fn decode(&mut self, bytes: &[u8]) -> Vec<Token> {
        if let Some(abandoned) = self.abandoned.take()
            && is_rest(&abandoned, bytes)
        {
            self.state = abandoned;
        }
        for byte in bytes {
            self.push(*byte);
        }
        std::mem::take(&mut self.tokens)
    }

    /// Stops waiting for the rest of a sequence, and returns the keys that it was, if it can have been keys.
    pub fn give_up(&mut self) -> Vec<Token> {
        let keys = self.keys_so_far();
        let state = std::mem::take(&mut self.state);
        if let State::Paste { bytes, .. } = state {
            self.tokens.push(paste(&bytes));
        } else {
            self.tokens.extend(keys.into_iter().map(Token::Key));
            self.abandoned = Some(state);
        }
        std::mem::take(&mut self.tokens)
    }

    /// Returns the keys that somebody may have pressed to send what was read of a sequence. Empty if nobody presses such
    /// keys.
    fn keys_so_far(&self) -> Vec<Key> {
        match &self.state {
            State::Escape => vec![Key::Esc],
            State::Shift3 => vec![Key::Esc, Key::Char('O')],
            State::Control(bytes) if bytes.is_empty() => vec![Key::Esc, Key::Char('[')],
            State::Control(bytes) if bytes == b"[" => {
                vec![Key::Esc, Key::Char('['), Key::Char('[')]
            }
            State::Text { kind, bytes, is_after_escape: false } if bytes.is_empty() => {
                vec![Key::Esc, Key::Char(char::from(*kind))]
            }
            _ => Vec::new(),
        }
    }

    fn key(&mut self, key: Key) {
        self.tokens.push(Token::Key(key));
    }

    /// Returns the keys of a sequence that turned out to be none, and decodes this byte after them.
    fn push_after_keys(&mut self, byte: u8) {
        let keys = self.keys_so_far();
        self.state = State::Ground;
        self.tokens.extend(keys.into_iter().map(Token::Key));
        self.push(byte);
    }

    fn push(&mut self, byte: u8) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.push_ground(byte),
            State::Utf8(bytes) => self.push_utf8(bytes, byte),
            State::Escape => self.push_escape(byte),
            State::Control(bytes) => self.push_control(bytes, byte),
            State::Shift3 => match ending_key(byte) {
                Some(key) => self.key(key),
                None if byte == b'M' => self.key(Key::Enter),
                None if byte.is_ascii_uppercase() => {}
                None => {
                    self.state = State::Shift3;
                    self.push_after_keys(byte);
                }
            },
            State::Text { kind, bytes, is_after_escape } => {
                self.push_text(kind, bytes, is_after_escape, byte);
            }
            State::Paste { bytes, matched } => self.push_paste(bytes, matched, byte),
            State::Mouse(mut bytes) => {
                bytes.push(byte);
                match bytes[..] {
                    [button, column, row] => {
                        let place = |byte: u8| u16::from(byte).saturating_sub(32);
                        self.mouse(u16::from(button).saturating_sub(32), place(column), place(row));
                    }
                    _ => self.state = State::Mouse(bytes),
                }
            }
        }
    }

    fn push_ground(&mut self, byte: u8) {
        match byte {
            ESC => self.state = State::Escape,
            b'\r' | b'\n' => self.key(Key::Enter),
            b'\t' => self.key(Key::Tab),
            0x08 | 0x7f => self.key(Key::Backspace),
            0x00 => self.key(Key::Ctrl(' ')),
            0x01..=0x1a => self.key(Key::Ctrl(char::from(byte - 1 + b'a'))),
            0x1c..=0x1f => {}
            0x20..=0x7e => self.key(Key::Char(char::from(byte))),
            _ if utf8_length(byte).is_some() => self.state = State::Utf8(vec![byte]),
            _ => {}
        }
    }

    fn push_utf8(&mut self, mut bytes: Vec<u8>, byte: u8) {
        if byte & 0xc0 != 0x80 {
            // The character was cut off.
            return self.push(byte);
        }
        bytes.push(byte);
        if utf8_length(bytes[0]).is_some_and(|length| bytes.len() < length) {
            self.state = State::Utf8(bytes);
        } else if let Ok(text) = std::str::from_utf8(&bytes) {
            let letters = text.chars().filter(|letter| !letter.is_control()).map(Key::Char);
            self.tokens.extend(letters.map(Token::Key));
        }
    }

    fn push_escape(&mut self, byte: u8) {
        match byte {
            b'[' => self.state = State::Control(Vec::new()),
            b'O' => self.state = State::Shift3,
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.state = State::Text { kind: byte, bytes: Vec::new(), is_after_escape: false };
            }
            // Esc and then a key, or Alt with that key: terminals send the same for both.
            _ => {
                self.key(Key::Esc);
                self.push(byte);
            }
        }
    }

    fn push_control(&mut self, mut bytes: Vec<u8>, byte: u8) {
        match byte {
            b'[' if bytes.is_empty() => self.state = State::Control(vec![byte]),
            _ if bytes == b"[" => {
                if !matches!(byte, b'A'..=b'E') {
                    self.state = State::Control(bytes);
                    self.push_after_keys(byte);
                }
            }
            0x20..=0x3f => {
                if bytes.len() < MAX_KEPT_ANSWER_BYTES {
                    bytes.push(byte);
                }
                self.state = State::Control(bytes);
            }
            0x40..=0x7e => self.end_control(bytes, byte),
            CANCEL | SUBSTITUTE => {}
            _ if bytes.is_empty() => {
                self.state = State::Control(bytes);
                self.push_after_keys(byte);
            }
            // The sequence was cut off.
            _ => self.push(byte),
        }
    }

    /// Decodes a control sequence from its bytes and its last byte.
    fn end_control(&mut self, bytes: Vec<u8>, last: u8) {
        let (private, numbers) = parameters(&bytes);
        let modifiers = |nth: usize| Modifiers(numbers.get(nth).copied().unwrap_or(1));
        let first = numbers.first().copied().unwrap_or(0);
        match (private, last) {
            (None, b'M') if bytes.is_empty() => self.state = State::Mouse(Vec::new()),
            (None, b'M') if numbers.len() == 3 => {
                self.mouse(first.saturating_sub(32), numbers[1], numbers[2]);
            }
            (Some(b'<'), b'M') if numbers.len() == 3 => self.mouse(first, numbers[1], numbers[2]),
            (Some(b'?'), b'c') => self.tokens.push(Token::Identity),
            (None, b'Z') => self.key(Key::BackTab),
            (None, b'I' | b'O') if bytes.is_empty() => {}
            (None, b'u') => self.modified(first, modifiers(1)),
            (None, b'~') if first == 27 && numbers.len() == 3 => {
                self.modified(numbers[2], modifiers(1));
            }
            (None, b'~') if first == 200 => {
                self.state = State::Paste { bytes: Vec::new(), matched: 0 };
            }
            (None, b'~') if modifiers(1).has_alt() => {}
            (None, b'~') => match first {
                1 | 7 => self.key(Key::Home),
                4 | 8 => self.key(Key::End),
                5 => self.key(Key::PageUp),
                6 => self.key(Key::PageDown),
                _ => {}
            },
            (None, _) => match ending_key(last) {
                Some(_) if modifiers(1).has_alt() => {}
                Some(key) => self.key(key),
                // No terminal answers without a number, so somebody has pressed these keys.
                None if bytes.is_empty() => {
                    self.state = State::Control(bytes);
                    self.push_after_keys(last);
                }
                None => {}
            },
            (Some(_), _) => {}
        }
    }

    /// Decodes a key that is sent as the number of its character.
    fn modified(&mut self, number: u16, modifiers: Modifiers) {
        let key = match number {
            9 if modifiers.has_shift() => Some(Key::BackTab),
            9 => Some(Key::Tab),
            13 => Some(Key::Enter),
            27 => Some(Key::Esc),
            127 => Some(Key::Backspace),
            _ => char::from_u32(number.into()).filter(|letter| !letter.is_control()).map(Key::Char),
        };
        match key {
            Some(Key::Char(letter)) => {
                self.tokens.extend(modifiers.apply_to(letter).map(Token::Key));
            }
            Some(key) if !modifiers.has_alt() => self.key(key),
            _ => {}
        }
    }

    /// Decodes a report of the mouse. Columns and rows are counted from 1.
    fn mouse(&mut self, button: u16, column: u16, row: u16) {
        let (column, row) = (column.saturating_sub(1), row.saturating_sub(1));
        match button & 0b1110_0011 {
            0 => self.tokens.push(Token::Click { column, row }),
            64 => self.tokens.push(Token::Wheel { column, row, lines: -WHEEL_LINES }),
            65 => self.tokens.push(Token::Wheel { column, row, lines: WHEEL_LINES }),
            _ => {}
        }
    }

    fn push_text(&mut self, kind: u8, mut bytes: Vec<u8>, is_after_escape: bool, byte: u8) {
        if is_after_escape {
            if byte == b'\\' {
                self.end_text(kind, &bytes);
            } else {
                // The string was cut off, and another sequence has begun.
                self.state = State::Escape;
                self.push(byte);
            }
        } else if bytes.is_empty() && !begins_text(kind, byte) {
            self.state = State::Text { kind, bytes, is_after_escape };
            self.push_after_keys(byte);
        } else {
            match byte {
                BEL => self.end_text(kind, &bytes),
                CANCEL | SUBSTITUTE => {}
                // A string has no such byte, so somebody has pressed the key to leave.
                CONTROL_C => self.key(Key::Ctrl('c')),
                ESC => self.state = State::Text { kind, bytes, is_after_escape: true },
                _ => {
                    if bytes.len() < MAX_KEPT_ANSWER_BYTES {
                        bytes.push(byte);
                    }
                    self.state = State::Text { kind, bytes, is_after_escape };
                }
            }
        }
    }

    fn end_text(&mut self, kind: u8, bytes: &[u8]) {
        let color = bytes.strip_prefix(b"11;").filter(|_| kind == b']');
        let color = color.and_then(|color| parse_color(std::str::from_utf8(color).ok()?));
        self.tokens.extend(color.map(Token::Background));
    }

    fn push_paste(&mut self, mut bytes: Vec<u8>, mut matched: usize, byte: u8) {
        if byte == PASTE_END[matched] {
            matched += 1;
        } else {
            bytes.extend_from_slice(&PASTE_END[..matched]);
            matched = usize::from(byte == ESC);
            if matched == 0 {
                bytes.push(byte);
            }
        }
        bytes.truncate(MAX_PASTE_BYTES);
        if matched == PASTE_END.len() {
            self.tokens.push(paste(&bytes));
        } else {
            self.state = State::Paste { bytes, matched };
        }
    }
}

/// The modifier keys, as terminals number them: 1 and a bit for each.
#[derive(Clone, Copy)]
struct Modifiers(u16);

impl Modifiers {
    fn has(self, bit: u16) -> bool {
        self.0.saturating_sub(1) & bit != 0
    }

    fn has_shift(self) -> bool {
        self.has(1)
    }

    fn has_alt(self) -> bool {
        self.has(2)
    }

    fn has_control(self) -> bool {
        self.has(4)
    }

    /// Returns the key for a letter with these modifiers. Ctrl and Alt together are `AltGr`, which makes a character of
    /// its own; Alt alone makes a key that coroscope doesn't have.
    fn apply_to(self, letter: char) -> Option<Key> {
        match (self.has_control(), self.has_alt()) {
            (true, false) => Some(Key::Ctrl(letter.to_ascii_lowercase())),
            (false, true) => None,
            (true, true) | (false, false) => Some(Key::Char(letter)),
        }
    }
}

/// Returns the key of a sequence that ends in this letter.
fn ending_key(last: u8) -> Option<Key> {
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        _ => return None,
    })
}

/// Splits the bytes of a control sequence into the private mark and the numbers. A number's second part, after a colon,
/// is left out; a release of a key is then an unknown sequence.
fn parameters(bytes: &[u8]) -> (Option<u8>, Vec<u16>) {
    let private = bytes.first().copied().filter(|byte| matches!(byte, b'<'..=b'?'));
    let rest = &bytes[usize::from(private.is_some())..];
    let is_release = rest.ends_with(b":3");
    let numbers = rest.split(|byte| *byte == b';').map(|part| {
        let digits = part.iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u16, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u16::from(digit - b'0'))
        })
    });
    let numbers = if rest.is_empty() { Vec::new() } else { numbers.collect() };
    (if is_release { Some(b':') } else { private }, numbers)
}

/// Returns whether a string of this kind can begin with this byte.
fn begins_text(kind: u8, byte: u8) -> bool {
    match kind {
        b']' => byte.is_ascii_digit() || matches!(byte, b'l' | b'L' | ESC | BEL),
        b'P' => matches!(byte, 0x21..=0x3f),
        _ => byte >= 0x20,
    }
}

/// Returns whether these bytes continue a sequence that was given up.
fn is_rest(abandoned: &State, bytes: &[u8]) -> bool {
    if bytes.len() < BURST || bytes[0] == ESC {
        return false;
    }
    match abandoned {
        State::Escape => match bytes[0] {
            b'[' => matches!(bytes[1], 0x30..=0x3f),
            kind @ (b']' | b'P' | b'_' | b'^' | b'X') => begins_text(kind, bytes[1]),
            _ => false,
        },
        State::Control(_) => matches!(bytes[0], 0x30..=0x3f),
        State::Text { kind, bytes: kept, .. } => !kept.is_empty() || begins_text(*kind, bytes[0]),
        _ => false,
    }
}

/// Returns how many bytes a character has that begins with this byte, if it is more than one.
fn utf8_length(first: u8) -> Option<usize> {
    match first {
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xf4 => Some(4),
        _ => None,
    }
}

fn paste(bytes: &[u8]) -> Token {
    Token::Paste(String::from_utf8_lossy(bytes).into_owned())
}

/// Parses a color as terminals write it: `rgb:ffff/ffff/ffff`, `rgba:…` or `#ffffff`.
fn parse_color(text: &str) -> Option<[u8; 3]> {
    let part = |digits: &str| {
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        u8::try_from((value * 255).checked_div(most)?).ok()
    };
    let parts: Vec<&str> = if let Some(digits) = text.strip_prefix('#') {
        let width = digits.len() / 3;
        if !digits.is_ascii() || width == 0 || width > 4 || digits.len() % 3 != 0 {
            return None;
        }
        vec![&digits[..width], &digits[width..2 * width], &digits[2 * width..]]
    } else {
        text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?.split('/').collect()
    };
    let [red, green, blue] = parts.get(..3)? else { return None };
    if [red, green, blue].iter().any(|digits| digits.is_empty() || digits.len() > 4) {
        return None;
    }
    Some([part(red)?, part(green)?, part(blue)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: &[Key]) -> Vec<Token> {
        keys.iter().copied().map(Token::Key).collect()
    }

    /// Decodes pieces, between which nothing arrives for longer than the decoder waits.
    fn in_pieces(pieces: &[&[u8]]) -> Vec<Token> {
        let mut decoder = Decoder::default();
        let mut tokens = Vec::new();
        for piece in pieces {
            tokens.extend(decoder.decode(piece));
            if decoder.wait().is_some() {
                tokens.extend(decoder.give_up());
            }
        }
        tokens
    }

    fn decoded(bytes: &[u8]) -> Vec<Token> {
        in_pieces(&[bytes])
    }

    /// What terminals answer, each with what it means.
    fn answers() -> Vec<(&'static [u8], Vec<Token>)> {
        vec![
            (b"\x1b]11;rgb:ffff/ffff/ffff\x07", vec![Token::Background([255; 3])]),
            (b"\x1b]11;rgb:1e1e/2020/0000\x1b\\", vec![Token::Background([30, 32, 0])]),
            (b"\x1b]11;rgba:ff/80/00/ff\x1b\\", vec![Token::Background([255, 128, 0])]),
            (b"\x1b]11;#ff8000\x07", vec![Token::Background([255, 128, 0])]),
            (b"\x1b]11;rgb:zz//\x07", vec![]),
            (b"\x1b]11;rgb:fffff/0/0\x07", vec![]),
            (b"\x1b]10;rgb:0/0/0\x07", vec![]),
            (b"\x1b]lq]rgw\x1b\\", vec![]),
            (b"\x1b]52;c;cXFxcQ==\x07", vec![]),
            (b"\x1bP>|XTerm(388)\x1b\\", vec![]),
            (b"\x1bP!|7E565445\x1b\\", vec![]),
            (b"\x1bP1+r436f=38\x1b\\", vec![]),
            (b"\x1b_Gi=31;OK\x1b\\", vec![]),
            (b"\x1b^qqq\x1b\\", vec![]),
            (b"\x1bXqqq\x1b\\", vec![]),
            (b"\x1b[?64;1;2q6c", vec![]),
            (b"\x1b[?64;1;2;6c", vec![Token::Identity]),
            (b"\x1b[>41;388;0c", vec![]),
            (b"\x1b[12;40R", vec![]),
            (b"\x1b[?2026;2$y", vec![]),
            (b"\x1b[8;24;80t", vec![]),
            (b"\x1b[?1u", vec![]),
            (b"\x1b[0n", vec![]),
            (b"\x1b[I", vec![]),
            (b"\x1b[O", vec![]),
        ]
    }

    #[test]
    fn an_answer_is_never_a_key_in_one_piece_or_with_keys_around_it() {
        for (answer, meaning) in answers() {
            // One of the rows isn't an answer as a whole: only its first half is, and `6` and `c` are pressed after it.
            if answer.ends_with(b"q6c") {
                assert_eq!(decoded(answer), keys(&[Key::Char('6'), Key::Char('c')]));
                continue;
            }
            assert_eq!(decoded(answer), meaning, "{}", answer.escape_ascii());
            let around = [b"z", answer, b"a"].concat();
            let mut expected = keys(&[Key::Char('z')]);
            expected.extend(meaning);
            expected.push(Token::Key(Key::Char('a')));
            assert_eq!(decoded(&around), expected, "{}", answer.escape_ascii());
        }
    }

    /// Each answer, cut in two at each place, with any pause between the halves.
    #[test]
    fn an_answer_in_two_pieces_is_never_a_letter() {
        for (answer, meaning) in answers().into_iter().filter(|(row, _)| !row.ends_with(b"q6c")) {
            for cut in 1..answer.len() {
                let (first, rest) = answer.split_at(cut);
                let mut decoder = Decoder::default();
                let mut tokens = decoder.decode(first);
                tokens.extend(decoder.decode(rest));
                assert_eq!(tokens, meaning, "at {cut} of {}", answer.escape_ascii());
                // After a long pause, a rest of one or two bytes can't be told from keys.
                if rest.len() >= BURST {
                    let late = in_pieces(&[first, rest]);
                    let is_letter =
                        |token: &Token| matches!(token, Token::Key(Key::Char(_) | Key::Enter));
                    let letters: Vec<_> = late.iter().filter(|token| is_letter(token)).collect();
                    let before = in_pieces(&[first]);
                    let given_up = before.iter().filter(|token| is_letter(token)).count();
                    assert_eq!(letters.len(), given_up, "at {cut} of {}", answer.escape_ascii());
                }
            }
        }
    }

    #[test]
    fn an_answer_without_end_is_swallowed_and_control_c_leaves_it() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.decode(b"\x1b]11;"), []);
        for _ in 0..1000 {
            assert_eq!(decoder.decode(&[b'q'; 1000]), []);
            assert_eq!(decoder.wait(), Some(MAX_ANSWER_PAUSE));
        }
        let State::Text { bytes, .. } = &decoder.state else { panic!("{:?}", decoder.state) };
        assert_eq!(bytes.len(), MAX_KEPT_ANSWER_BYTES, "it takes no more memory than that");
        assert_eq!(decoder.decode(b"\x03q"), keys(&[Key::Ctrl('c'), Key::Char('q')]));
        decoder.decode(b"\x1bP1$r");
        assert_eq!(decoder.give_up(), []);
        assert_eq!(decoder.decode(b"q"), keys(&[Key::Char('q')]), "after the pause it is a key");
        let numbers = [b"\x1b[".as_slice(), &vec![b'1'; 100_000], b"c"].concat();
        assert_eq!(decoder.decode(&numbers), []);
    }

    #[test]
    fn a_string_that_is_cut_off_loses_no_key() {
        assert_eq!(decoded(b"\x1b]11;rgb:\x1b[D"), keys(&[Key::Left]));
        assert_eq!(decoded(b"\x1b]11;rgb:\x18q"), keys(&[Key::Char('q')]));
        assert_eq!(decoded(b"\x1b[12;\x1b[D"), keys(&[Key::Left]));
        assert_eq!(decoded(b"\x1b[12;\x03"), keys(&[Key::Ctrl('c')]));
    }

    #[test]
    fn esc_and_a_quick_key_are_both_pressed() {
        for letter in (' '..='~').filter(|letter| !matches!(letter, '[' | 'O')) {
            let typed = format!("\x1b{letter}");
            assert_eq!(decoded(typed.as_bytes()), keys(&[Key::Esc, Key::Char(letter)]));
        }
        for (typed, pressed) in [
            ("\x1b", vec![Key::Esc]),
            ("\x1b\x1b", vec![Key::Esc, Key::Esc]),
            ("\x1b\x1b[C", vec![Key::Esc, Key::Right]),
            ("\x1b[", vec![Key::Esc, Key::Char('[')]),
            ("\x1b[q", vec![Key::Esc, Key::Char('['), Key::Char('q')]),
            ("\x1b[[q", vec![Key::Esc, Key::Char('['), Key::Char('['), Key::Char('q')]),
            ("\x1bO", vec![Key::Esc, Key::Char('O')]),
            ("\x1b]]", vec![Key::Esc, Key::Char(']'), Key::Char(']')]),
            ("\x1b]q", vec![Key::Esc, Key::Char(']'), Key::Char('q')]),
            ("\x1bPq", vec![Key::Esc, Key::Char('P'), Key::Char('q')]),
            ("\x1bй", vec![Key::Esc, Key::Char('й')]),
            ("\x1b\x03", vec![Key::Esc, Key::Ctrl('c')]),
        ] {
            assert_eq!(decoded(typed.as_bytes()), keys(&pressed), "{}", typed.escape_debug());
        }
    }

    #[test]
    fn each_sequence_is_its_key() {
        for (sequence, key) in [
            ("\x1b[A", Key::Up),
            ("\x1bOA", Key::Up),
            ("\x1b[B", Key::Down),
            ("\x1b[C", Key::Right),
            ("\x1b[1;5C", Key::Right),
            ("\x1b[D", Key::Left),
            ("\x1b[H", Key::Home),
            ("\x1b[1~", Key::Home),
            ("\x1b[7~", Key::Home),
            ("\x1b[F", Key::End),
            ("\x1bOF", Key::End),
            ("\x1b[4~", Key::End),
            ("\x1b[5~", Key::PageUp),
            ("\x1b[6~", Key::PageDown),
            ("\x1b[Z", Key::BackTab),
            ("\x1bOM", Key::Enter),
            ("\r", Key::Enter),
            ("\t", Key::Tab),
            ("\x7f", Key::Backspace),
            ("\x1a", Key::Ctrl('z')),
            ("é", Key::Char('é')),
            ("名", Key::Char('名')),
            ("\x1b[113;5u", Key::Ctrl('q')),
            ("\x1b[27;5;99~", Key::Ctrl('c')),
            ("\x1b[27u", Key::Esc),
            // AltGr on a German keyboard, as a terminal sends it that reports modifiers.
            ("\x1b[91;7u", Key::Char('[')),
            ("\x1b[27;7;93~", Key::Char(']')),
        ] {
            assert_eq!(decoded(sequence.as_bytes()), keys(&[key]), "{}", sequence.escape_debug());
        }
        // Alt with a key, a function key, and the release of a key.
        for sequence in [
            "\x1b[113;3u",
            "\x1b[27;3;113~",
            "\x1b[1;3D",
            "\x1b[6;3~",
            "\x1bOP",
            "\x1b[15~",
            "\x1b[[A",
            "\x1b[113;1:3u",
        ] {
            assert_eq!(decoded(sequence.as_bytes()), [], "{}", sequence.escape_debug());
        }
    }

    #[test]
    fn the_mouse_is_decoded_in_all_three_forms() {
        let click = Token::Click { column: 4, row: 2 };
        for report in [&b"\x1b[<0;5;3M"[..], b"\x1b[32;5;3M", b"\x1b[M\x20\x25\x23"] {
            assert_eq!(decoded(report), std::slice::from_ref(&click), "{}", report.escape_ascii());
        }
        let wheel = |lines| Token::Wheel { column: 4, row: 2, lines };
        assert_eq!(decoded(b"\x1b[<64;5;3M\x1b[<65;5;3M"), [wheel(-3), wheel(3)]);
        // A release, a movement, the right button.
        assert_eq!(decoded(b"\x1b[<0;5;3m\x1b[<35;5;3M\x1b[<32;5;3M\x1b[<2;5;3M"), []);
        assert_eq!(decoded(b"\x1b[<0;0;0M"), [Token::Click { column: 0, row: 0 }]);
        assert_eq!(decoded(b"\x1b[<0;99999;99999M").len(), 1);
    }

    #[test]
    fn a_paste_is_one_text_up_to_its_limit() {
        let paste = |text: &str| Token::Paste(text.to_owned());
        assert_eq!(decoded(b"\x1b[200~q\x1b[2q\x03\x1b[201~"), [paste("q\x1b[2q\x03")]);
        assert_eq!(decoded(b"\x1b[200~never ended"), [paste("never ended")]);
        let mut decoder = Decoder::default();
        decoder.decode(b"\x1b[200~");
        for _ in 0..100 {
            assert_eq!(decoder.decode(&[b'q'; 1000]), []);
        }
        let [Token::Paste(text)] = &decoder.decode(PASTE_END)[..] else { panic!("no paste") };
        assert_eq!(text.len(), MAX_PASTE_BYTES);
    }

    #[test]
    fn bytes_that_are_no_text_are_left_out() {
        assert_eq!(decoded(b"\xff\xc3q\xed\xa0\x80\x80z"), keys(&[Key::Char('q'), Key::Char('z')]));
        assert_eq!(
            decoded("\u{9b}31m".as_bytes()),
            keys(&"31m".chars().map(Key::Char).collect::<Vec<_>>())
        );
    }

    proptest::proptest! {
        /// Bytes of any kind, in pieces of any length, leave the decoder sound.
        #[test]
        fn any_bytes_are_decoded(pieces: Vec<Vec<u8>>) {
            let mut decoder = Decoder::default();
            for piece in pieces {
                decoder.decode(&piece);
            }
            decoder.give_up();
            proptest::prop_assert!(decoder.wait().is_none());
            let pressed = decoder.decode(b"q");
            proptest::prop_assert_eq!(pressed, keys(&[Key::Char('q')]));
        }
    }
}
