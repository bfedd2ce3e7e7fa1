use coroscope::kit::observed;

#[observed]
static GREETING: &str = "hello";

fn main() {}
