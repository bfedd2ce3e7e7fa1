//! The standard input of this process.

use std::io;

/// Makes the terminal of this process its standard input, if something else is: keys are read from there. Where there is
/// no terminal, nothing changes.
///
/// # Errors
/// Fails if the system refuses.
pub fn read_from_terminal() -> io::Result<()> {
    #[cfg(unix)]
    if !io::IsTerminal::is_terminal(&io::stdin())
        && let Ok(terminal) = std::fs::File::open("/dev/tty")
    {
        rustix::stdio::dup2_stdin(terminal)?;
    }
    Ok(())
}
