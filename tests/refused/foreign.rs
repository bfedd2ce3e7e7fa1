use coroscope::kit::observed;

#[observed]
extern "C" fn one() -> u32 {
    1
}

fn main() {}
