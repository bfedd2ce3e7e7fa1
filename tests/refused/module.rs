use coroscope::kit::observed;

#[observed]
mod greetings {}

fn main() {}
