//! The connection between the two processes: a socket in a folder that only this user can enter.
//!
//! An inherited pipe would need unsafe code to take over the descriptor, and programs that the child starts would
//! inherit it too. The standard library opens sockets with close-on-exec, so those programs don't inherit them.

pub(super) use socket::{Listener, Stream, connect};

#[cfg(unix)]
mod socket {
    use std::ffi::OsStr;
    use std::io;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use tempfile::TempDir;

    /// One end of the connection.
    pub type Stream = UnixStream;

    /// Accepts the connection of a child. Dropping it removes the folder.
    pub struct Listener {
        socket: UnixListener,
        path: PathBuf,
        _folder: TempDir,
    }

    impl Listener {
        pub fn new() -> io::Result<Listener> {
            // The path of a socket is limited to about a hundred bytes, and that of a temporary folder may be longer.
            Listener::inside(&std::env::temp_dir()).or_else(|_| Listener::inside(Path::new("/tmp")))
        }

        fn inside(place: &Path) -> io::Result<Listener> {
            // `tempfile` creates a folder that only this user can enter.
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

/// On systems without such sockets, the child connects over TCP on this machine and sends a secret.
#[cfg(not(unix))]
mod socket {
    use crate::limits::MAX_STRANGER_TIME;
    use std::ffi::{OsStr, OsString};
    use std::io::{self, Read, Write};
    use std::net::{Ipv4Addr, TcpListener, TcpStream};

    pub type Stream = TcpStream;

    /// The length of the secret in bytes.
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
            // The name of a temporary folder comes from the system's source of randomness.
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
            let mut received = vec![0; self.word.len()];
            let is_known =
                stream.read_exact(&mut received).is_ok() && received == self.word.as_bytes();
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
