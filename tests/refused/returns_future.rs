use coroscope::kit::observed;

#[observed]
fn greet() -> impl Future<Output = u32> {
    async { 1 }
}

fn main() {}
