use coroscope::kit::observed;

#[observed]
unsafe fn all(_first: u8, _: ...) {}

fn main() {}
