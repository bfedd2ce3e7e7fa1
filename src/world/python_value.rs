//! The values of a Rust run, as its Python twin writes them.

/// Returns a value that Rust's `Debug` wrote as the twin writes it, or `None` if the twin lacks its type.
///
/// An enum's variant is a tuple that begins with its name, as the twins write a state: `Middle { doubled: 20 }` is
/// `("middle", 20)`. `has_state` says whether the twin has such a state.
#[must_use]
pub fn to_python(value: &str, has_state: &dyn Fn(&str) -> bool) -> Option<String> {
    if let Some(filled) = value.strip_prefix("full: ") {
        return Some(format!("full: {}", to_python(filled, has_state)?));
    }
    let wrapped = |wrapper| value.strip_prefix(wrapper)?.strip_suffix(')');
    if let Some(inner) = wrapped("Some(").or_else(|| wrapped("Ok(")) {
        return to_python(inner, has_state);
    }
    if let Some(error) = wrapped("Err(") {
        return Some(format!("exception {}", to_python(error, has_state)?));
    }
    match value {
        "()" | "None" => return Some("None".to_owned()),
        "true" => return Some("True".to_owned()),
        "false" => return Some("False".to_owned()),
        // What `create_task` returns is the task, not only a handle for it.
        "Handle" => return Some("a Task".to_owned()),
        _ => {}
    }
    if let Some(items) = value.strip_prefix('[').and_then(|items| items.strip_suffix(']'))
        && items.split(", ").all(|item| item == "Handle")
    {
        return Some(format!("[{}]", items.replace("Handle", "a Task")));
    }
    if value.starts_with(|first: char| first.is_ascii_uppercase()) {
        return variant(value, has_state);
    }
    let is_plain = !value.contains(['{', '<']) && !value.contains("::");
    (is_plain || is_dict(value)).then(|| value.to_owned())
}

/// Returns whether this is a map or a set of texts, numbers and lists, which both languages write in the same way.
fn is_dict(value: &str) -> bool {
    let outside_quotes = value.split('"').step_by(2);
    let is_mark = |letter: char| letter.is_ascii_digit() || "[]{},:.- ".contains(letter);
    let has_braces = value.starts_with('{') && value.ends_with('}');
    has_braces && !value.contains('\\') && outside_quotes.flat_map(str::chars).all(is_mark)
}

/// Returns an enum's variant as a tuple.
fn variant(value: &str, has_state: &dyn Fn(&str) -> bool) -> Option<String> {
    let (name, fields) = value.split_once(" { ").unwrap_or((value, " }"));
    let fields = fields.strip_suffix(" }")?;
    let name = name.to_lowercase();
    if !name.chars().all(char::is_alphanumeric) || !has_state(&name) {
        return None;
    }
    let fields = fields.split(", ").filter(|field| !field.is_empty());
    let values = fields.map(|field| to_python(field.split_once(": ")?.1, has_state));
    let values = values.collect::<Option<Vec<_>>>()?;
    let comma = if values.is_empty() { "," } else { ", " };
    Some(format!("(\"{name}\"{comma}{})", values.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::to_python;

    #[test]
    fn a_map_of_lists_is_a_dict() {
        let no_state = |_: &str| false;
        for value in ["{}", r#"{"bun": [1, 1], "tea": [1]}"#, "{1, 2}"] {
            assert_eq!(to_python(value, &no_state).as_deref(), Some(value));
        }
        for value in [r#"{"bun": Some(1)}"#, "{ name: 1 }", r#"{"a\"b": 1}"#] {
            assert_eq!(to_python(value, &no_state), None, "{value}");
        }
    }

    #[test]
    fn a_value_is_written_in_python_or_not_at_all() {
        let rows = [
            ("7", Some("7")),
            ("\"carol\"", Some("\"carol\"")),
            ("[1, 2]", Some("[1, 2]")),
            ("full: 42", Some("full: 42")),
            ("full: Err(\"too hard\")", Some("full: exception \"too hard\"")),
            ("Ok(10)", Some("10")),
            ("Some(2)", Some("2")),
            ("()", Some("None")),
            ("true", Some("True")),
            ("Middle { doubled: 20 }", Some("(\"middle\", 20)")),
            ("Done", Some("(\"done\",)")),
            ("Handle", Some("a Task")),
            ("LockGuard", None),
            ("Err(Elapsed)", None),
            ("Sleep { New(2s) }", None),
            ("Shared<Option<Waker>>", None),
            ("Pin::new(x)", None),
        ];
        let has_state = |name: &str| ["middle", "done"].contains(&name);
        for (value, expected) in rows {
            assert_eq!(to_python(value, &has_state).as_deref(), expected, "{value}");
        }
    }
}
