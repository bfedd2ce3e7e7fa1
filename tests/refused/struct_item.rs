use coroscope::kit::observed;

#[observed]
struct Greeting;

fn main() {}
