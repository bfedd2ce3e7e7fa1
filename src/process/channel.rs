//! The connection between the two processes: a socket in a folder that nobody else may enter.
//!
//! An inherited pipe would do as well, but a program cannot take over an inherited descriptor without unsafe
//! code, and whatever the program starts would inherit it too. A connected socket is closed in the programs that
//! the child starts, because the standard library opens it so.

pub(super) use socket::{Listener, Stream, connect};

#[cfg(unix)]
mod socket {
    use std::ffi::OsStr;
    use std::io;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use tempfile::TempDir;

    /// One side of the connection.
    pub type Stream = UnixStream;

    /// Where a child connects. The folder is removed when this is dropped.
    pub struct Listener {
        socket: UnixListener,
        path: PathBuf,
        _folder: TempDir,
    }

    impl Listener {
        pub fn new() -> io::Result<Listener> {
            // The name of a socket has at most about a hundred bytes, and a temporary folder may have more.
            Listener::inside(&std::env::temp_dir()).or_else(|_| Listener::inside(Path::new("/tmp")))
        }

        fn inside(place: &Path) -> io::Result<Listener> {
            // `tempfile` makes a folder that only this user may enter.
            let folder = tempfile::Builder::new().prefix("coroscope-").tempdir_in(place)?;
            let path = folder.path().join("run");
            let socket = UnixListener::bind(&path)?;
            socket.set_nonblocking(true)?;
            Ok(Listener { socket, path, _folder: folder })
        }

        pub fn address(&self) -> &OsStr {
            self.path.as_os_str()
        }

        /// Returns the connection, or `None` while no child has connected.
        pub fn accept(&self) -> io::Result<Option<Stream>> {
            match self.socket.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false)?;
                    Ok(Some(stream))
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
                Err(error) => Err(error),
            }
        }
    }

    pub fn connect(address: &OsStr) -> io::Result<Stream> {
        UnixStream::connect(address)
    }
}

/// Where there are no such sockets: a connection to this machine, and a word that only the child knows.
#[cfg(not(unix))]
mod socket {
    use crate::limits::MAX_STRANGER_TIME;
    use std::ffi::{OsStr, OsString};
    use std::io::{self, Read, Write};
    use std::net::{Ipv4Addr, TcpListener, TcpStream};

    pub type Stream = TcpStream;

    /// The length of the word in bytes.
    const LENGTH: usize = 32;

    pub struct Listener {
        socket: TcpListener,
        address: OsString,
        word: String,
    }

    impl Listener {
        pub fn new() -> io::Result<Listener> {
            let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            socket.set_nonblocking(true)?;
            // The name of a temporary folder is drawn by the system's source of randomness.
            let folder = tempfile::Builder::new().prefix("").rand_bytes(LENGTH).tempdir()?;
            let name = folder.path().file_name().unwrap_or_default();
            let word = name.to_string_lossy().into_owned();
            let address = format!("{}:{word}", socket.local_addr()?.port()).into();
            Ok(Listener { socket, address, word })
        }

        pub fn address(&self) -> &OsStr {
            &self.address
        }

        pub fn accept(&self) -> io::Result<Option<Stream>> {
            let mut stream = match self.socket.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            };
            stream.set_nonblocking(false)?;
            stream.set_read_timeout(Some(MAX_STRANGER_TIME))?;
            let mut said = vec![0; self.word.len()];
            let is_known = stream.read_exact(&mut said).is_ok() && said == self.word.as_bytes();
            stream.set_read_timeout(None)?;
            Ok(is_known.then_some(stream))
        }
    }

    pub fn connect(address: &OsStr) -> io::Result<Stream> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidInput);
        let address = address.to_str().ok_or_else(wrong)?;
        let (port, word) = address.split_once(':').ok_or_else(wrong)?;
        let port: u16 = port.parse().map_err(|_| wrong())?;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.write_all(word.as_bytes())?;
        Ok(stream)
    }
}
