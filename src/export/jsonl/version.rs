//! The versions of the format.

/// The version of the format that this program writes.
pub const VERSION: u32 = 2;

/// The oldest version that this program reads. A record of version 1 has no sources in it.
pub const OLDEST_VERSION: u32 = 1;
