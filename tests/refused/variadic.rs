use coroscope::kit::observed;

#[observed]
unsafe fn all(first: u8, ...) {}

fn main() {}
