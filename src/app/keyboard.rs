//! Keyboards with other letters: finds the Latin letter on the key of a Cyrillic or Greek one.
//!
//! A terminal sends the letter, not the place of the key. So on such a keyboard no letter would be a key.

/// Letters and the Latin ones at their places. Serbian letters that are on other places than the same Russian ones
/// are left out.
const PLACES: [(&str, &str); 4] = [
    ("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."),
    ("іїєљњјђћџ", "s]'qwj]'x"),
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    ("άέήίόύώ", "aehioyv"),
];

/// Returns the Latin character at the place of this letter on a keyboard, if the letter is Cyrillic or Greek.
#[must_use]
pub fn latin(letter: char) -> Option<char> {
    let mut lower = letter.to_lowercase();
    let (Some(small), None) = (lower.next(), lower.next()) else { return None };
    let place = |(letters, latin): (&str, &str)| {
        letters.chars().zip(latin.chars()).find(|(one, _)| *one == small).map(|(_, latin)| latin)
    };
    let latin = PLACES.into_iter().find_map(place)?;
    Some(if letter.is_uppercase() { latin.to_ascii_uppercase() } else { latin })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_letter_has_one_place() {
        for (letters, latin) in PLACES {
            assert_eq!(letters.chars().count(), latin.chars().count(), "{letters}");
        }
        let letters: Vec<char> = PLACES.iter().flat_map(|(letters, _)| letters.chars()).collect();
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
        ];
        for (letter, expected) in rows {
            assert_eq!(latin(letter), expected, "{letter}");
        }
    }
}
