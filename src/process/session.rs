//! The processes of a child's session that have left its process group, as those of a shell with job control do.

use rustix::process::Pid;

/// Returns the processes of the session that this process leads whose process group is another one. Where the system
/// doesn't list them, there are none.
pub(super) fn other_groups_of(leader: Pid) -> Vec<Pid> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let member = |entry: std::fs::DirEntry| {
        let number: i32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read(entry.path().join("stat")).ok()?;
        is_in_other_group(&stat, leader.as_raw_nonzero().get()).then(|| Pid::from_raw(number))?
    };
    processes.filter_map(member).collect()
}

/// Returns whether a line of `/proc/PID/stat` is about a process of this session in another process group.
fn is_in_other_group(stat: &[u8], session: i32) -> bool {
    // The name of the program is in parentheses, and may contain any byte.
    let Some(end) = stat.iter().rposition(|byte| *byte == b')') else { return false };
    let after = String::from_utf8_lossy(&stat[end + 1..]);
    // The fields after the name: the state, the parent, the group, the session.
    let mut fields = after.split_whitespace().skip(2).map(|field| field.parse::<i32>().ok());
    let (group, found) = (fields.next().flatten(), fields.next().flatten());
    found == Some(session) && group != Some(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_belongs_to_a_session_by_its_fourth_field_after_the_name() {
        for (stat, expected) in [
            ("7 (sleep) S 4 7 4 0 -1", true),
            ("7 (a) b) (S 1 4 4) S 4 7 4 0 -1", true),
            ("7 (sleep) S 4 4 4 0 -1", false),
            ("7 (sleep) S 4 7 5 0 -1", false),
            ("7 (sleep", false),
            ("", false),
        ] {
            assert_eq!(is_in_other_group(stat.as_bytes(), 4), expected, "{stat}");
        }
    }
}
