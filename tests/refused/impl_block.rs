use coroscope::kit::observed;

struct Greeting;

#[observed]
impl Greeting {
    async fn say(&self) {}
}

fn main() {}
