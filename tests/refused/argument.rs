use coroscope::kit::observed;

#[observed(quietly)]
async fn greet() {}

fn main() {}
