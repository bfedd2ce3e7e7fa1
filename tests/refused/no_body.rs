use coroscope::kit::observed;

trait Greet {
    #[observed]
    fn say(&self);
}

fn main() {}
