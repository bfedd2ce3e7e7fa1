#![deny(unused, reason = "the attribute must not hide any of these")]

use coroscope::kit::observed;

#[observed]
pub async fn unused_parameter(number: u8) {}

#[observed]
pub fn unused_local() -> u8 {
    let (left, right) = (1, 2);
    left
}

#[observed]
pub async fn unused_assignment() -> u8 {
    let mut number = 1;
    let read = number;
    number = 2;
    read
}

#[observed]
pub fn needless_mut(mut number: u8) -> u8 {
    number
}

#[observed]
pub fn unreachable_statement() -> u8 {
    return 1;
    unused_local();
}

fn main() {}
