//! The **difference** between two texts, line by line: the longest common subsequence stays, the rest was removed or
//! added. The texts are recipes of some dozens of lines, so a table of all pairs is small.

/// A line of the difference, by its place in the old text or in the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// This line of the new text is in the old one too.
    Same(usize),
    /// This line of the old text isn't in the new one.
    Removed(usize),
    /// This line of the new text isn't in the old one.
    Added(usize),
}

/// Compares two texts. Where lines were replaced, the removed ones come first.
#[must_use]
pub fn diff(old: &[&str], new: &[&str]) -> Vec<DiffLine> {
    // The length of the longest common subsequence of `old[i..]` and `new[j..]`, for each `i` and `j`.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (nth_old, line) in old.iter().enumerate().rev() {
        for (nth_new, other) in new.iter().enumerate().rev() {
            common[nth_old][nth_new] = if line == other {
                common[nth_old + 1][nth_new + 1] + 1
            } else {
                common[nth_old + 1][nth_new].max(common[nth_old][nth_new + 1])
            };
        }
    }
    let (mut at_old, mut at_new, mut lines) = (0, 0, Vec::new());
    while at_old < old.len() || at_new < new.len() {
        if at_old < old.len() && at_new < new.len() && old[at_old] == new[at_new] {
            lines.push(DiffLine::Same(at_new));
            (at_old, at_new) = (at_old + 1, at_new + 1);
        } else if at_new == new.len()
            || at_old < old.len() && common[at_old + 1][at_new] >= common[at_old][at_new + 1]
        {
            lines.push(DiffLine::Removed(at_old));
            at_old += 1;
        } else {
            lines.push(DiffLine::Added(at_new));
            at_new += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_diff(old: &str, new: &str) -> String {
        let (old, new): (Vec<_>, Vec<_>) = (old.split(' ').collect(), new.split(' ').collect());
        let lines = diff(&old, &new).into_iter().map(|line| match line {
            DiffLine::Same(at) => new[at].to_owned(),
            DiffLine::Removed(at) => format!("-{}", old[at]),
            DiffLine::Added(at) => format!("+{}", new[at]),
        });
        lines.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn removed_lines_come_before_added_ones() {
        let rows = [
            ("a b c", "a b c", "a b c"),
            ("a b c", "a x c", "a -b +x c"),
            ("a b c", "a c", "a -b c"),
            ("a c", "a b c", "a +b c"),
            ("a b", "b a", "-a b +a"),
            ("a b c d", "a x y d", "a -b -c +x +y d"),
        ];
        for (old, new, expected) in rows {
            assert_eq!(format_diff(old, new), expected, "{old} / {new}");
        }
    }
}
