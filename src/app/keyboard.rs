//! Keyboards with other letters: the Latin letter at the place of a Cyrillic or a Greek one.
//!
//! A terminal sends the letter, not the place of the key. So on such a keyboard no letter would be a key.

/// Letters and the Latin ones at their places. Serbian letters that are on other places than the same Russian ones
/// are left out.
const CYRILLIC: [(&str, &str); 2] = [
    ("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."),
    ("іїєљњјђћџ", "s]'qwj]'x"),
];

/// The same for Greek. There is no letter at the place of `q`.
const GREEK: [(&str, &str); 2] =
    [("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"), ("άέήίόύώ", "aehioyv")];

/// What a Greek keyboard sends at the place of `q`, as other keyboards do at other places.
const GREEK_QUESTION_MARK: char = ';';

/// The learner's keyboard, as far as its keys tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keyboard {
    is_greek: bool,
}

impl Keyboard {
    /// Takes note of a letter that was pressed.
    pub fn note(&mut self, letter: char) {
        if letter.is_alphabetic() {
            self.is_greek = find(&GREEK, letter).is_some();
        }
    }

    /// Returns the Latin character at the place of this letter, if the letter is Cyrillic or Greek.
    #[must_use]
    pub fn latin(self, letter: char) -> Option<char> {
        if self.is_greek && letter == GREEK_QUESTION_MARK {
            return Some('q');
        }
        find(&CYRILLIC, letter).or_else(|| find(&GREEK, letter))
    }

    /// Returns whether this may be the `q` of a Greek keyboard.
    #[must_use]
    pub fn may_be_q(letter: char) -> bool {
        letter == GREEK_QUESTION_MARK
    }
}

fn find(places: &[(&str, &str)], letter: char) -> Option<char> {
    let mut lower = letter.to_lowercase();
    let (Some(small), None) = (lower.next(), lower.next()) else { return None };
    let place = |(letters, latin): &(&str, &str)| {
        letters.chars().zip(latin.chars()).find(|(one, _)| *one == small).map(|(_, latin)| latin)
    };
    let latin = places.iter().find_map(place)?;
    Some(if letter.is_uppercase() { latin.to_ascii_uppercase() } else { latin })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_letter_has_one_place() {
        let places = [CYRILLIC, GREEK].concat();
        for (letters, latin) in &places {
            assert_eq!(letters.chars().count(), latin.chars().count(), "{letters}");
        }
        let letters: Vec<char> = places.iter().flat_map(|(letters, _)| letters.chars()).collect();
        assert_eq!(letters.iter().collect::<BTreeSet<_>>().len(), letters.len());
    }

    #[test]
    fn a_letter_is_translated_by_its_place() {
        let rows = [
            ('й', Some('q')),
            ('З', Some('P')),
            ('х', Some('[')),
            ('ї', Some(']')),
            ('Μ', Some('M')),
            ('ζ', Some('z')),
            ('ώ', Some('v')),
            ('q', None),
            ('é', None),
            ('ש', None),
            ('名', None),
            (';', None),
        ];
        for (letter, expected) in rows {
            assert_eq!(Keyboard::default().latin(letter), expected, "{letter}");
        }
    }

    #[test]
    fn a_semicolon_is_q_on_a_greek_keyboard_alone() {
        let mut keyboard = Keyboard::default();
        for (letter, expected) in [('ζ', Some('q')), ('2', Some('q')), ('z', None), ('я', None)] {
            keyboard.note(letter);
            assert_eq!(keyboard.latin(';'), expected, "{letter}");
        }
    }
}
