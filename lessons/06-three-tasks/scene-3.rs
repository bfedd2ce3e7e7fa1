//! The same three tasks, spawned in reverse order: each second prints its lines in that order.
use coroscope::kit::{SECOND, observed, say, sleep, spawn};

#[observed]
async fn factorial(n: u64) {
    let mut product = 1; // @one
    for i in 2..=n {
        say!("factorial: multiply by {i}"); // @multiply
        sleep(SECOND).await; // @factorial-waits
        product *= i; // @product
    }
    say!("factorial({n}) = {product}"); // @factorial-ends
}

#[observed]
async fn fibonacci(n: u64) {
    let (mut low, mut high) = (0, 1); // @pair
    for i in 0..n {
        say!("fibonacci: step {i}"); // @step
        sleep(SECOND).await; // @fibonacci-waits
        (low, high) = (high, low + high); // @sum
    }
    say!("fibonacci({n}) = {low}"); // @fibonacci-ends
}

#[observed]
async fn binomial(n: u64, k: u64) {
    let mut ways = 1; // @ways
    for i in 1..=k {
        say!("binomial: term {i}"); // @term
        sleep(SECOND).await; // @binomial-waits
        ways = ways * (n - k + i) / i; // @quotient
    }
    say!("binomial({n}, {k}) = {ways}"); // @binomial-ends
}

#[observed]
pub fn set_up() {
    spawn(binomial(6, 3)).detach(); // @spawn-binomial
    spawn(fibonacci(6)).detach(); // @spawn-fibonacci
    spawn(factorial(5)).detach(); // @spawn-factorial
}
