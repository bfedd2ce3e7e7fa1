//! The same three tasks, spawned the other way round: each second has its lines in that order.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn factorial(n: u64) {
    let mut f = 1; // @f
    for i in 2..=n {
        say!("factorial: multiply by {i}"); // @multiply
        sleep(SECOND).await; // @factorial-waits
        f *= i; // @product
    }
    say!("factorial({n}) = {f}"); // @factorial-ends
}

#[observed]
async fn fibonacci(n: u64) {
    let (mut a, mut b) = (0, 1); // @pair
    for i in 0..n {
        say!("fibonacci: step {i}"); // @step
        sleep(SECOND).await; // @fibonacci-waits
        (a, b) = (b, a + b); // @sum
    }
    say!("fibonacci({n}) = {a}"); // @fibonacci-ends
}

#[observed]
async fn binomial(n: u64, k: u64) {
    let mut c = 1; // @c
    for i in 1..=k {
        say!("binomial: term {i}"); // @term
        sleep(SECOND).await; // @binomial-waits
        c = c * (n - k + i) / i; // @quotient
    }
    say!("binomial({n}, {k}) = {c}"); // @binomial-ends
}

#[observed]
pub fn set_up() {
    spawn(binomial(6, 3)).detach(); // @spawn-binomial
    spawn(fibonacci(6)).detach(); // @spawn-fibonacci
    spawn(factorial(5)).detach(); // @spawn-factorial
}
