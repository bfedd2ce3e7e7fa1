//! Fingerprints of answers, histories and values.

use std::any::Any;
use std::hash::{Hash, Hasher};

/// A hash of 128 bits. Among a billion values, the probability of a collision is 1 in 10^21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of nothing.
    pub(crate) const NONE: Fingerprint = Fingerprint(0);

    /// Returns the fingerprint of a value. It is the same in every run on every machine.
    #[inline]
    pub(crate) fn of(what: &(impl Hash + ?Sized)) -> Fingerprint {
        Fingerprint(0x243f_6a88_85a3_08d3_1319_8a2e_0370_7344).then(what)
    }

    /// Appends `what` to this fingerprint. The order matters.
    #[inline]
    pub(crate) fn then(self, what: &(impl Hash + ?Sized)) -> Fingerprint {
        let mut mixer = FingerprintHasher(self.0);
        what.hash(&mut mixer);
        Fingerprint(mixer.0)
    }

    /// Combines two fingerprints. The order doesn't matter.
    #[inline]
    pub(crate) fn and(self, other: Fingerprint) -> Fingerprint {
        Fingerprint(self.0.wrapping_add(other.0))
    }
}

/// Multiplies and folds. The hasher of `std` is four times slower, and its hashes may change between versions.
#[derive(Clone, Default)]
pub(crate) struct FingerprintHasher(u128);

impl Hasher for FingerprintHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let mut whole = [0; 16];
            whole[..chunk.len()].copy_from_slice(chunk);
            self.write_u128(u128::from_le_bytes(whole));
        }
    }

    #[inline]
    fn write_u8(&mut self, part: u8) {
        self.write_u128(u128::from(part));
    }

    #[inline]
    fn write_u32(&mut self, part: u32) {
        self.write_u128(u128::from(part));
    }

    #[inline]
    fn write_u64(&mut self, part: u64) {
        self.write_u128(u128::from(part));
    }

    #[inline]
    fn write_usize(&mut self, part: usize) {
        self.write_u64(part as u64);
    }

    #[inline]
    fn write_u128(&mut self, part: u128) {
        let mixed =
            (self.0.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        self.0 = mixed ^ (mixed >> 71);
    }

    #[inline]
    fn finish(&self) -> u64 {
        u64::try_from((self.0 ^ (self.0 >> 64)) & u128::from(u64::MAX)).unwrap_or(0)
    }
}

/// Returns the fingerprint of a value if its type is one of the basic types below.
pub(super) fn of_any(value: &dyn Any) -> Option<Fingerprint> {
    macro_rules! plain {
        ($($of:ty),+) => {
            $(if let Some(value) = value.downcast_ref::<$of>() { return Some(Fingerprint::of(value)); })+
        };
    }
    plain!(
        (),
        bool,
        char,
        i8,
        u8,
        i16,
        u16,
        i32,
        u32,
        i64,
        u64,
        isize,
        usize,
        String,
        &'static str
    );
    None
}

/// Returns whether a type with this name consists only of plain types. If a plain type isn't recognized, the search
/// is only slower.
pub(crate) fn is_plain(name: &str) -> bool {
    const PLAIN: [&str; 22] = [
        "i8",
        "u8",
        "i16",
        "u16",
        "i32",
        "u32",
        "i64",
        "u64",
        "i128",
        "u128",
        "isize",
        "usize",
        "f32",
        "f64",
        "bool",
        "char",
        "str",
        "alloc::string::String",
        "alloc::vec::Vec",
        "core::option::Option",
        "core::result::Result",
        "core::time::Duration",
    ];
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    words
        .filter(|word| !word.is_empty())
        .all(|word| PLAIN.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()))
}
