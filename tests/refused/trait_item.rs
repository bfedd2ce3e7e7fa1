use coroscope::kit::observed;

#[observed]
trait Greet {
    fn say(&self);
}

fn main() {}
