#![deny(dead_code)]

use coroscope::kit::observed;

#[observed]
async fn never_called() {}

#[observed]
fn never_called_either(number: u8) -> u8 {
    number
}

fn main() {}
