use coroscope::kit::observed;

#[observed]
const fn one() -> u32 {
    1
}

fn main() {}
