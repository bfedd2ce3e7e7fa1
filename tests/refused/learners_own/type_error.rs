use coroscope::kit::observed;

#[observed]
async fn length(name: &str) -> usize {
    let length: u8 = name.len();
    // The awaited value is a text, and what is written down here is the wrong type.
    let waited: String = std::future::ready(name).await;
    if length > 3 {
        return "long";
    }
    5.await;
    match length {
        0 => "none",
        _ => name,
    }
}

#[observed]
async fn nothing() {
    7
}

#[observed]
async fn moved(name: String) -> String {
    let other = name;
    name
}

fn main() {}
