//! Writes a file whole or not at all.

use crate::limits::{MAX_LINKS, MAX_NAME_LETTERS_OF_NEW};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Error, ErrorKind, IntoInnerError, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// The suffix of a file that is being written.
const NEW: &str = ".new";

/// Returns the file that a path names: where it is a symbolic link, what the link names, even if that doesn't exist.
///
/// # Errors
/// Fails if a link can't be read, or if links name each other in a circle.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    if let Ok(file) = fs::canonicalize(path) {
        return Ok(file);
    }
    let mut path = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_symlink() => {
                let named = fs::read_link(&path)?;
                path = folder_of(&path).join(named);
            }
            _ => return Ok(path),
        }
    }
    Err(Error::other("it is a link to a link to a link, without end"))
}

/// Returns the folder of a file.
fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Replaces what a file holds with these bytes. See [`write_with`].
///
/// # Errors
/// Fails if the file can't be written, or if it is read-only.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, &mut |out| out.write_all(bytes))
}

/// Writes the content of a file.
type Content<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Replaces what a file holds with what `content` writes, or creates it. If that fails, the file is as it was before.
/// What is written goes to the disk at once, however much it is.
///
/// # Errors
/// Fails if `content` does, if the file can't be written, or if it is read-only.
pub fn write_with(path: &Path, content: Content<'_>) -> io::Result<()> {
    let about = match fs::metadata(path) {
        Ok(about) => Some(about),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if about.as_ref().is_some_and(|about| !about.is_file()) {
        // A pipe or a device isn't replaced but written to.
        return write_to(OpenOptions::new().write(true).open(path)?, content).map(drop);
    }
    let file = resolve(path)?;
    match about {
        // The superuser could write it all the same, but somebody has protected it.
        Some(about) if about.permissions().readonly() => {
            Err(Error::new(ErrorKind::PermissionDenied, "it is read-only"))
        }
        Some(about) if has_other_names(&about) => overwrite(&file, content),
        about => replace(&file, about.as_ref(), content),
    }
}

/// Writes a new file beside the old one, and puts it in its place.
fn replace(file: &Path, old: Option<&Metadata>, content: Content<'_>) -> io::Result<()> {
    let created = create_beside(file);
    let mut new = match (created, old) {
        (Ok(new), _) => new,
        // Where no file may be created, this one may still be written.
        (Err(error), Some(_)) if error.kind() == ErrorKind::PermissionDenied => {
            return overwrite(file, content);
        }
        (Err(error), _) => return Err(error),
    };
    if let Some(old) = old
        && !take_over(new.as_file(), old)
    {
        drop(new);
        return overwrite(file, content);
    }
    #[cfg(unix)]
    let _until_complete = super::interrupted::Incomplete::new(new.path());
    write_to(new.as_file_mut(), content)?;
    new.as_file().sync_all()?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Writes through a buffer, and returns what was written to.
fn write_to<W: Write>(to: W, content: Content<'_>) -> io::Result<W> {
    let mut out = BufWriter::new(to);
    content(&mut out)?;
    out.into_inner().map_err(IntoInnerError::into_error)
}

fn create_beside(file: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix_of_new(file);
    let create = |path: &Path| {
        // With the mode of any new file: the system takes away what the user's mask says.
        OpenOptions::new().read(true).write(true).create_new(true).open(path)
    };
    Builder::new().prefix(&prefix).suffix(NEW).make_in(folder_of(file), create)
}

/// Returns the beginning of the name under which a file is written before it replaces the old one.
pub fn prefix_of_new(file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let name: String = name.chars().take(MAX_NAME_LETTERS_OF_NEW).collect();
    format!(".{name}.")
}

/// Removes the files that a program left when it was killed while writing this file. No other program may be writing it.
pub fn remove_leftovers(file: &Path) {
    let prefix = prefix_of_new(file);
    for entry in fs::read_dir(folder_of(file)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let middle = name.strip_prefix(&prefix).and_then(|name| name.strip_suffix(NEW));
        if middle.is_some_and(|middle| middle.chars().all(|c| c.is_ascii_alphanumeric())) {
            let _may_stay = fs::remove_file(entry.path());
        }
    }
}

/// Writes over a file that has to stay the same file. What is longer than the old file is written first, since only
/// that needs space on the disk.
fn overwrite(path: &Path, content: Content<'_>) -> io::Result<()> {
    let bytes = &write_to(Vec::new(), content)?;
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut old = Vec::new();
    file.read_to_end(&mut old)?;
    let common = old.len().min(bytes.len());
    let written = write_at(&mut file, common, &bytes[common..])
        .and_then(|()| write_at(&mut file, 0, &bytes[..common]))
        .and_then(|()| file.set_len(bytes.len() as u64))
        .and_then(|()| file.sync_all());
    written.inspect_err(|_| {
        let _as_far_as_possible =
            write_at(&mut file, 0, &old).and_then(|()| file.set_len(old.len() as u64));
    })
}

fn write_at(file: &mut File, place: usize, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place as u64))?;
    file.write_all(bytes)
}

#[cfg(unix)]
fn has_other_names(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

/// Gives a new file the owner and the mode of the old one. Returns whether that was possible.
#[cfg(unix)]
fn take_over(new: &File, old: &Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt, fchown};
    let is_owned = new.metadata().is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    (is_owned || fchown(new, Some(old.uid()), Some(old.gid())).is_ok())
        && new.set_permissions(old.permissions()).is_ok()
}

#[cfg(not(unix))]
fn take_over(_: &File, _: &Metadata) -> bool {
    true
}

/// Returns whether two paths name the same file, whichever links lead to it.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let identity =
            |path: &Path| fs::metadata(path).ok().map(|about| (about.dev(), about.ino()));
        identity(one).is_some_and(|one| identity(other) == Some(one))
    }
    #[cfg(not(unix))]
    {
        let place = |path: &Path| fs::canonicalize(path).ok();
        place(one).is_some_and(|one| place(other) == Some(one))
    }
}

/// Opens the empty file that is locked while another file is written, or creates it. Returns `None` if something else has
/// its name, which is left as it is.
pub fn open_lock(path: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // A link isn't followed, and a pipe isn't waited for.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path).ok()?;
    let about = file.metadata().ok()?;
    (about.is_file() && about.len() == 0).then_some(file)
}
